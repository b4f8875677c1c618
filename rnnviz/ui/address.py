"""What an address says to a control whose options have names."""

from collections.abc import Callable, Iterable

import streamlit as st


def any_case(key: str, options: Iterable[object], format_func: Callable = str) -> None:
    """Let the control `key`, drawn next, take `?key=gru` for GRU, at the start of a visit.

    Streamlit 1.67 compares letter by letter with what a visitor reads.
    """
    named = {format_func(option): option for option in options}
    said = st.query_params.get(key, "")
    if key not in st.session_state and said not in named:
        same = same_in_any_case(said, named)
        if same is not None:
            st.session_state[key] = named[same]


def same_in_any_case(said: str | None, names: Iterable[str]) -> str | None:
    """The name that is said, letter by letter if there is one, else in any case."""
    names = list(names)
    if said is None or said in names:
        return said
    return next((name for name in names if name.casefold() == said.casefold()), None)
