"""The lines to paste for a placement, by framework: what Frameworks and Placement print as well."""

from dataclasses import dataclass

from rnnviz.content import sentence
from rnnviz.core.placement import Cell, Placement
from rnnviz.reference.advice import Framework
from rnnviz.reference.options import find
from rnnviz.twins.frameworks import FrameworkAnswer, framework_lines, our_lines

_LAYERS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A sentence, and code if there is some."""

    text: str
    code: str | None


def blocks(placement: Placement, framework: Framework) -> tuple[Block, ...]:
    """What to paste, the shortest first."""
    torch, keras = framework_lines(placement, Cell.LSTM, _LAYERS)
    if framework is Framework.TORCH:
        return _block(our_lines(placement, Cell.LSTM, _LAYERS)), _block(torch)
    if framework is Framework.KERAS:
        return (_block(keras),)
    return (Block(sentence("use.flax"), find("flax").code),)


def _block(answer: FrameworkAnswer) -> Block:
    return Block(answer.told, answer.code)
