"""A text for each model: how surprising each word is, and what was expected in its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rnnviz.analyses.surprisal import Surprisal
from rnnviz.ui.browser.network.payload import Payload, identified
from rnnviz.ui.browser.shared import component
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.state import touched

_TOLD = 5  # guesses


_component = component("surprise")


@dataclass(frozen=True, slots=True)
class Line:
    """What one model made of a text of T words."""

    name: str
    surprisal: Surprisal
    unknown: tuple[bool, ...]  # (T,): the words that it read as `<unk>`
    words: tuple[str, ...]  # its vocabulary, (V,)
    beside: Surprisal | None = None  # what it can be compared with, word by word


def surprise(
    words: Sequence[str],
    lines: Sequence[Line],
    *,
    key: str,
    chosen: int,
    on_pick: Callable[[int], None],
) -> None:
    """Show the surprisal of the words for each line; `on_pick` is told which word was clicked.

    Word number T stands for what comes after the text.
    """

    @unbroken
    def picked() -> None:
        number = touched(key, "picked")
        if type(number) is int and 0 <= number <= len(words):  # it comes from a browser
            on_pick(number)

    data = {"surprise": pack(words, lines), "chosen": chosen}
    _component(key=key, data=data, on_picked_change=picked)


def pack(words: Sequence[str], lines: Sequence[Line]) -> Payload:
    """What the component draws."""
    return identified({"words": list(words), "rows": [_row(line) for line in lines]})


def _row(line: Line) -> Payload:
    row = {
        "name": line.name,
        "nats": [round(value, 4) for value in line.surprisal.nats],
        "unknown": list(line.unknown),
        "guesses": [
            [[line.words[guess.word], round(guess.chance, 5)] for guess in guesses[:_TOLD]]
            for guesses in line.surprisal.guesses
        ],
    }
    if line.beside:
        pairs = zip(line.surprisal.nats, line.beside.nats, strict=True)
        row["beyond"] = [round(mine - theirs, 4) for mine, theirs in pairs]
    return row
