"""Sizes and schedules, by name. No torch: the app's server reads these."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from rnnviz.core.placement import Cell
from rnnviz.errors import InputError

_MOST_LEARNING_RATE = 1_000_000  # clipped steps then stay finite in float32


def _check(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise InputError("lm.out_of_range", name=name, value=value, low=low, high=high)


class Optimiser(StrEnum):
    SGD = "sgd"
    ADAM = "adam"


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A network's shape. Embeddings are as wide as a layer, as in Zaremba et al. 2014."""

    cell: Cell = Cell.LSTM
    layers: int = 2
    units: int = 128
    tied: bool = False  # the softmax weights are the embedding
    init_scale: float = 0.1  # every parameter starts uniform in ± this

    def __post_init__(self) -> None:
        _check("layers", self.layers, 1, 8)
        _check("units", self.units, 1, 4096)


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How a model is trained.

    The schedule is that of Zaremba's program: the learning rate is constant up to and including
    epoch `constant_epochs` + 1 and divided by `decay` in each later epoch.
    """

    epochs: int = 10
    steps: int = 35  # T, the window of truncated backpropagation
    batch: int = 20  # B
    optimiser: Optimiser = Optimiser.SGD
    learning_rate: float = 1.0
    constant_epochs: int = 6
    decay: float = 1.2
    clip_norm: float = 5.0  # of the gradient of the loss summed over steps, averaged over examples
    seconds: float | None = None  # stop after this time, whatever the epoch
    bfloat16: bool = False  # factors of a step's matrix products, where the machine has a unit
    # for that; sums, weights and evaluations stay in float32

    def __post_init__(self) -> None:
        _check("epochs", self.epochs, 1, 10_000)
        _check("steps", self.steps, 1, 1_000)
        _check("batch", self.batch, 1, 10_000)
        if not 0 < self.learning_rate <= _MOST_LEARNING_RATE:  # refuses NaN too
            raise InputError("lm.learning_rate", rate=self.learning_rate, most=_MOST_LEARNING_RATE)
        if self.seconds is not None and not 0 < self.seconds < inf:
            raise InputError("lm.no_time", seconds=self.seconds)

    def learning_rate_at(self, epoch: int) -> float:
        """The learning rate of an epoch, counted from 1."""
        return self.learning_rate / self.decay ** max(0, epoch - self.constant_epochs - 1)


@dataclass(frozen=True, slots=True)
class NamedConfig:
    """A size to train, with the schedule that belongs to it."""

    model: ModelConfig
    training: TrainConfig


CONFIGS: dict[str, NamedConfig] = {
    "live": NamedConfig(
        # Found by trying nine settings without noise and with Zaremba's: the first to overfit
        # plainly within a minute, and calm under both.
        ModelConfig(init_scale=0.3),
        TrainConfig(epochs=8, optimiser=Optimiser.ADAM, learning_rate=0.006, decay=1.0),
    ),
    "zaremba-small": NamedConfig(
        ModelConfig(units=200),
        TrainConfig(epochs=13, steps=20, constant_epochs=4, decay=2.0),
    ),
    "zaremba-medium": NamedConfig(
        ModelConfig(units=650, init_scale=0.05),
        TrainConfig(epochs=39, constant_epochs=6, decay=1.2),
    ),
    "zaremba-large": NamedConfig(
        ModelConfig(units=1500, init_scale=0.04),
        TrainConfig(epochs=55, constant_epochs=14, decay=1.15, clip_norm=10.0),
    ),
}


def find_config(name: str) -> NamedConfig:
    if name not in CONFIGS:
        raise InputError("lm.unknown_config", name=name, choices=list(CONFIGS))
    return CONFIGS[name]
