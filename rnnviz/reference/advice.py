"""Which placement to start with, for how large a network and how much text: data with its grounds.

Each rule names rows of `data` that speak for it and the family of our sweeps that it belongs to;
what our records say is computed where it is shown. No rule reaches further than its grounds: what
they leave open is named too.
"""

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    """How large the network is: the nearest, as a ratio, of those that Zaremba et al. trained."""

    SMALL = "small"  # 200 units a layer
    MEDIUM = "medium"  # 650
    LARGE = "large"  # 1500


class Text(StrEnum):
    """How much text there is to learn from: the nearest, as a ratio, to what grounds are about."""

    LITTLE = "little"  # our sweep's 60,000 words
    MILLION = "million"  # the Penn Treebank's 929,000; all 861,000 of the addresses
    MUCH = "much"  # hundreds of millions, of translations


class Framework(StrEnum):
    """What the network is written in."""

    TORCH = "torch"
    KERAS = "keras"
    FLAX = "flax"


@dataclass(frozen=True, slots=True)
class Ground:
    """A figure of `data` that speaks for a rule, and the row that it is set against."""

    table: str
    row: str
    column: str
    against: str = ""  # a row of the same table


@dataclass(frozen=True, slots=True)
class Next:
    """What to try once the start has worked."""

    placement: str
    family: str  # as our sweeps name it
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """What neither the papers nor our records say; `until` names the sweep that will."""

    key: str  # of its sentence
    until: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to start with in some cases, and how far around it to look."""

    key: str
    sizes: tuple[Size, ...]
    texts: tuple[Text, ...]
    placement: str  # at the rate to start with
    family: str  # as our sweeps name it
    low: float
    high: float
    grounds: tuple[Ground, ...]
    after: Next | None
    unknown: tuple[Unknown, ...]
    recorded: str = ""  # a comparison kept with the program, of this very case
    about: tuple[Size, Text] | None = None  # what its grounds are about, where that is another case

    @property
    def start(self) -> float:
        """The largest rate of the placement."""
        return max(float(noise.split(":")[1]) for noise in self.placement.split("+"))


_EVERY = tuple(Size)
_OTHER_TEXTS, _TWO_SIZES = Unknown("use.other_texts"), Unknown("use.two_sizes")
_BETWEEN = Unknown("use.between")  # a small network on little text, and on a million words
_PER_STEP, _NO_SPREAD = Unknown("use.per_step"), Unknown("use.no_spread")
_WEN_GAL = Next(
    "word:0.2:sequence+input:0.35:sequence+between:0.35:sequence+recurrent:0.2:sequence"
    "+output:0.35:sequence",
    "gal_tied",
    (
        Ground("one_hand", "gal", "test", "zaremba"),
        Ground("one_hand", "zoneout", "test", "zaremba"),
        Ground("one_hand", "weights", "test", "zaremba"),
    ),
)
_GAL_AT_HALF = (
    "word:0.3:sequence+input:0.5:sequence+between:0.5:sequence+recurrent:0.3:sequence"
    "+output:0.5:sequence"
)
_GAL_RECORDED = Next(_GAL_AT_HALF, "gal_tied", ())  # for which our own record speaks
_GAL = Next(
    _GAL_AT_HALF,
    "gal_tied",
    (
        Ground("after", "gal_mended", "test", "large"),
        Ground("after", "zoneout", "test", "large"),
        Ground("after", "press_gal", "test", "press"),
    ),
)

ADVICE: tuple[Advice, ...] = (
    Advice(
        "little_small",
        (Size.SMALL,),
        (Text.LITTLE,),
        "input:0.5+between:0.5+output:0.5",
        "nonrecurrent",
        0.35,
        0.65,
        (
            Ground("configurations", "rate", "medium"),
            Ground("table1", "medium", "test", "plain"),
        ),
        _GAL_RECORDED,
        (Unknown("use.along_time", "ontop"), _BETWEEN, _OTHER_TEXTS, _TWO_SIZES),
        about=(Size.MEDIUM, Text.MILLION),
    ),
    Advice(
        "little_larger",
        (Size.MEDIUM, Size.LARGE),
        (Text.LITTLE,),
        "input:0.65+between:0.65+output:0.65",
        "nonrecurrent",
        0.5,
        0.75,
        (Ground("configurations", "rate", "large"), Ground("table1", "large", "test", "plain")),
        None,
        (Unknown("use.larger_on_little"), _OTHER_TEXTS, _TWO_SIZES),
        about=(Size.LARGE, Text.MILLION),
    ),
    Advice(
        "million_small",
        (Size.SMALL,),
        (Text.MILLION,),
        "input:0.125+between:0.125+output:0.125",
        "nonrecurrent",
        0.05,
        0.5,
        (Ground("small", "inan", "test", "plain"), Ground("configurations", "rate", "small")),
        None,
        (Unknown("use.small_rates", "ptb"), _BETWEEN, _OTHER_TEXTS),
        recorded="recorded-ptb",
    ),
    Advice(
        "million_medium",
        (Size.MEDIUM,),
        (Text.MILLION,),
        "input:0.5+between:0.5+output:0.5",
        "nonrecurrent",
        0.35,
        0.65,
        (
            Ground("table1", "medium", "test", "plain"),
            Ground("one_hand", "zaremba", "test", "none"),
        ),
        _WEN_GAL,
        (_PER_STEP, _NO_SPREAD, _TWO_SIZES),
    ),
    Advice(
        "million_large",
        (Size.LARGE,),
        (Text.MILLION,),
        "input:0.65+between:0.65+output:0.65",
        "nonrecurrent",
        0.5,
        0.75,
        (Ground("table1", "large", "test", "plain"), Ground("configurations", "rate", "large")),
        _GAL,
        (_PER_STEP, _NO_SPREAD, _TWO_SIZES),
    ),
    Advice(
        "much",
        _EVERY,
        (Text.MUCH,),
        "input:0.2+between:0.2+output:0.2",
        "nonrecurrent",
        0.0,
        0.35,
        (
            Ground("translator", "network", "rate"),
            Ground("translation", "dropout", "perplexity", "plain"),
        ),
        None,
        (Unknown("use.one_network"), Unknown("use.underfits")),
    ),
)


def advice(size: Size, text: Text) -> Advice:
    """The rule for a case: there is just one."""
    return next(rule for rule in ADVICE if size in rule.sizes and text in rule.texts)


def size_of(units: int) -> Size:
    """The nearest of the three by units of a layer, as a ratio."""
    widths = {Size.SMALL: 200, Size.MEDIUM: 650, Size.LARGE: 1500}
    return min(widths, key=lambda size: max(widths[size] / units, units / widths[size]))


_TEXTS = {
    ("sotu", "tiny"): Text.LITTLE,
    ("sotu", "full"): Text.MILLION,
    ("ptb", "full"): Text.MILLION,
}


def text_of(corpus: str, size: str | None) -> Text | None:
    """How much text a corpus that we train on is; None for one that no rule is about."""
    return _TEXTS.get((corpus, size or ""))
