"""The keys of a presenter: they press the buttons that a presentation has."""

import streamlit as st

from rnnviz.ui.browser.shared import script

_SCRIPT = script("presentation")


def turn_by_key() -> None:
    """Run the script that listens, once for a window however often it is asked."""
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
