"""The ten questions, one at a time, and how far one has got."""

from functools import partial

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.jobs.members import Kind
from rnnviz.lessons.questions import Question, questions
from rnnviz.ui.browser.cookies import keep
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.fields import QUESTION
from rnnviz.ui.kit.answers import answer, answers, clear, in_cookie, marks, right_answers
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.picture import page_link
from rnnviz.ui.kit.widgets import mirror, select
from rnnviz.ui.models.classes import pool


def question_box() -> None:
    """One question: its options, and after an answer why each is or isn't right."""
    numbers = [str(n + 1) for n in range(len(questions()))]
    number = select(st.pills, QUESTION, sentence("questions.question"), numbers)
    caption(_progress())
    question = questions()[int(number) - 1]
    st.header(f"{number}. {question.ask}", anchor=False)
    texts = {option.key: option.text for option in question.shuffled}
    given = mirror(
        st.radio,
        sentence("questions.answers", number=number),
        list(texts),
        key=f"answer-{question.key}",
        value=answers().get(question.key),
        take=partial(_answer, question.key),
        index=None,
        format_func=texts.get,
        label_visibility="collapsed",
    )
    if given is not None:
        _explain(question, given)
    page_link(question.picture)
    if answers():
        st.button(
            sentence("questions.clear_answers"), on_click=unbroken(clear), key="clear-answers"
        )
    keep(*in_cookie())


def _answer(key: str, option: str) -> None:
    answer(key, option)
    pool(Kind.QUESTION, key, option)


def _explain(question: Question, answer: str) -> None:
    (chosen,) = (option for option in question.options if option.key == answer)
    if not chosen.right:
        st.warning(sentence("questions.wrong", why=chosen.why))
        caption(prose("questions", "again"))
        return
    st.success(sentence("questions.right", why=chosen.why))
    with st.expander(sentence("questions.others")):
        for option in question.shuffled:
            if not option.right:
                paragraph(f"**{option.text}** {option.why}")
    st.caption(question.source)


def _progress() -> str:
    """Which questions are answered, and how."""
    given, done = marks(), right_answers()
    open_ones = [str(n) for n, mark in enumerate(given.values(), start=1) if mark is not True]
    if not open_ones:
        return sentence("questions.all_answered", done=done)
    return sentence("questions.progress", right=done, of=len(given), open=open_ones)
