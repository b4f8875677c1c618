"""The ten questions, one at a time, and how far one has got."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.lessons.questions import Picture, Question, questions
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.fields import FIELDS, QUESTION
from rnnviz.ui.kit.answers import answer, answers, marks, right_answers
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import mirror, select
from rnnviz.ui.state import put


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
        take=partial(answer, question.key),
        index=None,
        format_func=texts.get,
        label_visibility="collapsed",
    )
    if given is not None:
        _explain(question, given)
    page_link(question.picture)


def page_link(picture: Picture) -> None:
    """A link to the page that shows something, in the state that shows it; a button on this one."""
    says = f"→ {picture.says}"
    if picture.page == "questions":
        st.button(
            says, key="shown", type="tertiary", on_click=unbroken(follow), args=(picture.query,)
        )
    else:
        st.page_link(f"pages/{picture.page}.py", label=says, query_params=picture.query)


def follow(query: Mapping[str, str]) -> None:
    """Let this page show what an address of its own would."""
    for field in FIELDS["questions"]:
        if field.name in query:
            put(field, field.parse(query[field.name]))


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
