"""One row for each edge: all that tells the places apart that can carry noise.

Pure data, without torch. Masks, crossings, equations, programs and pictures read the rows, and
nothing else asks which edge it is dealing with. To add an edge, add its member, its row, and its
hook in `cells` and the engine.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


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
    STATE = "state"  # h_{t-1} as a whole: into the gates and, in a GRU, along the carry
    RECURRENT = "recurrent"  # h_{t-1} into the gates
    WEIGHTS = "weights"  # single elements of W_hh
    ROWS = "rows"  # whole rows of W_hh: one gate's pre-activation loses its recurrent part
    CANDIDATE = "candidate"  # g_t, what a step would write into the memory
    CELL = "cell"  # c_t, the memory itself
    HIDDEN = "hidden"  # h_t itself: the copy carried on and the copy sent up
    OUTPUT = "output"  # h_t of the top layer into the softmax

    @property
    def row(self) -> "Row":
        return _ROWS[self]


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

    @property
    def scalings(self) -> tuple["Scaling", ...]:
        """Where the mean of such noise may be made good."""
        return _SCALINGS[self]


class Scaling(StrEnum):
    """Where the noise's mean is made good."""

    INVERTED = "inverted"  # while training: survivors are divided by 1 − rate
    CLASSIC = "classic"  # at evaluation: the noise is replaced by its expectation
    NONE = "none"  # nowhere


_SCALINGS = {
    Fill.ZERO: tuple(Scaling),
    Fill.PREVIOUS: (Scaling.CLASSIC, Scaling.NONE),
    Fill.GAUSSIAN: (Scaling.INVERTED,),
}


class Hook(StrEnum):
    """A value in the equations that noise falls on; in a layer, a field of `masks.LayerMasks`."""

    WORD = "word"  # E w_t
    INWARD = "inward"  # x_t into the gates
    RECURRENT = "recurrent"  # h_{t−1} into the gates
    CARRY = "carry"  # h_{t−1} past the gates of a GRU
    WEIGHTS = "weights"  # W_hh
    CANDIDATE = "candidate"  # g_t
    CELL = "cell"  # c_t
    HIDDEN = "hidden"  # h_t
    OUTPUT = "output"  # h_t of the top layer into the softmax


_EVERYWHERE = frozenset(Hook) - {Hook.CARRY, Hook.CANDIDATE, Hook.CELL}
HOOKS_OF = {
    Cell.RNN: _EVERYWHERE,
    Cell.GRU: _EVERYWHERE | {Hook.CARRY, Hook.CANDIDATE},
    Cell.LSTM: _EVERYWHERE | {Hook.CANDIDATE, Hook.CELL},
}


class Layers(StrEnum):
    """The layers that have an edge."""

    FIRST = "first"
    UPPER = "upper"  # all but the first
    EVERY = "every"
    TOP = "top"

    def among(self, layers: int) -> range:
        """Their numbers in a network of so many layers."""
        return {
            Layers.FIRST: range(1),
            Layers.UPPER: range(1, layers),
            Layers.EVERY: range(layers),
            Layers.TOP: range(layers - 1, layers),
        }[self]


class Shape(StrEnum):
    """What a mask has a factor for."""

    WORDS = "words"
    INPUTS = "inputs"  # the units of an embedding
    UNITS = "units"
    ELEMENTS = "elements"  # of W_hh
    ROWS = "rows"  # of W_hh


@dataclass(frozen=True, slots=True)
class Row:
    """What there is to know of an edge."""

    edge: Edge
    hooks: tuple[Hook, ...]
    layers: Layers
    color: str  # its name in `figures.style`
    shape: Shape = Shape.UNITS
    shares: tuple[Share, ...] = tuple(Share)  # how long a mask may last, the usual answer first
    gated: bool = False  # may have one mask for each gate
    keeps: bool = False  # has a previous value to keep: may carry zoneout
    upward: bool = False  # met on the way up, once in each of its layers
    along_h: bool = False  # met once a step on the way through the gates
    along_c: frozenset[Cell] = frozenset()  # cells whose carried value meets it once a step
    whole: Edge | None = None  # what dropping all its units together is
    dash: str = "dash"  # of its line
    letter: str = ""  # of the badge that it has where it has no line

    def hooks_in(self, cell: Cell) -> tuple[Hook, ...]:
        """Where in a cell its noise falls: nowhere if the cell has no such edge."""
        return tuple(hook for hook in self.hooks if hook in HOOKS_OF[cell])

    def place_in(self, cell: Cell) -> tuple[tuple[Hook, ...], Layers, Shape]:
        """All that a cell can tell an edge by."""
        return self.hooks_in(cell), self.layers, self.shape

    @property
    def on_weights(self) -> bool:
        """Whether a mask is drawn once for all steps and examples."""
        return self.shape in {Shape.ELEMENTS, Shape.ROWS}

    @property
    def fills(self) -> tuple[Fill, ...]:
        """What a dropped value may become."""
        return tuple(fill for fill in Fill if self.keeps or fill is not Fill.PREVIOUS)


