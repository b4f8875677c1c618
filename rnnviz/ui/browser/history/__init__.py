"""One entry of the browser's history for a page, so that Back leaves it at the first press."""

import streamlit as st

from rnnviz.ui.browser.shared import script

_SCRIPT = script("history")


def keep_one_entry() -> None:
    """Run the script that sees to it, once for a window however often it is asked."""
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
