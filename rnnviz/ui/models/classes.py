"""The class that a visitor is in, if any: without one, nothing of theirs is pooled."""

from contextlib import suppress

from rnnviz.errors import InputError
from rnnviz.jobs.members import Class, Kind
from rnnviz.ui.fields import CLASS
from rnnviz.ui.fields.classroom import read_code
from rnnviz.ui.models.lab import desk, visitor
from rnnviz.ui.state import read


def named_code() -> str:
    """The code that the address names; empty for none. Raises `InputError` for what is no code."""
    return read_code(read(CLASS))


def named_class() -> Class | None:
    """The class of that code, whoever is in it. Raises `InputError` as there."""
    code = named_code()
    return desk().classes.find(code) if code else None


def joined_class() -> Class | None:
    """The class that the visitor has joined; none where the record can't tell."""
    with suppress(InputError):
        class_ = named_class()
        if class_ and desk().classes.has(class_.code, visitor()):
            return class_
    return None


def pool(kind: Kind, item: str, choice: str) -> None:
    """Give an answer to the visitor's class, if they are in one."""
    with suppress(InputError):  # a page that needs the record says so
        if code := named_code():
            desk().classes.answer(code, visitor(), kind, item, choice)


def ranking_of(keys: tuple[str, ...]) -> str:
    """What guesses about the same placements have in common."""
    return " ".join(sorted(keys))
