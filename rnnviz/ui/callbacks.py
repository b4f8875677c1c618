"""Callbacks that no further touch breaks off.

Streamlit breaks off whatever it runs where that reads or writes the session, once the next touch
has arrived. A callback that meets this is never called again: its `RerunException` is taken for an
`st.rerun()` of its own. Of two quick touches the first would be lost.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec

from streamlit.runtime.scriptrunner import get_script_run_ctx

P = ParamSpec("P")


def unbroken(callback: Callable[P, object]) -> Callable[P, None]:
    """The callback, run to its end; the next touch is seen to after it. `st.rerun()` is not for it.

    Leans on two private names of Streamlit's: `requirements.txt` says of which version, and a test
    that it still holds.
    """

    @wraps(callback)
    def run(*args: P.args, **named: P.kwargs) -> None:
        with _undisturbed():
            callback(*args, **named)

    return run


@contextmanager
def _undisturbed() -> Iterator[None]:
    context = get_script_run_ctx()
    assert context is not None  # Streamlit calls callbacks, and only within a run
    runner: Any = context.session_state._yield_callback.__self__  # noqa: SLF001 -- as said above
    runner._execing, before = False, runner._execing  # noqa: SLF001 -- it looks for touches if set
    try:
        yield
    finally:
        runner._execing = before  # noqa: SLF001
