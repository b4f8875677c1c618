"""What a teacher can set: the class to open, the one that is open, and what to look at of it."""

import re
from typing import Any

from rnnviz.core.methods import METHODS
from rnnviz.errors import InputError
from rnnviz.jobs.members import CODE_LETTERS, LETTERS
from rnnviz.lessons.questions import questions
from rnnviz.text.corpora import CORPORA
from rnnviz.ui.field import Field, choice, whole
from rnnviz.ui.fields.train import CONFIG, EPOCHS, NONE

_CODE = re.compile(f"[{LETTERS}]{{{CODE_LETTERS}}}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
_MOST_EPOCHS = 20


def read_code(text: str) -> str:
    """A class's code, whatever its case. Raises `InputError` for what can be none."""
    code = text.strip().upper()
    if code and not _CODE.fullmatch(code):
        raise InputError("classroom.no_code", said=text[:40], letters=CODE_LETTERS)
    return code


def _read_secret(text: str) -> str:
    if text and not _SECRET.fullmatch(text):
        raise InputError("classroom.no_secret")
    return text


TEACHER = Field("teacher", "", _read_secret)

# What each student trains, besides no dropout.
PLACEMENTS = tuple(
    choice(f"class-placement-{number}", (NONE, *(method.key for method in METHODS)), start)
    for number, start in enumerate(("zaremba2014", "naive_everywhere", "gal2016_tied"), start=1)
)
TEXTS = tuple(e.name for e in CORPORA if not (e.takes or e.needs_files))  # need nothing more said
CORPUS = choice("class-text", TEXTS)
CLASS_EPOCHS = whole("class-epochs", EPOCHS[CONFIG.default].default, 1, _MOST_EPOCHS)

CLASS_QUESTION = choice("class-question", tuple(str(n + 1) for n in range(len(questions()))))

FIELDS: tuple[Field[Any], ...] = (TEACHER, *PLACEMENTS, CORPUS, CLASS_EPOCHS, CLASS_QUESTION)
