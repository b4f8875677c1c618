"""Choices that the address names and that are still there when a visitor comes back by the menu.

To a widget bound to the address, Streamlit 1.67 takes a bare address for the defaults, as after a
click in the menu. Here it means what was chosen last in this visit.
"""

from collections.abc import Callable, Sequence

import streamlit as st


def choose(
    widget: Callable[..., str],
    label: str,
    options: Sequence[str],
    key: str,
    format_func: Callable[[str], str] = str,
) -> str:
    """What a one-of-many widget, such as `st.selectbox`, has: the first option to begin with.

    The address holds options, a visitor reads what `format_func` makes of them.
    """
    said = st.query_params.get(key)
    last = st.session_state.get(_name(key), options[0])
    st.session_state[key] = next((o for o in (said, last) if o in options), options[0])
    required = {} if widget is st.selectbox else {"required": True}
    shown = {"format_func": format_func, **required}
    value = widget(label, options, key=key, on_change=_write, args=(key,), **shown)
    st.session_state[_name(key)] = value
    if value != options[0]:
        st.query_params[key] = value
    return value


def _write(key: str) -> None:
    st.query_params[key] = st.session_state[key]


def _name(key: str) -> str:
    return f"kept-{key}"
