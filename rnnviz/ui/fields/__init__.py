"""What visitors can set, page by page: all that stands in an address, and what pages share.

In an address stands a key. What stood there until November 2026 was the label that a visitor read,
so each choice still knows those: they stand here and not in `content`, whose labels may be worded
anew, and are never shown.
"""

import re
from dataclasses import replace
from typing import Any

from rnnviz.content import available, named_by
from rnnviz.core.crossings import Route
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.lessons.exercises import exercises, mistakes
from rnnviz.lessons.puzzles import puzzles
from rnnviz.lessons.questions import questions
from rnnviz.reference.advice import Framework, Size, Text
from rnnviz.reference.options import OPTIONS
from rnnviz.ui.field import Field, Place, choice, flag, in_visit, named, real, text, whole
from rnnviz.ui.fields import classroom, explore, memory, train
from rnnviz.ui.fields.parts import (
    MOST_LETTERS,
    SENTENCE,
    START,
    dose,
    exercises_by_title,
    methods,
    read_line,
    seed,
    subset,
    titled,
)


def _read_path(text: str) -> tuple[int, int]:
    parts = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})", text)
    if not parts or not 1 <= int(parts[1]) <= int(parts[2]):
        raise InputError("ui.no_path", said=text[:40])
    return int(parts[1]), int(parts[2])


def _write_path(path: tuple[int, int]) -> str:
    return f"{path[0]}-{path[1]}"


def _read_language(text: str) -> str:
    key = named_by(text, available())
    if text and not key:
        raise InputError("ui.no_language", said=text[:40], choices=available())
    return key


def _read_present(text: str) -> bool:
    if text.lower() not in {"1", "true"}:
        raise InputError("ui.unreadable", said=text[:40])
    return True


# All pages
LANGUAGE = Field("lang", "", _read_language, place=Place.EVERYWHERE)  # "": as the browser has it
HIDE = replace(text("hide", "", 200), place=Place.EVERYWHERE)  # parts of pages, by their names
PRESENT = Field(  # in front of a class
    "present", default=False, parse=_read_present, write=lambda _: "1", place=Place.EVERYWHERE
)

CLASS = Field("class", "", classroom.read_code, place=Place.EVERYWHERE)

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
OWN_PLACEMENT = in_visit("own-placement", "")  # what no method has; empty where one does
PLACED: Field[tuple[str, ...]] = in_visit("placed", ())  # keys of the methods shown, or lines
GALLERY = choice("gallery-kind", tuple(dict.fromkeys(m.kind for m in METHODS)), "published")


def key_if_not_first(key: str) -> str:
    """A method's key, where another method before it places its noise alike; else nothing."""
    placement = find(key).placement
    first = next(method.key for method in METHODS if method.placement == placement)
    return "" if key == first else key


METHOD_OF = {  # of several that place their noise alike the one asked for, if not the first
    field.name: Field(f"method-of-{field.name}", "", key_if_not_first) for field in (EDGES, BESIDE)
}

# Home
HOME_STEP: Field[str] = named("home-step")
ANSWER = Field("answer", START, lambda line: str(read_line(line)))
HOME_RATE = dose("home-rate")

# Results
RESULTS_NETWORK, RESULTS_FAMILY = named("results-network"), named("results-family")
RESULTS_LINES, RESULTS_RATE = subset("results-lines"), dose("results-rate")
RESULTS_ALL = flag("results-all")

# Which should I use?
USE_SIZE, USE_TEXT = choice("use-size", tuple(Size)), choice("use-text", tuple(Text))
USE_FRAMEWORK = choice("use-framework", tuple(Framework))

# Masks
THREE = "three"
MASKS_OF = named(
    "masks-of",
    THREE,
    methods(("Three kinds at once: per step, per sequence, on weights", THREE)),
)
MASKS_LAYERS, MASKS_SEED = whole("masks-layers", 2, 1, 4), seed("masks-seed")
MASKS_STEP = whole("masks-step", 1, 1, 20)

# Paper
PAPER_STEP: Field[str] = named("paper-step")

# Frameworks
WRITE = named(
    "write", OPTIONS[0].key, titled(lambda: ((option.label, option.key) for option in OPTIONS))
)
LIVE_RATE, LIVE_SEED = real("live-rate", 0.5, 0.05, 0.95), seed("live-seed")

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
MISTAKE = named("mistake", old=exercises_by_title(mistakes))

# Questions
PARTS = {"Ten questions": "questions", "Ten exercises": "exercises", "Place the dropout": "puzzle"}
PART = choice("part", (*PARTS.values(), "worksheet"), old=PARTS)
WITH_ANSWERS = replace(flag("answers"), slot="with-answers")  # on the worksheet
QUESTION = choice("question", tuple(str(n + 1) for n in range(len(questions()))))
EXERCISE = named("exercise", old=exercises_by_title(exercises))
PLACED_FOR = {  # what lies on the picture of each puzzle
    p.method.key: Field(f"placed-{p.method.key}", "none", lambda line: str(read_line(line)))
    for p in puzzles()
}
PUZZLE = named("puzzle", old=titled(lambda: ((p.title, p.method.key) for p in puzzles())))

_PASS = (PASS, SEED, TEXT, PATH, ROUTE)
FIELDS: dict[str, tuple[Field[Any], ...]] = {  # by page, of those that have any
    "home": (HOME_STEP, ANSWER, HOME_RATE),
    "results": (RESULTS_NETWORK, RESULTS_FAMILY, RESULTS_LINES, RESULTS_RATE, RESULTS_ALL),
    "use": (USE_SIZE, USE_TEXT, USE_FRAMEWORK),
    "placement": (
        EDGES,
        BESIDE,
        CELL,
        LAYERS,
        *METHOD_OF.values(),
        OWN_PLACEMENT,
        PLACED,
        GALLERY,
        *_PASS,
    ),
    "masks": (MASKS_OF, MASKS_LAYERS, MASKS_SEED, MASKS_STEP),
    "memory": memory.FIELDS,
    "explore": explore.FIELDS,
    "train": train.FIELDS,
    "paper": (PAPER_STEP,),
    "frameworks": (WRITE, LIVE_RATE, LIVE_SEED, *_PASS),
    "twins": (LIFE, TWIN_SCALING, TWIN_PASS, TWIN_RATE, TWIN_SEED, MISTAKE),
    "questions": (PART, WITH_ANSWERS, QUESTION, EXERCISE, PUZZLE, *PLACED_FOR.values()),
    "classroom": classroom.FIELDS,
}
