"""What visitors can set on the Train page: all of its form, and what they look at."""

from dataclasses import replace
from typing import Any

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell
from rnnviz.lm.configs import CONFIGS, Optimiser
from rnnviz.runs.experiment import optimiser_settings
from rnnviz.text.corpora import CORPORA
from rnnviz.ui.field import Field, Place, choice, flag, in_visit, named, real, whole
from rnnviz.ui.fields.parts import MOST_LETTERS, NOBODY, read_line, subset

MOST_EPOCHS, MOST_SEEDS, MOST_MINUTES, MOST_LAG = 60, 5, 60.0, 200
_MOST_RATE = 0.95  # that a training may be changed to

RECORDED = "recorded-"  # begins the ids of what is kept with the program
FIRST = f"{RECORDED}dose"  # what is shown where nothing else is said, and nothing trains
SHARED = "shared-"  # begins those of what somebody else shows by a link
RUN = Field("run", "", str, lambda id_: None if id_ == FIRST else id_)

# What to train
NONE = "-"  # no placement more
_KEYS = {NONE, *(method.key for method in METHODS)}


def _read_placement(text: str) -> str:
    return text if text in _KEYS else str(read_line(text))


PLACEMENTS = tuple(
    Field(f"placement-{number}", start, _read_placement)
    for number, start in enumerate(
        ("none", "zaremba2014", "naive_everywhere", "gal2016_tied", NONE, NONE), start=1
    )
)
CORPUS = choice("corpus", tuple(entry.name for entry in CORPORA))
SIZES = {entry.name: choice(f"size-{entry.name}", entry.sizes) for entry in CORPORA}
LAG = whole("train-lag", 20, 1, MOST_LAG)
TRAINED_TEXT = Field(
    "own-text", "", str, lambda typed: typed if len(typed) <= MOST_LETTERS else None
)
CONFIG = choice("config", tuple(CONFIGS))
TRAINED_CELL, TIED = choice("train-cell", tuple(Cell), Cell.LSTM), flag("tied")
OPTIMISERS = {  # of each configuration, which brings its own numbers
    name: choice(f"optimiser-{name}", tuple(Optimiser), config.training.optimiser)
    for name, config in CONFIGS.items()
}
DEPTHS = {name: whole(f"layers-{name}", c.model.layers, 1, 8) for name, c in CONFIGS.items()}
WIDTHS = {name: whole(f"units-{name}", c.model.units, 1, 4096) for name, c in CONFIGS.items()}


def _learning_rate(name: str, optimiser: Optimiser) -> Field[float]:
    training = CONFIGS[name].training
    usual = replace(training, **optimiser_settings(training, optimiser, None)).learning_rate
    return real(f"rate-{name}-{optimiser}", usual, 0.0001, 100.0)


LEARNING_RATES = {(name, by): _learning_rate(name, by) for name in CONFIGS for by in Optimiser}
BY_EPOCHS, BY_TIME = "epochs", "time"
LENGTH: Field[str] = choice("length", (BY_EPOCHS, BY_TIME))
EPOCHS = {
    name: whole(f"epochs-{name}", min(config.training.epochs, MOST_EPOCHS), 1, MOST_EPOCHS)
    for name, config in CONFIGS.items()
}
DEVICE = named("device")
MINUTES, SEEDS = real("minutes", 1.5, 0.5, MOST_MINUTES), whole("seeds", 1, 1, MOST_SEEDS)

# How to look at what was trained
OVER: Field[str] = choice("over", ("epochs", "words", "seconds"))
SHOWN: Field[str] = choice("shown", ("perplexity", "validation", "gap"))
LOGARITHMIC, HIDDEN, GHOST = flag("logarithmic", on=True), subset("hidden"), named("ghost", NOBODY)

# What to change while it trains
CHANGED = in_visit("change-of", "")


def changed_rate(key: str, number: int, rate: float) -> Field[float]:
    """The rate that a placement's noise is to have next."""
    name = f"change-{key}-{number}-{rate}"
    return Field(name, min(rate, _MOST_RATE), place=Place.VISIT, span=(0.0, _MOST_RATE))


FIELDS: tuple[Field[Any], ...] = (
    *(RUN, *PLACEMENTS, CORPUS, *SIZES.values(), LAG, TRAINED_TEXT),
    *(CONFIG, TRAINED_CELL, TIED, *OPTIMISERS.values(), *DEPTHS.values(), *WIDTHS.values()),
    *(*LEARNING_RATES.values(), LENGTH, *EPOCHS.values(), MINUTES, SEEDS, DEVICE),
    *(OVER, SHOWN, LOGARITHMIC, HIDDEN, GHOST, CHANGED),
)
