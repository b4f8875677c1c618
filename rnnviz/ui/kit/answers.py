"""How a visitor has answered the questions so far, which the browser keeps between visits."""

import re

from rnnviz.lessons.questions import questions
from rnnviz.ui.field import Field, Place
from rnnviz.ui.state import forget, put, read

_PAIR = re.compile(r"(\w+)\.(\w+)", re.ASCII)
_JOINT = "~"

Pairs = tuple[tuple[str, str], ...]


def _read(text: str) -> Pairs:
    """What is still a question and one of its options; a browser may say anything."""
    known = {q.key: {option.key for option in q.options} for q in questions()}
    pairs = [match.groups() for part in text.split(_JOINT) if (match := _PAIR.fullmatch(part))]
    return tuple((key, option) for key, option in pairs if option in known.get(key, ()))


def _write(pairs: Pairs) -> str:
    return _JOINT.join(f"{key}.{option}" for key, option in pairs)


_ANSWERS: Field[Pairs] = Field("answered", (), _read, _write, Place.COOKIE, slot="answers")


def right_answers() -> int:
    """How many questions the visitor has answered rightly."""
    return sum(mark is True for mark in marks().values())


def answers() -> dict[str, str]:
    """What was answered last, by the question's key."""
    return dict(read(_ANSWERS))


def answer(key: str, option: str) -> None:
    """Note what was answered."""
    put(_ANSWERS, tuple({**answers(), key: option}.items()))


def in_cookie() -> tuple[str, str]:
    """Under which name the browser is to keep what."""
    return _ANSWERS.cookie, _write(read(_ANSWERS))


def clear() -> None:
    """In a callback: none is answered."""
    forget(_ANSWERS)


def marks() -> dict[str, bool | None]:
    """Of each question whether its last answer is right; None where there is none."""
    given = answers()
    right = {q.key: option.key for q in questions() for option in q.options if option.right}
    return {q.key: given[q.key] == right[q.key] if q.key in given else None for q in questions()}
