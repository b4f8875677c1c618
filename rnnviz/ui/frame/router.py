"""Deep links that work on a server that has just started."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def ensure_router() -> None:
    """Go through `app.py` first; every page calls this before anything else.

    A folder called `pages` makes Streamlit 1.67 run the first script of a server process as if
    there were no `st.navigation`, so a deep link would show a page without its frame. The flag is
    a private one: the version is pinned, and a browser test opens a deep link on a cold server.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
