"""What stands below every page: what its numbers are, and two ways to show it to a class."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.frame.hiding import choose_hidden
from rnnviz.ui.frame.presentation import offer_to_present


def show_foot(page: str) -> None:
    """The foot of a page."""
    with st.container(key="foot"):
        st.divider()
        st.markdown(prose("frame", "footer"))
        offer_to_present()
        choose_hidden(page)
