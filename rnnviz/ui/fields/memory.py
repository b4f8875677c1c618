"""What visitors can set on the Memory page."""

from typing import Any

from rnnviz.core.placement import Cell
from rnnviz.ui.field import Field, choice, named, real, text, whole
from rnnviz.ui.fields.parts import ASKED, MOST_LETTERS, SENTENCE, methods, which

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
MEMORY_FIRST = named("memory-first", old=methods())
MEMORY_SECOND = named("memory-second", old=methods())
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
MEMORY_UNTRAINED, MEMORY_TRAINED = which("memory-untrained"), which("memory-trained")
MEMORY_TEXT = text("memory-text", SENTENCE, MOST_LETTERS)
MEMORY_QUESTION = choice("memory-question", tuple(ASKED.values()), old=ASKED)
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
SHIPPED = "shipped"
MEMORY_MODEL = named("memory-model", SHIPPED)
MEMORY_KEYS = whole("memory-keys", 64, 1, 1000)
MEMORY_DOSE = real("memory-dose", 0.25, 0.05, 0.95)
MEMORY_STEP: Field[str] = named("memory-step")

FIELDS: tuple[Field[Any], ...] = (
    *(MEMORY_STEP, MEMORY_LIFE, MEMORY_RATE, MEMORY_GATE, MEMORY_QUANTITY, MEMORY_RECURRENCE),
    *(MEMORY_CELL, MEMORY_FIRST, MEMORY_SECOND, MEMORY_UNTRAINED, MEMORY_TRAINED, MEMORY_TEXT),
    *(MEMORY_QUESTION, MEMORY_WEIGHTS, MEMORY_MODEL, MEMORY_LEARNER, MEMORY_KEYS, MEMORY_DOSE),
)
