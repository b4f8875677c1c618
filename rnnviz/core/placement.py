"""The vocabulary: where noise sits in a recurrent network, how long a mask lives, what it does.

A `Placement` is pure data and needs no torch: the app's server, the command line and the tests
speak about placements without loading the machinery that runs them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from numbers import Real
from typing import Any

from rnnviz.errors import InputError


class Cell(StrEnum):
    """A recurrent cell."""

    RNN = "rnn"
    GRU = "gru"
    LSTM = "lstm"


class Edge(StrEnum):
    """A place in the unrolled network that can carry noise, in the order a signal meets it."""

    WORD = "word"  # a row of the embedding matrix: one word type, or one occurrence of it
    INPUT = "input"  # x_t into the first layer
    BETWEEN = "between"  # h_t of one layer into the next
    RECURRENT = "recurrent"  # h_{t-1} into the gates
    WEIGHTS = "weights"  # single elements of W_hh
    ROWS = "rows"  # whole rows of W_hh: one gate's pre-activation loses its recurrent part
    CANDIDATE = "candidate"  # g_t, what a step would write into the memory
    CELL = "cell"  # c_t, the memory itself
    HIDDEN = "hidden"  # h_t itself: the copy carried on and the copy sent up
    OUTPUT = "output"  # h_t of the top layer into the softmax


class Share(StrEnum):
    """How long one mask lives and who shares it."""

    STEP = "step"  # fresh at each step, for each example
    SEQUENCE = "sequence"  # one per sequence and example ("variational", "locked")
    BATCH = "batch"  # one for all steps and all examples
    STEP_BATCH = "step_batch"  # fresh at each step, the same for all examples
    FRAME = "frame"  # one draw per step and example, for all units together


class Fill(StrEnum):
    """What takes a dropped value's place."""

    ZERO = "zero"  # dropout
    PREVIOUS = "previous"  # zoneout: the value of the step before
    GAUSSIAN = "gaussian"  # nothing is dropped: a factor N(1, rate / (1 − rate)) on each value


class Scaling(StrEnum):
    """Where the noise's mean is made good."""

    INVERTED = "inverted"  # while training: survivors are divided by 1 − rate
    CLASSIC = "classic"  # at evaluation: the noise is replaced by its expectation
    NONE = "none"  # nowhere


# The gates of each cell, in the order in which torch stacks their weights.
GATES = {
    Cell.RNN: ("hidden",),
    Cell.GRU: ("reset", "update", "candidate"),
    Cell.LSTM: ("input", "forget", "candidate", "output"),
}
WEIGHT_EDGES = frozenset({Edge.WEIGHTS, Edge.ROWS})
GATED_EDGES = frozenset({Edge.INPUT, Edge.BETWEEN, Edge.RECURRENT})  # may have one mask per gate
STATE_EDGES = frozenset({Edge.HIDDEN, Edge.CELL})  # have a previous value to keep
EDGES_OF = {
    Cell.RNN: frozenset(Edge) - {Edge.CELL, Edge.CANDIDATE},
    Cell.GRU: frozenset(Edge) - {Edge.CELL},
    Cell.LSTM: frozenset(Edge),
}


def edges_of(cell: Cell, layers: int) -> frozenset[Edge]:
    """The edges of a network: a single layer has nothing between layers."""
    return EDGES_OF[cell] - (frozenset() if layers > 1 else {Edge.BETWEEN})


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


def _problems(noise: Noise) -> Iterator[str]:
    """Sentences about what is wrong with a noise, the first thing first."""
    edge, rate, share = noise.edge, noise.rate, noise.share
    if not _is_number(rate):
        yield f"Rate {rate!r} on {edge} is no number; give a probability from 0 up to below 1."
    if not 0 <= rate < 1:
        yield f"Rate {rate:g} on {edge} is outside [0, 1); choose 0 ≤ rate < 1."
    if noise.fill is Fill.PREVIOUS and edge not in STATE_EDGES:
        yield f"Zoneout on {edge} has no previous value to keep; put it on cell or hidden."
    if noise.fill is Fill.PREVIOUS and noise.scaling is Scaling.INVERTED:
        yield (
            f"Zoneout on {edge} can't be scaled 'inverted'; choose 'classic' (its expectation at "
            "evaluation) or 'none'."
        )
    if noise.fill is Fill.GAUSSIAN and noise.scaling is not Scaling.INVERTED:
        yield (
            f"Gaussian noise on {edge} has mean 1 already; leave its scaling 'inverted', not "
            f"'{noise.scaling}'."
        )
    if edge in WEIGHT_EDGES and share is not Share.BATCH:
        yield (
            f"Noise on {edge} is drawn once per forward pass for all examples; share it 'batch', "
            f"not '{share}'."
        )
    if edge is Edge.WORD and share is Share.FRAME:
        yield (
            "A word is dropped whole, so word noise can't be shared 'frame'; choose 'step', "
            "'sequence', 'batch' or 'step_batch'."
        )
    if not noise.tied and edge not in GATED_EDGES:
        yield f"Only input, between and recurrent lead into gates; noise on {edge} must be tied."


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
                    f"Two noises of kind '{first.fill}' sit on {first.edge} (rates "
                    f"{first.rate:g} and {second.rate:g}); keep one."
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

    def with_rate(self, rate: float) -> "Placement":
        """The placement with every noise at one rate."""
        return Placement(tuple(replace(noise, rate=rate) for noise in self.noises))

    def scaled(self, factor: float) -> "Placement":
        """The placement with every rate times `factor`: as far as that leaves rates below 1."""
        return Placement(tuple(replace(n, rate=n.rate * factor) for n in self.noises))

    def on(self, cell: Cell) -> "Placement":
        """What of this placement a cell can carry: a GRU has no c, a vanilla RNN no c and no g."""
        return Placement(tuple(n for n in self.noises if n.edge in EDGES_OF[cell]))

    def check(self, cell: Cell) -> None:
        """Raise `InputError` if the cell lacks an edge that this placement names."""
        for noise in self.noises:
            if noise.edge not in EDGES_OF[cell]:
                raise InputError(
                    f"A {cell.upper()} has no {noise.edge} edge; choose another cell or take the "
                    f"noise off {noise.edge}."
                )

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
        raise InputError(f"Edge {edge!r} is unknown; choose one of {', '.join(Edge)}.")
    rate = words.pop(0) if words else ""
    try:
        fields: dict[str, Any] = {"edge": Edge(edge), "rate": float(rate)}
    except ValueError:
        raise InputError(
            f"Rate {rate!r} on {edge} is no number; write {edge}:RATE with 0 ≤ RATE < 1."
        ) from None
    for word in words:
        if word not in _WORDS:
            raise InputError(f"{word!r} on {edge} is unknown; choose from {', '.join(_WORDS)}.")
        field, value = _WORDS[word]
        fields[field] = value
    return Noise(**fields)


_WORDS = {
    **{share.value: ("share", share) for share in Share},
    **{fill.value: ("fill", fill) for fill in Fill},
    **{scaling.value: ("scaling", scaling) for scaling in Scaling},
    "untied": ("tied", False),
    "at_test": ("at_test", True),
}
