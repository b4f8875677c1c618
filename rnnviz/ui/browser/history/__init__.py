"""One entry of the browser's history for a page, so that Back leaves it at the first press."""

from pathlib import Path

import streamlit as st

_SCRIPT = (Path(__file__).parent / "history.js").read_text(encoding="utf-8")


def keep_one_entry() -> None:
    """Run the script that sees to it, once for a window however often it is asked."""
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
