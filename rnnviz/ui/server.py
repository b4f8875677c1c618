"""What the server does when it starts, before anybody asks for a page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread

import streamlit as st
from streamlit.cli_util import open_browser
from streamlit.web.server.server_util import get_url


@asynccontextmanager
async def serving(_app: st.App) -> AsyncIterator[None]:
    """The life of a server. It answers when pandas is there, and loads torch beside that.

    A page that needs torch waits for the rest of it. With pandas that would not do: Plotly takes it
    from `sys.modules` as soon as it stands there, and fails on half of it.
    """
    import_module("pandas")
    Thread(target=_begin, daemon=True).start()
    yield


def _begin() -> None:
    """Open a browser, which Streamlit 1.67 does for a script only, and load torch meanwhile.

    The port listens already; who comes too early waits.
    """
    if not st.get_option("server.headless"):
        open_browser(get_url(st.get_option("browser.serverAddress")))
    import_module("torch")
