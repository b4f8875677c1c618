"""What visitors can set, page by page: all that stands in an address, and what pages share.

In an address stands a key. What stood there until November 2026 was the label that a visitor read,
so each choice still knows those.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from rnnviz.core.crossings import Route
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.lessons.exercises import Exercise, exercises, mistakes
from rnnviz.lessons.puzzles import puzzles
from rnnviz.lessons.questions import questions
from rnnviz.reference.advice import Framework, Size, Text
from rnnviz.reference.options import OPTIONS
from rnnviz.ui.state import Field, choice, flag, in_visit, named, real, text, whole

SENTENCE = "The people of the United States have the right to know what their government does"
START = str(find("zaremba2014").placement)
MOST_LETTERS = 600  # of a sentence; of one's own text in an address
MOST_SEED = 999_999
NOBODY = "nothing"
YOURS = "yours"  # the placement put together on the Placement page


def seed(name: str) -> Field[int]:
    return whole(name, 1, 0, MOST_SEED)


def dose(name: str) -> Field[float | None]:
    """A rate out of those that were measured; the best of them to begin with."""
    return Field(name, None, real("", 0.0, 0.0, 1.0).parse, repr)


def several(name: str) -> Field[tuple[str, ...]]:
    """Keys out of options that only the page knows; what is usual there to begin with."""
    return Field(name, (), lambda said: tuple(said.split(",")), ",".join)


def _titled(pairs: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[str], str]:
    """What reads a key, or the title that old addresses have, from pairs of title and key."""
    return lambda said: {title.casefold(): key for title, key in pairs()}.get(said.casefold(), said)


def _methods(*more: tuple[str, str]) -> Callable[[str], str]:
    yours = ("Yours, from the Placement page", YOURS)
    return _titled(lambda: (yours, *more, *((f"{m.title} ({m.year})", m.key) for m in METHODS)))


def _exercises(some: Callable[[], Iterable[Exercise]]) -> Callable[[str], str]:
    return _titled(lambda: ((exercise.title, exercise.key) for exercise in some()))


def _read_path(said: str) -> tuple[int, int]:
    parts = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})", said)
    if not parts or not 1 <= int(parts[1]) <= int(parts[2]):
        raise InputError(f"{said[:40]!r} is no path; write the first and the last word, as in 2-8.")
    return int(parts[1]), int(parts[2])


def _write_path(path: tuple[int, int]) -> str:
    return f"{path[0]}-{path[1]}"


# Placement, and what Frameworks shows of it
EDGES, BESIDE = text("edges", START), text("beside", "")
CELL, LAYERS = choice("cell", tuple(Cell), Cell.LSTM), whole("layers", 2, 1, 4)
TRAINING, EVALUATION = "training", "evaluation"
PASS: Field[str] = choice(
    "pass",
    (TRAINING, EVALUATION),
    old={"training: masks strike": TRAINING, "evaluation: their expectation": EVALUATION},
)
SEED, TEXT = seed("seed"), text("text", SENTENCE, MOST_LETTERS)
PATH = Field("path", (2, 8), _read_path, _write_path, joined=True)
ROUTE: Field[Route | None] = Field(  # the cell's last one, to begin with
    "route",
    None,
    choice("", tuple(Route), old={"along h": Route.H, "along c": Route.C}).parse,
    lambda route: route and route.value,
)
HIDE = text("hide", "", 200)
OWN_PLACEMENT = in_visit("own-placement", "")  # what no method has; empty where one does
PLACED: Field[tuple[str, ...]] = in_visit("placed", ())  # keys of the methods shown, YOURS for none
GALLERY = in_visit("gallery-kind", "published")

# Home
ANSWER = in_visit("answer", START)
HOME_RATE = dose("home-rate")

# Masks
THREE = "three"
MASKS_OF = named(
    "masks-of",
    THREE,
    _methods(("Three kinds at once: per step, per sequence, on weights", THREE)),
)
MASKS_LAYERS, MASKS_SEED = whole("masks-layers", 2, 1, 4), seed("masks-seed")
MASKS_STEP = whole("masks-step", 1, 1, 20)

# Memory
FRESH, LASTING, ZONEOUT = "fresh", "lasting", "zoneout"
MEMORY_LIFE: Field[str] = choice(
    "memory-life",
    (FRESH, LASTING, ZONEOUT),
    old={
        "dropout, a fresh mask each step": FRESH,
        "dropout, one mask for all steps": LASTING,
    },
)
MEMORY_RATE = real("memory-rate", 0.2, 0.05, 0.95)
MEMORY_GATE = real("memory-gate", 1.0, 0.5, 1.0)
MEMORY_CELL = choice("memory-cell", tuple(Cell), Cell.LSTM)
MEMORY_FIRST = named("memory-first", old=_methods())
MEMORY_SECOND = named("memory-second", old=_methods())
MEMORY_QUANTITY: Field[str] = choice(
    "memory-quantity",
    ("alive", "mean", "variance", "snr"),
    old={"share alive": "alive", "signal to noise": "snr"},
)
MEMORY_RECURRENCE: Field[str] = choice(
    "memory-recurrence",
    ("carry", "mixing"),
    old={
        "each unit keeps its value": "carry",
        "an orthogonal matrix mixes all units": "mixing",
    },
)
_WHICH = {
    "c on c": "c",
    "h on h": "h",
    "the loss on a word": "loss",
    "what masks agree on": "agreement",
    "likeness to no noise": "alignment",
}


def _which(name: str) -> Field[str]:
    return choice(name, tuple(_WHICH.values()), old=_WHICH)


MEMORY_UNTRAINED, MEMORY_TRAINED = _which("memory-untrained"), _which("memory-trained")
MEMORY_TEXT = text("memory-text", SENTENCE, MOST_LETTERS)
_QUESTIONS = {
    "the gradient": "gradient",
    "another word": "swap",
    "less context": "context",
    "read it off": "probe",
}
MEMORY_QUESTION = choice("memory-question", tuple(_QUESTIONS.values()), old=_QUESTIONS)
MEMORY_WEIGHTS: Field[str] = choice(
    "memory-weights",
    ("start", "fresh", "shipped"),
    "shipped",
    old={
        "before training": "start",
        "after one pass, with its noise": "fresh",
        "trained without noise": "shipped",
    },
)
MEMORY_LEARNER: Field[Cell] = choice(
    "memory-learner",
    (Cell.LSTM, Cell.RNN),
    old={"an LSTM": Cell.LSTM, "a vanilla RNN": Cell.RNN},
)
MEMORY_KEYS = whole("memory-keys", 64, 1, 1000)

# Explore
SECTIONS = {  # their keys, by what stood in addresses
    "Surprise": "surprise",
    "Writing": "writing",
    "Dropout at test time": "passes",
    "Another noise": "noise",
    "An ensemble": "ensemble",
    "Inside": "states",
    "What it remembers": "memory",
    "The models": "models",
}
SECTION = choice("section", tuple(SECTIONS.values()), old=SECTIONS)
MODEL, BESIDE_MODEL = named("model"), named("beside", slot="beside-model")
PASSAGES = tuple(f"passage-{n}" for n in range(1, 5))
OURS, OWN = "ours", "own"
READS: Field[str] = choice(
    "reads",
    (OURS, *PASSAGES, OWN),
    old={"a sentence of ours": OURS, "your own text": OWN}
    | {f"validation text, {key.replace('-', ' ')}": key for key in PASSAGES},
)
OWN_TEXT = Field("own", "", str, lambda typed: typed if len(typed) <= MOST_LETTERS else None)
WORD: Field[int | None] = Field("word", None, whole("", 0, 0, 9999).parse)
NOISE: Field[str | None] = Field("noise", None, str)
NOISE_SEED, PASS_SEED, WRITE_SEED = seed("noise-seed"), seed("pass-seed"), seed("write-seed")
PASSES, TEMPERATURE = whole("passes", 20, 5, 50), real("temperature", 1.0, 0.1, 2.0)
ALL = "all"
TOP: Field[str] = choice("top", (ALL, "100", "20", "5", "1"))
UNIT_SOUGHT, PATTERN_SOUGHT = "unit", "pattern"
SOUGHT: Field[str] = choice(
    "sought",
    (UNIT_SOUGHT, PATTERN_SOUGHT),
    old={
        "the unit followed above": UNIT_SOUGHT,
        "the pattern of all units after a word": PATTERN_SOUGHT,
    },
)
AFTER = named("after", old=lambda said: said.partition(".")[0])  # "3. word" stood there
KIND: Field[str] = choice("kind", ("h", "c"), old={"h, what is sent on": "h", "c, the memory": "c"})
LAYER = named("of")
UNIT: Field[int | None] = Field("unit", None, whole("", 0, 0, 99_999).parse)
UNDER_MASKS = flag("masks")
EXPLORE_QUESTION: Field[str] = choice(
    "question", tuple(_QUESTIONS.values()), old=_QUESTIONS, slot="explore-question"
)
EXPLORE_WHICH = _which("explore-which")

# Results
RESULTS_NETWORK, RESULTS_FAMILY = named("results-network"), named("results-family")
RESULTS_LINES, RESULTS_RATE = several("results-lines"), dose("results-rate")
RESULTS_ALL = flag("results-all")

# Which should I use?
USE_SIZE, USE_TEXT = choice("use-size", tuple(Size)), choice("use-text", tuple(Text))
USE_FRAMEWORK = choice("use-framework", tuple(Framework))

# Train
TRAIN_PLACEMENT = text("placement", "", 1000)  # to be trained beside the usual ones
TRAIN_EPOCHS: Field[int | None] = Field("train-epochs", None, whole("", 1, 1, 60).parse)
RECORDED = "recorded-"  # begins the ids of what is kept with the program
RUN = Field("run", "", str, lambda id_: None if id_.startswith(RECORDED) else id_)

# Frameworks
WRITE = named(
    "write", OPTIONS[0].key, _titled(lambda: ((option.label, option.key) for option in OPTIONS))
)
LIVE_SEED = seed("live-seed")

# Code
ZAREMBA, VARIATIONAL = "zaremba", "variational"
LIFE: Field[str] = choice(
    "life",
    (ZAREMBA, VARIATIONAL),
    old={"one step (Zaremba)": ZAREMBA, "the sequence (Gal)": VARIATIONAL},
)
TWIN_SCALING: Field[str] = choice("twin-scaling", ("inverted", "classic"))
TWIN_PASS: Field[str] = choice("twin-pass", (TRAINING, EVALUATION))
TWIN_RATE, TWIN_SEED = real("twin-rate", 0.5, 0.0, 0.9), seed("twin-seed")
MISTAKE = named("mistake", old=_exercises(mistakes))

# Questions
PARTS = {"Ten questions": "questions", "Ten exercises": "exercises", "Place the dropout": "puzzle"}
PART = choice("part", tuple(PARTS.values()), old=PARTS)
QUESTION = choice("question", tuple(str(n + 1) for n in range(len(questions()))))
EXERCISE = named("exercise", old=_exercises(exercises))
PUZZLE = named("puzzle", old=_titled(lambda: ((p.title, p.method.key) for p in puzzles())))

_PASS = (PASS, SEED, TEXT, PATH, ROUTE)
FIELDS: dict[str, tuple[Field[Any], ...]] = {  # by page, of those that have any
    "home": (ANSWER, HOME_RATE),
    "placement": (EDGES, BESIDE, CELL, LAYERS, HIDE, OWN_PLACEMENT, PLACED, GALLERY, *_PASS),
    "masks": (MASKS_OF, MASKS_LAYERS, MASKS_SEED, MASKS_STEP),
    "memory": (
        *(MEMORY_LIFE, MEMORY_RATE, MEMORY_GATE, MEMORY_CELL, MEMORY_FIRST, MEMORY_SECOND),
        *(MEMORY_QUANTITY, MEMORY_RECURRENCE, MEMORY_UNTRAINED, MEMORY_TRAINED, MEMORY_TEXT),
        *(MEMORY_QUESTION, MEMORY_WEIGHTS, MEMORY_LEARNER, MEMORY_KEYS),
    ),
    "explore": (
        *(SECTION, MODEL, BESIDE_MODEL, READS, OWN_TEXT, WORD, NOISE, NOISE_SEED, PASS_SEED),
        *(WRITE_SEED, PASSES, TEMPERATURE, TOP, SOUGHT, AFTER, KIND, LAYER, UNIT, UNDER_MASKS),
        *(EXPLORE_QUESTION, EXPLORE_WHICH),
    ),
    "results": (RESULTS_NETWORK, RESULTS_FAMILY, RESULTS_LINES, RESULTS_RATE, RESULTS_ALL),
    "train": (RUN, TRAIN_PLACEMENT, TRAIN_EPOCHS),
    "use": (USE_SIZE, USE_TEXT, USE_FRAMEWORK),
    "frameworks": (WRITE, LIVE_SEED, *_PASS),
    "twins": (LIFE, TWIN_SCALING, TWIN_PASS, TWIN_RATE, TWIN_SEED, MISTAKE),
    "questions": (PART, QUESTION, EXERCISE, PUZZLE),
}
