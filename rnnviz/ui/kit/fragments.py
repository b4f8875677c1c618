"""Parts of a page that run by themselves."""

from collections.abc import Callable
from functools import wraps

import streamlit as st

from rnnviz.ui.state import leave_to_browser, part_of_page


def fragment(part: Callable[..., None], run_every: float | None = None) -> Callable[..., None]:
    """`st.fragment`, at whose end the browser has been told all, as at the end of a page."""

    @wraps(part)
    def run(*args: object, **named: object) -> None:
        with part_of_page(part.__name__):
            part(*args, **named)
        leave_to_browser(part.__name__)

    return st.fragment(run, run_every=run_every)
