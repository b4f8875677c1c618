"""The ten questions, one at a time, and how far one has got."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.lessons.questions import Picture, Question, questions
from rnnviz.ui.kit.answers import answers, marks, right_answers
from rnnviz.ui.kit.kept import choose


def question_box() -> None:
    """One question: its options, and after an answer why each is or isn't right."""
    numbers = [str(n + 1) for n in range(len(questions()))]
    number = choose(st.pills, "Question", numbers, "question")
    st.caption(_progress())
    question = questions()[int(number) - 1]
    st.header(f"{number}. {question.ask}", anchor=False)
    texts = [option.text for option in question.shuffled]
    answer = st.radio(
        f"Answers to question {number}",
        texts,
        index=None,
        key=f"answer-{question.key}",
        persist_state="session",
        label_visibility="collapsed",
        on_change=_remember,
        args=(question,),
    )
    if answer is not None:
        _explain(question, answer)
    page_link(question.picture)


def page_link(picture: Picture) -> None:
    """A link to the page that shows something, in the state that shows it."""
    st.page_link(f"pages/{picture.page}.py", label=f"→ {picture.says}", query_params=picture.query)


def _remember(question: Question) -> None:
    answers()[question.key] = st.session_state[f"answer-{question.key}"]


def _explain(question: Question, answer: str) -> None:
    (chosen,) = (option for option in question.options if option.text == answer)
    if not chosen.right:
        st.warning(f"**No.** {chosen.why}")
        st.caption(prose("questions", "again"))
        return
    st.success(f"**Right.** {chosen.why}")
    with st.expander("And the other answers?"):
        for option in question.shuffled:
            if not option.right:
                st.markdown(f"**{option.text}** {option.why}")
    st.caption(question.source)


def _progress() -> str:
    """Which questions are answered, and how."""
    given, done = marks(), right_answers()
    open_ones = [str(n) for n, mark in enumerate(given.values(), start=1) if mark is not True]
    if not open_ones:
        return f"All {done} questions answered rightly."
    return f"{done} of {len(given)} answered rightly. Still open: {', '.join(open_ones)}."
