"""The vocabulary: where noise sits in a recurrent network, how long a mask lives, what it does.

A `Placement` is pure data and needs no torch: the app's server, the command line and the tests
speak about placements without loading the machinery that runs them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from numbers import Real
from typing import Any

from rnnviz.content import Message
from rnnviz.core.edges import (
    EDGES_OF,
    GATED_EDGES,
    STATE_EDGES,
    WEIGHT_EDGES,
    Cell,
    Edge,
    Fill,
    Scaling,
    Shape,
    Share,
    edges_of,
)
from rnnviz.core.equations import EQUATIONS
from rnnviz.errors import InputError

__all__ = [
    "EDGES_OF",
    "GATED_EDGES",
    "GATES",
    "STATE_EDGES",
    "WEIGHT_EDGES",
    "Cell",
    "Edge",
    "Fill",
    "Noise",
    "Placement",
    "Scaling",
    "Share",
    "edges_of",
    "parse",
]

# The gates of each cell, in the order in which torch stacks their weights.
GATES = {cell: tuple(gate.name for gate in stated.gates) for cell, stated in EQUATIONS.items()}


@dataclass(frozen=True, slots=True)
class Noise:
    """One noise on one edge.

    `rate` is the probability of dropping, in [0, 1). `tied=False` gives each gate a mask of its
    own. `at_test=True` keeps the noise on at evaluation (Monte-Carlo dropout, or a bug).

    Raises `InputError` for a combination that means nothing.
    """

    edge: Edge
    rate: float
    share: Share = Share.STEP
    fill: Fill = Fill.ZERO
    scaling: Scaling = Scaling.INVERTED
    tied: bool = True
    at_test: bool = False

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise InputError(problem)

    @property
    def keep(self) -> float:
        return 1 - self.rate

    @property
    def lasting(self) -> bool:
        """Whether all steps of a sequence meet the same draw."""
        return self.share in {Share.SEQUENCE, Share.BATCH}

    def __str__(self) -> str:
        """The form `parse` reads: edge, rate, then whatever differs from the defaults."""
        words = [self.edge.value, repr(float(self.rate))]  # every digit: `parse` reads it back
        words += [
            choice.value
            for choice, usual in zip(
                (self.share, self.fill, self.scaling),
                (Share.STEP, Fill.ZERO, Scaling.INVERTED),
                strict=True,
            )
            if choice is not usual
        ]
        words += ["untied"] * (not self.tied) + ["at_test"] * self.at_test
        return ":".join(words)


def _is_number(rate: object) -> bool:
    return not isinstance(rate, bool) and isinstance(rate, Real) and isfinite(rate)


def _problems(noise: Noise) -> Iterator[Message]:
    """What is wrong with a noise, the first thing first."""
    edge, rate = noise.edge, noise.rate
    on = {"edge": edge}
    if not _is_number(rate):
        yield Message("core.rate_is_no_number", {"edge": edge, "rate": repr(rate)})
    if not 0 <= rate < 1:
        yield Message("core.rate_outside", {"edge": edge, "rate": rate})
    if noise.fill not in edge.row.fills:
        yield Message("core.nothing_to_keep", on)
    if noise.scaling not in noise.fill.scalings:
        zoneout = noise.fill is Fill.PREVIOUS
        key = "core.scaled_zoneout" if zoneout else "core.scaled_gaussian"
        yield Message(key, on | {"scaling": noise.scaling})
    if noise.share not in edge.row.shares:
        word = edge.row.shape is Shape.WORDS
        key = "core.word_share" if word else "core.weights_share"
        yield Message(key, on | {"share": noise.share})
    if not noise.tied and not edge.row.gated:
        yield Message("core.untied", on)


@dataclass(frozen=True, slots=True)
class Placement:
    """All noises of a network, in the order of `Edge`; the order they are given in is no matter.

    Raises `InputError` for two noises of one kind on one edge.
    """

    noises: tuple[Noise, ...] = ()

    def __post_init__(self) -> None:
        place = {edge: n for n, edge in enumerate(Edge)}
        ordered = sorted(self.noises, key=lambda noise: (place[noise.edge], noise.fill))
        object.__setattr__(self, "noises", tuple(ordered))
        for first, second in pairwise(ordered):
            if (first.edge, first.fill) == (second.edge, second.fill):
                raise InputError(
                    "core.two_noises",
                    fill=first.fill,
                    edge=first.edge,
                    first=first.rate,
                    second=second.rate,
                )

    @property
    def active(self) -> tuple[Noise, ...]:
        """The noises that do something: those with a rate above 0."""
        return tuple(noise for noise in self.noises if noise.rate > 0)

    @property
    def edges(self) -> frozenset[Edge]:
        """The edges where something happens."""
        return frozenset(noise.edge for noise in self.active)

    def noise(self, edge: Edge, fill: Fill = Fill.ZERO) -> Noise | None:
        return next((n for n in self.noises if (n.edge, n.fill) == (edge, fill)), None)

    def with_noise(self, noise: Noise) -> "Placement":
        """The placement with `noise` in place of the one of its kind on its edge, if any."""
        return Placement((*self.without(noise.edge, noise.fill).noises, noise))

    def without(self, edge: Edge, fill: Fill | None = None) -> "Placement":
        return Placement(
            tuple(n for n in self.noises if n.edge != edge or fill not in {None, n.fill})
        )

    def on(self, cell: Cell) -> "Placement":
        """What of this placement a cell can carry: a GRU has no c, a vanilla RNN no c and no g."""
        return Placement(tuple(n for n in self.noises if n.edge in EDGES_OF[cell]))

    @property
    def at_evaluation(self) -> "Placement":
        """What of this placement still draws masks at evaluation."""
        return Placement(tuple(n for n in self.noises if n.at_test))

    def check(self, cell: Cell) -> None:
        """Raise `InputError` if the cell lacks an edge that this placement names."""
        for noise in self.noises:
            if noise.edge not in EDGES_OF[cell]:
                raise InputError("core.no_edge", cell=cell.upper(), edge=noise.edge)

    def __str__(self) -> str:
        """One line for command lines, addresses and files; `parse` reads it back."""
        return "+".join(map(str, self.noises)) or "none"


def parse(text: str) -> Placement:
    """The placement that a line such as `input:0.5+recurrent:0.3:sequence:untied` describes.

    Raises `InputError` naming the word that can't be read.
    """
    if text.strip() in {"", "none"}:
        return Placement()
    return Placement(tuple(_parse_noise(part) for part in text.split("+")))


def _parse_noise(text: str) -> Noise:
    edge, *words = text.strip().split(":")
    if edge not in set(Edge):
        raise InputError("core.unknown_edge", edge=edge, choices=list(Edge))
    rate = words.pop(0) if words else ""
    try:
        fields: dict[str, Any] = {"edge": Edge(edge), "rate": float(rate)}
    except ValueError:
        raise InputError("core.no_rate", rate=rate, edge=edge) from None
    for n, word in enumerate(words):
        if word not in _WORDS:
            raise InputError("core.unknown_word", word=word, edge=edge, choices=list(_WORDS))
        field, value = _WORDS[word]
        if field in fields:
            first = next(w for w in words[:n] if _WORDS[w][0] == field)
            raise InputError("core.two_words", edge=edge, first=first, second=word)
        fields[field] = value
    return Noise(**fields)


_WORDS = {
    **{share.value: ("share", share) for share in Share},
    **{fill.value: ("fill", fill) for fill in Fill},
    **{scaling.value: ("scaling", scaling) for scaling in Scaling},
    "untied": ("tied", False),
    "at_test": ("at_test", True),
}
