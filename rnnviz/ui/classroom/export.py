"""What a class answered, as a file: keys, which programs read, beside words, which people do."""

import csv
import io
from collections.abc import Sequence

from rnnviz.content import commas
from rnnviz.core.methods import name_of
from rnnviz.jobs.members import Answer, Kind
from rnnviz.lessons.puzzles import puzzles
from rnnviz.lessons.questions import questions

COLUMNS = ("member", "kind", "item", "first", "last", "asked", "first_says", "last_says")


def answers_csv(answers: Sequence[Answer]) -> str:
    """A line for each answer of each member, whom nobody can name."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in answers:
        words = (_asked(each), _says(each, each.first), _says(each, each.last))
        writer.writerow((each.member, each.kind, each.item, each.first, each.last, *words))
    return out.getvalue()


def _asked(answer: Answer) -> str:
    match answer.kind:
        case Kind.QUESTION:
            return next((q.ask for q in questions() if q.key == answer.item), "")
        case Kind.PUZZLE:
            return next((p.title for p in puzzles() if p.method.key == answer.item), "")
    return commas(map(name_of, answer.item.split()))


def _says(answer: Answer, choice: str) -> str:
    match answer.kind:
        case Kind.QUESTION:
            options = (o for q in questions() if q.key == answer.item for o in q.options)
            return next((option.text for option in options if option.key == choice), "")
        case Kind.PUZZLE:
            return choice
    return commas(map(name_of, choice.split()))
