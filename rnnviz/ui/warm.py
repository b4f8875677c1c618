"""What is slow to load is loaded while the first visitor's browser still reads its own scripts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread

import streamlit as st

_SLOW = ("torch", "pandas")  # more than a second, in the order in which a page needs them


@asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[None]:
    """The life of a server: it answers at once, and loads beside that."""
    Thread(target=lambda: [import_module(name) for name in _SLOW], daemon=True).start()
    yield
