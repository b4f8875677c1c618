"""What the recall test asks of whom, and what came out, as data. No torch."""

from dataclasses import dataclass
from math import log

from rnnviz.core.placement import Cell, Placement
from rnnviz.text import synthetic
from rnnviz.text.vocab import END, UNKNOWN, Vocabulary


@dataclass(frozen=True, slots=True)
class Task:
    """What there is to remember, and for how long."""

    keys: int = 64  # K words to tell apart: ln K nats
    fillers: int = 16
    lags_steps: tuple[int, ...] = (2, 4, 8, 16, 32, 64)
    symbols: int = 1  # S keys, to be said again in their order

    @property
    def chance(self) -> float:
        """The accuracy of guessing."""
        return 1 / self.keys

    @property
    def chance_nats(self) -> float:
        """The loss of guessing; that of a perfect memory, the floor, is 0."""
        return log(self.keys)

    @property
    def vocabulary(self) -> Vocabulary:
        keys, fillers = (
            tuple(f"{letter}{n}" for n in range(count))
            for letter, count in (("k", self.keys), ("f", self.fillers))
        )
        return Vocabulary((UNKNOWN, END, synthetic.QUERY, *keys, *fillers))


@dataclass(frozen=True, slots=True)
class Training:
    """How a model is taught: Adam, a lag drawn anew for each batch of sentences."""

    units: int = 64
    layers: int = 1
    init_scale: float = 0.2
    forget_bias: float = 1.0  # added to an LSTM's at the start, as is usual for long lags
    batches: int = 1500
    sentences: int = 64  # in a batch
    learning_rate: float = 0.005
    clip_norm: float = 1.0
    tested: int = 1024  # sentences at each lag


@dataclass(frozen=True, slots=True)
class Point:
    """One model to teach and to test."""

    key: str  # a method's, or the placement's own text
    cell: Cell
    task: Task
    seed: int
    recurrent: bool = True  # False: W_hh is 0 from first to last, so that h reaches no gate


@dataclass(frozen=True, slots=True)
class AtLag:
    """What a trained model answers after `lag_steps` fillers."""

    lag_steps: int
    accuracy: float  # at evaluation
    loss_nats: float  # the same answers
    noisy_accuracy: float  # with masks as while training


@dataclass(frozen=True, slots=True)
class Recall:
    """One model, taught and tested."""

    key: str
    placement: Placement  # what of it the cell carried
    cell: Cell
    task: Task
    seed: int
    lags: tuple[AtLag, ...]
    seconds: float  # of processor time
    recurrent: bool = True
    commit: str = ""
    product: str = ""  # of matrices, as `core.products` names it

    @property
    def point(self) -> Point:
        return Point(self.key, self.cell, self.task, self.seed, self.recurrent)
