"""A page on paper: what a style alone can't do as it is printed."""

import streamlit as st

from rnnviz.ui.browser.shared import script

_SCRIPT = script("paper")


def fit_paper() -> None:
    """Run the script that listens for the printer, once for a window however often it is asked."""
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
