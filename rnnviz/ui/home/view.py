"""Home's curves, and its way to every page."""

import streamlit as st

from rnnviz.content import commas, prose, sentence
from rnnviz.figures.curves import View, curves
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.models.recorded import LIVE, measured_before
from rnnviz.ui.pages import HOME, PAGES

_SHOWN = {"none", "zaremba2014", "naive_everywhere"}
_A_ROW = 3


def show_curves() -> None:
    """What three answers did to one network: the comparison that is kept with the program."""
    measured = measured_before(LIVE)
    record = measured.record
    view = View(hidden=frozenset(record.keys) - _SHOWN)
    st.markdown(prose("home", "curves"))
    chart(
        curves([measured], view, height=430),
        key="home-curves",
        alt=sentence("home.curves_alt"),
    )
    seeds = commas(record.seeds)
    st.caption(prose("home", "curves-reading").format(seeds=seeds))


def show_pages() -> None:
    """Each page with what one can say after it."""
    pages = [page for page in PAGES if page is not HOME]
    for start in range(0, len(pages), _A_ROW):
        row = pages[start : start + _A_ROW]
        for column, page in zip(st.columns(_A_ROW), row, strict=False):
            with column, st.container(border=True, height="stretch"):
                st.page_link(page.file)
                st.markdown(page.promise)
