"""What of a placement PyTorch's and Keras's own options can say: the line, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rnnviz.content import clauses, sentence
from rnnviz.core.edges import Hook, Layers
from rnnviz.core.placement import Cell, Fill, Noise, Placement, Scaling, Share
from rnnviz.twins.snippet_masks import audible

_TORCH = {Cell.RNN: "nn.RNN", Cell.GRU: "nn.GRU", Cell.LSTM: "nn.LSTM"}
_KERAS = {Cell.RNN: "SimpleRNN", Cell.GRU: "GRU", Cell.LSTM: "LSTM"}


class Place(StrEnum):
    """Where a framework's own options can put noise."""

    WORDS = "words"
    BEFORE = "before"  # the first layer
    BETWEEN = "between"
    AFTER = "after"  # the last layer
    RECURRENT = "recurrent"


_PLACES: dict[tuple[tuple[Hook, ...], Layers], Place] = {
    ((Hook.WORD,), Layers.FIRST): Place.WORDS,
    ((Hook.INWARD,), Layers.FIRST): Place.BEFORE,
    ((Hook.INWARD,), Layers.UPPER): Place.BETWEEN,
    ((Hook.OUTPUT,), Layers.TOP): Place.AFTER,
    ((Hook.RECURRENT,), Layers.EVERY): Place.RECURRENT,
}
_UP = (Place.BEFORE, Place.BETWEEN, Place.AFTER)
_SHARES = {share: f"share_{share}" for share in Share if share is not Share.STEP}  # what can't be


@dataclass(frozen=True, slots=True)
class FrameworkAnswer:
    """How a framework's own options say a placement, or a sentence that says what they can't."""

    framework: str
    code: str | None  # exactly the placement: same edges, rates, sharing and scaling
    sentence: str

    @property
    def told(self) -> str:
        """The sentence after its framework's name, as Markdown."""
        return sentence("twins.told", framework=self.framework, said=self.sentence)


def framework_lines(
    placement: Placement, cell: Cell, layers: int
) -> tuple[FrameworkAnswer, FrameworkAnswer]:
    """PyTorch's answer and Keras's (from 3.8 on), for what of a placement the cell can carry.

    The code needs `from torch import nn` or `import keras`, `units`, and for PyTorch `inputs`;
    where PyTorch's drops before or after the layers it reads `x`, (T, B, inputs).
    """
    noises = audible(placement, cell, layers)
    return _pytorch(noises, cell, layers), _keras(noises, cell, layers)


def our_lines(placement: Placement, cell: Cell, layers: int) -> FrameworkAnswer:
    """The same with `rnnviz.nn`, which can say every placement that a cell can carry.

    The code needs `inputs` and `units`, and reads x (T, B, inputs); where whole words are dropped
    it needs `words`, how many there are, and reads `tokens` (T, B).
    """
    noises = audible(placement, cell, layers)
    line = str(Placement(noises))
    name = _TORCH[cell].removeprefix("nn.")
    rnn = f'rnn = rnnviz.nn.{name}(inputs, units, num_layers={layers}, placement="{line}")'
    code = ["import rnnviz.nn", rnn, "hidden, state = rnn(x)"]
    if any(_place(noise, cell) is Place.WORDS for noise in noises):
        table = f'embedding = rnnviz.nn.Embedding(words, inputs, placement="{line}")'
        code[1:] = [table, rnn, "hidden, state = rnn(embedding(tokens))"]
    return FrameworkAnswer("rnnviz.nn", "\n".join(code), sentence("twins.ours"))


def _pytorch(noises: tuple[Noise, ...], cell: Cell, layers: int) -> FrameworkAnswer:
    name = _TORCH[cell]
    failing = _reasons(noises, lambda noise: _torch_lacks(noise, cell))
    if failing:
        refusal = sentence("twins.torch_cannot", name=name, failing=failing)
        return FrameworkAnswer("PyTorch", None, refusal)
    rate = {_place(noise, cell): repr(float(noise.rate)) for noise in noises}
    dropout = f", dropout={rate[Place.BETWEEN]}" if Place.BETWEEN in rate else ""
    modules = {"rnn": f"{name}(inputs, units, num_layers={layers}{dropout})"}
    modules |= {place: f"nn.Dropout({rate[place]})" for place in _AROUND if place in rate}
    code = [f"{module} = {made}" for module, made in modules.items()]
    if len(modules) > 1:
        code += [f"hidden, state = rnn({'before(x)' if Place.BEFORE in modules else 'x'})"]
    if Place.AFTER in modules:
        code += ["hidden = after(hidden)"]
    return FrameworkAnswer("PyTorch", "\n".join(code), _torch_says(name, rate))


_AROUND = (Place.BEFORE, Place.AFTER)


def _place(noise: Noise, cell: Cell) -> Place | None:
    """Where a framework would put it; None where none of their options reaches."""
    return _PLACES.get((noise.edge.row.hooks_in(cell), noise.edge.row.layers))


def _torch_says(name: str, rate: dict[Place | None, str]) -> str:
    there = [place for place in (*_AROUND, Place.BETWEEN) if place in rate]
    return sentence(f"twins.torch_{'_'.join(there) or 'nothing'}", name=name)


