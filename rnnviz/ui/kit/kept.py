"""One-of-many choices that the address names: some kept for the visit, some by the address alone.

To a widget bound to the address, Streamlit 1.67 takes a bare address for the defaults, as after a
click in the menu. To `choose` it means what was chosen last in this visit.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import streamlit as st

T = TypeVar("T")


def one_of(
    widget: Callable[..., T | None],
    label: str,
    options: Sequence[T],
    key: str,
    default: T | None = None,
    *,
    format_func: Callable[[T], str] = str,
    bind: Literal["query-params"] | None = "query-params",
    **more: Any,  # noqa: ANN401 -- whatever else the widget takes
) -> T:
    """What a one-of-many widget that the address names has; the default for what is no option.

    An address may write an option in another case. An empty value empties a segmented control even
    where one is required, and so may a forged click: a second run fills it again.
    """
    usual = options[0] if default is None else default
    if key in st.session_state:
        if st.session_state[key] not in options:
            st.session_state[key] = usual
    elif bind and (asked := _matching(st.query_params.get(key), options, format_func)) is not None:
        st.session_state[key] = asked
    if widget.__name__ == "selectbox":
        more["index"] = options.index(usual)
    else:
        more |= {"default": usual, "required": True}
    value = widget(label, options, key=key, format_func=format_func, bind=bind, **more)
    if value is None:
        st.rerun()
    return value


def _matching(said: str | None, options: Sequence[T], format_func: Callable[[T], str]) -> T | None:
    """The option that an address means, whatever its case."""
    if said is None:
        return None
    return next((o for o in options if format_func(o).casefold() == said.casefold()), None)


def choose(
    widget: Callable[..., str],
    label: str,
    options: Sequence[str],
    key: str,
    format_func: Callable[[str], str] = str,
) -> str:
    """What a one-of-many widget, such as `st.selectbox`, has: the first option to begin with.

    The address holds options, a visitor reads what `format_func` makes of them; an old address
    may hold that.
    """
    asked = st.query_params.get(key)
    said = _matching(asked, options, str) or _matching(asked, options, format_func)
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
