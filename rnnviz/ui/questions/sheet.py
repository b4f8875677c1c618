"""The worksheet: to be printed as it is shown, or taken along."""

import streamlit as st

from rnnviz.content import prose, sentence, spoken
from rnnviz.lessons.worksheet import questions_only, worksheet
from rnnviz.ui.fields import WITH_ANSWERS
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.widgets import toggle


def sheet_box() -> None:
    """Blank or with answers; what is above it isn't printed."""
    with st.container(key="only-on-screen"):
        paragraph(prose("questions", "sheet"))
        answers = toggle(WITH_ANSWERS, sentence("questions.sheet_answers"))
        text = worksheet(answers=answers)
        st.download_button(
            sentence("questions.sheet_file"),
            text,
            f"rnnviz-worksheet-{'answers' if answers else 'blank'}-{spoken()}.md",
            "text/markdown",
            on_click="ignore",
        )
    st.markdown(text)


def all_on_paper() -> None:
    """Every question, where the page shows one: for a print of it."""
    with st.container(key="only-on-paper"):
        st.markdown("\n\n".join(questions_only(answers=False)))
