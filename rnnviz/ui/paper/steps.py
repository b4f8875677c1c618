"""The Paper page's steps, each a few tables under what they show."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.reference.beyond import BEYOND, SINCE
from rnnviz.reference.data import (
    ABLATIONS,
    BEFORE,
    CAPTIONS,
    CONFIGURATIONS,
    ONE_HAND,
    SMALL,
    SPEECH,
    TRANSLATION,
    TRANSLATOR,
    WORTH,
)
from rnnviz.ui.kit.citations import quoting, show_remarks, show_table
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.steps import Step
from rnnviz.ui.paper.view import (
    show_all_sources,
    show_medium,
    show_replications,
    show_small,
    show_table1,
    show_years,
)


def _show_question() -> None:
    asked, did = st.columns(2, gap="large")
    with asked:
        st.header(sentence("paper.asked"))
        paragraph(prose("paper", "asked"))
    with did:
        st.header(sentence("paper.did"))
        paragraph(prose("paper", "did"))
        st.page_link("pages/placement.py", label=sentence("paper.see_network"))
    paragraph(prose("paper", "configurations"))
    show_table(CONFIGURATIONS)


def _show_results() -> None:
    st.header(sentence("paper.found"))
    paragraph(quoting(prose("paper", "found")))
    show_table1()
    show_table(BEFORE)
    st.header(sentence("paper.not_shown"))
    paragraph(quoting(prose("paper", "not_shown")))
    st.page_link("pages/train.py", label=sentence("paper.measure"))


def _show_other_tasks() -> None:
    paragraph(quoting(prose("paper", "others")))
    for table in (SPEECH, TRANSLATION, TRANSLATOR, CAPTIONS):
        show_table(table)


def _show_ours() -> None:
    st.header(sentence("paper.small"))
    show_small()
    st.header(sentence("paper.medium"))
    show_medium()


def _show_later() -> None:
    st.header(sentence("paper.after"))
    paragraph(prose("paper", "after"))
    show_years()
    paragraph(prose("paper", "since"))
    show_remarks(SINCE)
    paragraph(prose("paper", "beyond"))
    show_remarks(BEYOND)


def _show_worth() -> None:
    paragraph(quoting(prose("paper", "worth")))
    show_table(WORTH)
    paragraph(quoting(prose("paper", "one_hand")))
    show_table(ONE_HAND)
    show_table(ABLATIONS)
    paragraph(quoting(prose("paper", "alone")))
    show_table(SMALL)


def _show_checks() -> None:
    st.header(sentence("paper.same"))
    paragraph(quoting(prose("paper", "replications")))
    show_replications()
    st.header(sentence("paper.sources"))
    show_all_sources()


STEPS = (
    Step("question", _show_question),
    Step("results", _show_results),
    Step("tasks", _show_other_tasks),
    Step("ours", _show_ours),
    Step("later", _show_later),
    Step("worth", _show_worth),
    Step("checks", _show_checks),
)
