"""The menu of a phone, put right for those who hear it: Streamlit's lists hold parts, not items."""

import streamlit as st

from rnnviz.ui.browser.shared import script

_SCRIPT = script("menu")


def name_parts() -> None:
    """Run the script that sees to it, once for a window however often it is asked."""
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
