"""Streamlit's cache of what a function returns, which may hold words: apart for each language."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from rnnviz.content import sentence, spoken

P = ParamSpec("P")
T = TypeVar("T")


def cached(most: int, waiting: str = "") -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep up to `most` results; the sentence with the key `waiting` is shown while one is made."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @st.cache_data(max_entries=most, show_spinner=False)
        @wraps(function)
        def kept(language: str, given: tuple, named: dict) -> T:  # noqa: ARG001 -- a part of the key
            return function(*given, **named)

        @wraps(function)
        def asked(*given: P.args, **named: P.kwargs) -> T:
            if not waiting:
                return kept(spoken(), given, named)
            with st.spinner(sentence(waiting)):
                return kept(spoken(), given, named)

        asked.clear = kept.clear  # pyright: ignore[reportAttributeAccessIssue]
        return asked

    return decorate
