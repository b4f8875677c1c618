"""The questions, puzzles and exercises as a sheet of paper, blank or with answers: Markdown."""

from collections.abc import Iterator

from rnnviz.content import sentence
from rnnviz.lessons.exercises import Exercise, exercises
from rnnviz.lessons.puzzles import Puzzle, puzzles
from rnnviz.lessons.questions import Question, questions

_LETTERS = "abcdefgh"
_LINE = "&nbsp;\n\n---"  # to write on


def worksheet(*, answers: bool) -> str:
    """All of it, in the reader's language."""
    return "\n\n".join((*questions_only(answers=answers), *_others(answers=answers))) + "\n"


def questions_only(*, answers: bool) -> Iterator[str]:
    """The questions, each with its options, the right one marked where there are answers."""
    yield f"## {sentence('lessons.sheet_questions')}"
    if not answers:
        yield sentence("lessons.sheet_name")
    for number, question in enumerate(questions(), start=1):
        yield from _question(number, question, answers=answers)


def _question(number: int, question: Question, *, answers: bool) -> Iterator[str]:
    yield f"**{number}.** {question.ask}"
    options = list(zip(_LETTERS, question.shuffled, strict=False))
    yield "\n".join(f"- {'☐ ' * (not answers)}**{letter})** {o.text}" for letter, o in options)
    if answers:
        letter, right = next((letter, option) for letter, option in options if option.right)
        yield f"→ **{letter})** {right.why} *{question.source}*"


def _others(*, answers: bool) -> Iterator[str]:
    yield f"## {sentence('lessons.sheet_puzzles')}"
    for number, puzzle in enumerate(puzzles(), start=1):
        yield from _puzzle(number, puzzle, answers=answers)
    yield f"## {sentence('lessons.sheet_exercises')}"
    for number, exercise in enumerate(exercises(), start=1):
        yield from _exercise(number, exercise, answers=answers)


def _puzzle(number: int, puzzle: Puzzle, *, answers: bool) -> Iterator[str]:
    yield f"**{number}.** {puzzle.told}"
    method = puzzle.method
    yield f"→ **{method.name}**: `{method.placement}`" if answers else _LINE


def _exercise(number: int, exercise: Exercise, *, answers: bool) -> Iterator[str]:
    yield f"### {number}. {exercise.title}"
    yield exercise.task
    yield f"```python\n{(exercise.solution if answers else exercise.starter).strip()}\n```"
