"""Callbacks that no further touch breaks off.

Once the next touch has arrived, Streamlit stops what it runs for the last one wherever that reads
or writes the session, and begins anew at once, in another thread. A callback that meets this is
never called again, so of two quick touches the first would be lost.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import RLock
from typing import Any, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

P = ParamSpec("P")


def unbroken(callback: Callable[P, object]) -> Callable[P, None]:
    """The callback, run to its end before the visitor's next one. `st.rerun()` is not for it."""

    @wraps(callback)
    def run(*args: P.args, **named: P.kwargs) -> None:
        with _turn(), _undisturbed():
            callback(*args, **named)

    return run


def wait_for_callbacks() -> None:
    """At the start of a script, which another one's callback may be about to change."""
    with _turn():
        pass


@st.cache_resource(scope="session", show_spinner=False)
def _turn() -> Any:  # noqa: ANN401 -- an RLock, which is no class
    """Whose turn it is in this visit."""
    return RLock()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Streamlit look for touches later: by private names, so a test says whether they hold."""
    context = get_script_run_ctx()
    assert context is not None  # Streamlit calls callbacks, and only within a run
    runner: Any = context.session_state._yield_callback.__self__  # noqa: SLF001
    runner._execing, before = False, runner._execing  # noqa: SLF001 -- what it looks at first
    try:
        yield
    finally:
        runner._execing = before  # noqa: SLF001
