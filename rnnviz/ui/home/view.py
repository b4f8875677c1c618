"""Home's answer, computed from what was measured, and its ways on."""

import streamlit as st

from rnnviz.content import joined, named, prose, sentence
from rnnviz.runs.conclusions import conclusion, everywhere
from rnnviz.ui.editor.parts import show_answer as show_network
from rnnviz.ui.evidence.dose import show_small
from rnnviz.ui.evidence.words import network, on_whole_text
from rnnviz.ui.fields import HOME_RATE
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.steps import Step
from rnnviz.ui.models import sweeps
from rnnviz.ui.pages import GROUPS, pages_of


def show_picture() -> None:
    """The placement at work."""
    show_network()
    caption(prose("home", "caption"))


def show_measured() -> None:
    """Which placement does best, at which rates, and what may be said against it."""
    show_answer()
    show_dose()
    paragraph(prose("home", "doubt"))


def show_answer() -> None:
    """What holds in every network; in one, what does best, and what is not told from it."""
    if verdict := everywhere(each for _, each in sweeps.networks()):
        paragraph(verdict)
    study = sweeps.first_measured(sweeps.DOSE)
    if study:
        paragraph(joined(*conclusion(study)))


@fragment
def show_dose() -> None:
    """The dose-response picture and a slider along its lowest line."""
    study = sweeps.first_measured(sweeps.DOSE)
    if study is None or not study.bests:
        st.info(sentence("results.nothing"))
        return
    show_small(study, HOME_RATE)
    trained = sentence("results.trained", network=network(study.setting))
    caption(joined(trained, prose("home", "dose-reading")))
    if other := on_whole_text(study):
        paragraph(other)
    st.page_link("pages/results.py", label=sentence("results.all"))


def show_ways() -> None:
    """A way on for each group of pages; each page with what one can say after it."""
    for column, group in zip(st.columns(len(GROUPS)), GROUPS, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{named('group', group)}**")
            for page in pages_of(group):
                st.page_link(page.file)
                caption(page.promise)


def _show_question() -> None:
    paragraph(prose("home", "question"))
    show_picture()


def _show_answer() -> None:
    paragraph(prose("home", "answer"))
    show_picture()


BEATS = (  # of the page in front of a class
    Step("question", _show_question),
    Step("answer", _show_answer),
    Step("measured", show_measured),
)