_NO_FRAME = tuple(share for share in Share if share is not Share.FRAME)
_ALL = (
    Row(
        Edge.WORD,
        (Hook.WORD,),
        Layers.FIRST,
        "ochre",
        shape=Shape.WORDS,
        shares=_NO_FRAME,  # a word is dropped whole in any case
        upward=True,
    ),
    Row(
        Edge.INPUT,
        (Hook.INWARD,),
        Layers.FIRST,
        "blue",
        shape=Shape.INPUTS,
        gated=True,
        upward=True,
        whole=Edge.WORD,
    ),
    Row(Edge.BETWEEN, (Hook.INWARD,), Layers.UPPER, "teal", gated=True, upward=True),
    Row(
        Edge.STATE,  # zoneout keeps h_{t−1} clean, and so is the copy that was sent up
        (Hook.RECURRENT, Hook.CARRY),
        Layers.EVERY,
        "emerald",
        along_h=True,
        along_c=frozenset({Cell.GRU}),
        dash="dot",
    ),
    Row(
        Edge.RECURRENT,
        (Hook.RECURRENT,),
        Layers.EVERY,
        "vermilion",
        gated=True,
        along_h=True,
        dash="dot",
    ),
    Row(
        Edge.WEIGHTS,
        (Hook.WEIGHTS,),
        Layers.EVERY,
        "mauve",
        shape=Shape.ELEMENTS,
        shares=(Share.BATCH,),
        along_h=True,
        letter="W",
    ),
    Row(
        Edge.ROWS,
        (Hook.WEIGHTS,),
        Layers.EVERY,
        "violet",
        shape=Shape.ROWS,
        shares=(Share.BATCH,),
        along_h=True,
        letter="W",
    ),
    Row(
        Edge.CANDIDATE,
        (Hook.CANDIDATE,),
        Layers.EVERY,
        "green",
        upward=True,  # every layer writes what comes in, keeps it and sends it out
        along_h=True,
        letter="g",
    ),
    Row(
        Edge.CELL,
        (Hook.CELL,),
        Layers.EVERY,
        "crimson",
        keeps=True,
        upward=True,
        along_h=True,
        along_c=frozenset({Cell.LSTM}),
        dash="dashdot",
    ),
    Row(
        Edge.HIDDEN,
        (Hook.HIDDEN,),
        Layers.EVERY,
        "brown",
        keeps=True,
        upward=True,
        along_h=True,
        along_c=frozenset({Cell.GRU}),
    ),
    Row(Edge.OUTPUT, (Hook.OUTPUT,), Layers.TOP, "indigo", upward=True),
)
_ROWS = {row.edge: row for row in _ALL}


def edges_where(holds: Callable[[Row], bool]) -> frozenset[Edge]:
    """The edges whose rows have a property."""
    return frozenset(edge for edge in Edge if holds(edge.row))


WEIGHT_EDGES = edges_where(lambda row: row.on_weights)
GATED_EDGES = edges_where(lambda row: row.gated)
STATE_EDGES = edges_where(lambda row: row.keeps)
EDGES_OF = {cell: frozenset(edge for edge in Edge if edge.row.hooks_in(cell)) for cell in Cell}


@cache
def standing_for(edge: Edge, cell: Cell) -> Edge:
    """The edge that stands for all those that a cell can't tell from this one."""
    place = edge.row.place_in(cell)
    same = [other for other in Edge if other.row.place_in(cell) == place]
    return min(same, key=lambda other: len(other.row.hooks))


def worth_showing(edges: Collection[Edge], cell: Cell, noisy: Collection[Edge]) -> list[Edge]:
    """Of edges that a cell can't tell apart the one that stands for them, and each with noise."""
    return [
        edge
        for edge in Edge
        if edge in edges and (edge in noisy or standing_for(edge, cell) is edge)
    ]


@cache
def edges_at(hook: Hook, layer: int = 0) -> tuple[Edge, ...]:
    """The edges whose noise falls on a hook, and which a layer of that number can have."""
    there = (edge for edge in Edge if hook in edge.row.hooks)
    return tuple(edge for edge in there if layer in layers_of(edge, layer + 1))


def layers_of(edge: Edge, layers: int) -> range:
    """The layers in which an edge exists."""
    return edge.row.layers.among(layers)


@cache
def edges_of(cell: Cell, layers: int) -> frozenset[Edge]:
    """The edges of a network: a single layer has nothing between layers."""
    return frozenset(edge for edge in EDGES_OF[cell] if layers_of(edge, layers))
