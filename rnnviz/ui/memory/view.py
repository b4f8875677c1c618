"""The Memory page's steps, in their order, each with what can be set in it."""

from rnnviz.ui.fields.memory import (
    MEMORY_CELL,
    MEMORY_DOSE,
    MEMORY_FIRST,
    MEMORY_GATE,
    MEMORY_KEYS,
    MEMORY_LEARNER,
    MEMORY_LIFE,
    MEMORY_MODEL,
    MEMORY_QUANTITY,
    MEMORY_QUESTION,
    MEMORY_RATE,
    MEMORY_RECURRENCE,
    MEMORY_SECOND,
    MEMORY_TEXT,
    MEMORY_TRAINED,
    MEMORY_UNTRAINED,
    MEMORY_WEIGHTS,
)
from rnnviz.ui.kit.steps import Step
from rnnviz.ui.memory.recall import show_recall
from rnnviz.ui.memory.steps import show_untrained, show_value, show_vector
from rnnviz.ui.memory.trained import show_trained

STEPS = (
    Step("value", show_value, (MEMORY_LIFE, MEMORY_RATE, MEMORY_GATE, MEMORY_QUANTITY)),
    Step("vector", show_vector, (MEMORY_RECURRENCE,)),
    Step("untrained", show_untrained, (MEMORY_CELL, MEMORY_FIRST, MEMORY_SECOND, MEMORY_UNTRAINED)),
    Step(
        "trained",
        show_trained,
        (MEMORY_TRAINED, MEMORY_TEXT, MEMORY_QUESTION, MEMORY_WEIGHTS, MEMORY_MODEL),
    ),
    Step("recall", show_recall, (MEMORY_LEARNER, MEMORY_KEYS, MEMORY_DOSE)),
)
