"""How a class has guessed and answered: counts, of first answers."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.core.methods import name_of
from rnnviz.jobs.members import RIGHT, Answer, Kind
from rnnviz.lessons.puzzles import puzzles
from rnnviz.lessons.questions import Question, questions
from rnnviz.ui.fields.classroom import CLASS_QUESTION
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.models.classes import ranking_of


def show_guesses(answers: Sequence[Answer], keys: tuple[str, ...]) -> None:
    """How many have put each placement at each place."""
    item = ranking_of(keys)
    orders = [each.first.split() for each in answers if _is(each, Kind.GUESS, item)]
    if not orders:
        caption(sentence("classroom.no_guesses"))
        return
    mean_place = {key: sum(order.index(key) for order in orders) for key in keys}
    table = pd.DataFrame(guess_table(orders, sorted(keys, key=mean_place.__getitem__)))
    st.table(table, border="horizontal", hide_index=True)
    caption(prose("classroom", "guess-reading"))


def guess_table(
    orders: Sequence[Sequence[str]], keys: Sequence[str]
) -> Mapping[str, Sequence[str | int]]:
    """A row for each placement, and a column for each place."""
    counts = {key: Counter(order.index(key) for order in orders) for key in keys}
    places = {
        sentence("classroom.place", number=place + 1): [counts[key][place] for key in keys]
        for place in range(len(keys))
    }
    return {sentence("train.placement_column"): [plain(name_of(key)) for key in keys]} | places


def show_questions(answers: Sequence[Answer]) -> None:
    """One question with the share of each option; all at a glance in the numbers to choose from."""
    of = {q.key: [a for a in answers if _is(a, Kind.QUESTION, q.key)] for q in questions()}
    names = {
        str(n): sentence("classroom.question", number=n, count=len(of[question.key]))
        for n, question in enumerate(questions(), start=1)
    }
    number = select(st.pills, CLASS_QUESTION, sentence("questions.question"), names)
    question = questions()[int(number) - 1]
    st.markdown(f"**{number}. {question.ask}**")
    _show_options(question, of[question.key])


def _show_options(question: Question, given: Sequence[Answer]) -> None:
    first = Counter(answer.first for answer in given)
    for option in question.shuffled:
        share = first[option.key] / max(1, len(given))
        mark = sentence("classroom.right") if option.right else ""
        told = sentence("classroom.share", count=first[option.key], share=share, mark=mark)
        st.progress(share, f"{option.text} {told}")
    right = next(option.key for option in question.options if option.right)
    by_now = sum(answer.last == right for answer in given)
    caption(sentence("classroom.by_now", right=by_now, count=len(given)))


def show_puzzles(answers: Sequence[Answer]) -> None:
    """How many were right at once, and how many are by now."""
    for puzzle in puzzles():
        given = [each for each in answers if _is(each, Kind.PUZZLE, puzzle.method.key)]
        if given:
            at_once = sum(answer.first == RIGHT for answer in given)
            by_now = sum(answer.last == RIGHT for answer in given)
            counts = {"first": at_once, "right": by_now, "count": len(given)}
            told = sentence("classroom.solved", title=puzzle.title, **counts)
            st.progress(by_now / len(given), told)
    if not any(each.kind == Kind.PUZZLE for each in answers):
        caption(sentence("classroom.no_puzzles"))


def _is(answer: Answer, kind: Kind, item: str) -> bool:
    return answer.kind == kind and answer.item == item
