"""What is slow to load is loaded before anybody asks for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread

import streamlit as st


@asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[None]:
    """The life of a server. It answers when pandas is there, and loads torch beside that.

    A page that needs torch waits for the rest of it. With pandas that would not do: Plotly takes it
    from `sys.modules` as soon as it stands there, and fails on half of it.
    """
    import_module("pandas")
    Thread(target=import_module, args=("torch",), daemon=True).start()
    yield