def _torch_lacks(noise: Noise, cell: Cell) -> str | None:
    """What PyTorch's options would have to do and can't, if so."""
    place = _place(noise, cell)
    if place is Place.WORDS:
        return "words"
    if place not in _UP:
        return "inside"
    if not noise.tied:
        return "untied"
    if noise.fill is Fill.GAUSSIAN:
        return "gaussian"
    return _SHARES.get(noise.share) or _lacks_scaling(noise)


def _lacks_scaling(noise: Noise) -> str | None:
    """Both frameworks divide survivors by 1 − rate while training, and rest at evaluation."""
    if noise.at_test:
        return "at_test"
    return None if noise.scaling is Scaling.INVERTED else f"scaling_{noise.scaling}"


def _reasons(noises: tuple[Noise, ...], lacks: Callable[[Noise], str | None]) -> str:
    """Everything that can't be said, each thing with its edges; empty if all can."""
    edges_by_reason: dict[str, list[str]] = {}
    for noise in noises:
        reason = lacks(noise)
        if reason:
            edges_by_reason.setdefault(reason, []).append(noise.edge)
    reasons = [
        sentence("twins.reason", reason=sentence(f"twins.lacks_{reason}"), edges=edges)
        for reason, edges in edges_by_reason.items()
    ]
    return sentence("twins.or").join(reasons)


def _keras(noises: tuple[Noise, ...], cell: Cell, layers: int) -> FrameworkAnswer:
    name = _KERAS[cell]
    further = [noise for noise in noises if _place(noise, cell) is Place.RECURRENT][1:]
    failing = _reasons(
        noises,
        lambda n: _keras_lacks(n, cell) or ("two_masks" if n in further else None),
    )
    if failing:
        refusal = sentence("twins.keras_cannot", name=name, failing=failing)
        return FrameworkAnswer("Keras", None, refusal)
    at = {place: [n for n in noises if _place(n, cell) is place] for place in Place}
    stack = [_keras_layer(noise, cell) for noise in at[Place.WORDS]]
    for l in range(layers):
        inward = at[Place.BETWEEN if l else Place.BEFORE]
        stack += _keras_stack(inward, at[Place.RECURRENT], cell)
    stack += [_keras_layer(noise, cell) for noise in at[Place.AFTER]]
    listed = "".join(f"    {layer},\n" for layer in stack)
    code = stack[0] if len(stack) == 1 else f"keras.Sequential([\n{listed}])"
    return FrameworkAnswer("Keras", code, _keras_says(code))


def _keras_stack(inward: list[Noise], along: list[Noise], cell: Cell) -> list[str]:
    """A recurrent layer, and before it what its own dropout= can't say."""
    recurrent = along[0] if along else None
    before, options = [], ""
    for noise in inward:
        if not _by_option(noise, cell, recurrent):
            before.append(_keras_layer(noise, cell))
            continue
        options += f", dropout={float(noise.rate)!r}"
        if not noise.tied and recurrent is None:
            options += ", implementation=1, use_cudnn=False"  # or all gates share the mask
    if recurrent:
        options += f", recurrent_dropout={float(recurrent.rate)!r}"
    return [*before, f"keras.layers.{_KERAS[cell]}(units, return_sequences=True{options})"]


def _by_option(noise: Noise, cell: Cell, recurrent: Noise | None) -> bool:
    """Whether dropout= draws such masks: with recurrent_dropout= it draws one per gate."""
    if noise.fill is not Fill.ZERO or noise.share is not Share.SEQUENCE:
        return False
    return not noise.tied or recurrent is None or cell is Cell.RNN


def _keras_layer(noise: Noise, cell: Cell) -> str:
    """A layer on values (batch, time, units)."""
    rate = repr(float(noise.rate))
    if noise.fill is Fill.GAUSSIAN:
        return f"keras.layers.GaussianDropout({rate})"
    batch = "1" if noise.share in {Share.BATCH, Share.STEP_BATCH} else "None"
    time = "1" if noise.lasting else "None"
    units = "1" if noise.share is Share.FRAME or _place(noise, cell) is Place.WORDS else "None"
    shape = f"({batch}, {time}, {units})"
    option = "" if shape == "(None, None, None)" else f", noise_shape={shape}"
    return f"keras.layers.Dropout({rate}{option})"


def _keras_says(code: str) -> str:
    says = {
        " dropout=": "twins.keras_dropout",
        "recurrent_dropout=": "twins.keras_recurrent",
        "Dropout(": "twins.keras_layers",
    }
    remarks = [sentence(key) for sign, key in says.items() if sign in code]
    return sentence("twins.keras_says", said=clauses(remarks or [sentence("twins.keras_nothing")]))


def _keras_lacks(noise: Noise, cell: Cell) -> str | None:
    """What Keras's options would have to do and can't, if so."""
    place = _place(noise, cell)
    if place is None:
        return "place"
    if place is Place.WORDS and noise.lasting:
        return "lasting_words"
    elementwise = place in _UP and noise.tied
    if noise.fill is Fill.GAUSSIAN and not (elementwise and noise.share is Share.STEP):
        return "gaussian_there"
    by_gate = place is Place.RECURRENT or not noise.tied
    if by_gate and noise.share is not Share.SEQUENCE:
        return "other_masks"
    if place is Place.RECURRENT and noise.tied and cell is not Cell.RNN:
        return "tied"
    return _lacks_scaling(noise)
