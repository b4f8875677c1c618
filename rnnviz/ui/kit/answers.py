"""How a visitor has answered the questions so far."""

from rnnviz.lessons.questions import questions
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.state import put, read

_ANSWERS: Field[tuple[tuple[str, str], ...]] = in_visit("answers", ())


def right_answers() -> int:
    """How many questions the visitor has answered rightly."""
    return sum(mark is True for mark in marks().values())


def answers() -> dict[str, str]:
    """What was answered last, by the question's key."""
    return dict(read(_ANSWERS))


def answer(key: str, option: str) -> None:
    """Note what was answered."""
    put(_ANSWERS, tuple({**answers(), key: option}.items()))


def marks() -> dict[str, bool | None]:
    """Of each question whether its last answer is right; None where there is none."""
    given = answers()
    right = {q.key: option.key for q in questions() for option in q.options if option.right}
    return {q.key: given[q.key] == right[q.key] if q.key in given else None for q in questions()}
