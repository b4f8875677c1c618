"""Widgets that are bound to a field, and those that show what is held elsewhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.state import (
    draw,
    forget,
    is_echo,
    keep,
    note_unknown,
    put,
    read,
    set_widget,
    touched,
)

T = TypeVar("T")
U = TypeVar("U")
N = TypeVar("N", int, float)


def select(
    widget: Callable[..., T | None],
    field: Field[T],
    label: str,
    options: Mapping[T, str] | Iterable[T],
    *,
    usual: T | None = None,
    everywhere: T | None = None,
    **more: Any,  # noqa: ANN401 -- whatever else the widget takes
) -> T:
    """One of the options, by key; a mapping says what a visitor reads for each.

    What is no option means what is `usual`, else the field's default, else the first. A forged
    click may empty a segmented control even where one is required: a second run fills it again.
    Where what is usual depends on the visit, an address leaves out what it is `everywhere`.
    """
    keys = list(options)
    first = next((key for key in (usual, field.default) if key in keys), None)
    start = keys[0] if first is None else keys[keys.index(first)]
    shown = told_apart(options).__getitem__ if isinstance(options, Mapping) else str
    wanted = read(field)
    if wanted != field.default and _among(wanted, keys, None) is None:
        note_unknown(field)
    key = draw(field, _among(wanted, keys, start))
    required = {} if widget in {st.selectbox, st.radio} else {"required": True}
    value = widget(label, keys, key=key, format_func=shown, **required, **_whole(widget), **more)
    if value is None:
        st.rerun()
    return keep(field, _among(value, keys, start), start, everywhere)


def subset(
    widget: Callable[..., list[str]],
    field: Field[tuple[str, ...] | None],
    label: str,
    options: Mapping[str, str],
    usual: Iterable[str] = (),
    **more: Any,  # noqa: ANN401
) -> tuple[str, ...]:
    """Several of the options, by key, each once; the usual ones where nobody has said any."""
    keys = read(field)
    if not set(keys or ()) <= options.keys():
        note_unknown(field)
    chosen = [key for key in dict.fromkeys(usual if keys is None else keys) if key in options]
    key = draw(field, chosen)
    value = widget(label, list(options), key=key, format_func=options.__getitem__, **more)
    return keep(field, tuple(value), tuple(usual)) or ()


def told_apart(titles: Mapping[T, str]) -> dict[T, str]:
    """Titles of which no two are the same, numbered from the last, whose number is left out.

    A browser names an option by its title alone, and of two alike could never choose one. What is
    new comes first, so that the others keep their numbers.
    """
    taken: dict[str, T] = {}
    for key, title in reversed(list(titles.items())):
        number, apart = 1, title
        while apart in taken:
            number += 1
            apart = f"{title} ({number})"
        taken[apart] = key
    return {key: apart for apart, key in reversed(list(taken.items()))}


def _whole(widget: Callable[..., Any]) -> dict[str, bool]:
    """Options side by side go on in the next line rather than out of sight."""
    return {"wrap": True} if widget in {st.segmented_control, st.pills} else {}


def _among(value: T, keys: list[T], usual: U) -> T | U:
    """The option that a value means, whatever its case, or else what is usual."""
    if value in keys:
        return keys[keys.index(value)]  # a member, where the field has its key as text
    text = str(value).casefold()
    return next((key for key in keys if str(key).casefold() == text), usual)


def slider(
    field: Field[T],
    label: str,
    step: float | None = None,
    *,
    beside: Any = st,  # noqa: ANN401 -- the column that it stands in
    **more: Any,  # noqa: ANN401
) -> T:
    """A number between the ends of the field's span."""
    low, high = field.span or (0, 1)
    key = draw(field, read(field))
    return keep(field, beside.slider(label, low, high, step=step, key=key, **more), field.default)


def along(field: Field[float | None], label: str, steps: Sequence[float], usual: float) -> float:
    """One of a few numbers in their order, on a slider that knows no others."""
    wanted = read(field)
    start = usual if wanted is None else min(steps, key=lambda step: abs(step - wanted))
    key = draw(field, start)
    value = start if len(steps) < 2 else st.select_slider(label, steps, key=key)
    return keep(field, value, usual) or 0.0


def number(field: Field[N], label: str, *, beside: Any = st, **more: Any) -> N:  # noqa: ANN401
    """A number that is typed, a whole one where the field's default is."""
    low, high = map(type(field.default), field.span or (0, 1))
    key, step = draw(field, read(field)), 1 if isinstance(field.default, int) else None
    value = beside.number_input(label, low, high, key=key, step=step, **more)
    return keep(field, value, field.default)


def toggle(field: Field[bool], label: str, *, beside: Any = st) -> bool:  # noqa: ANN401
    """On or off."""
    return keep(field, beside.toggle(label, key=draw(field, read(field))), field.default)


def typed(
    field: Field[str],
    label: str,
    widget: Callable[..., str] = st.text_input,
    **more: Any,  # noqa: ANN401
) -> str:
    """What is typed."""
    return keep(field, widget(label, key=draw(field, read(field)), **more), field.default)


def mirror(
    widget: Callable[..., Any],
    label: str,
    *options: Any,  # noqa: ANN401
    key: str,
    value: object,
    take: Callable[[Any], None],
    **more: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """A widget that shows a value held elsewhere; a touch of it is handed to `take`."""
    set_widget(key, value)
    told = unbroken(partial(_take, key, take))
    return widget(label, *options, key=key, on_change=told, **_whole(widget), **more)


def _take(key: str, take: Callable[[Any], None]) -> None:
    value = touched(key)
    if not is_echo(key, value):
        take(value)


def pressed(label: str, key: str, *, beside: Any = st, **more: Any) -> bool:  # noqa: ANN401
    """A button: whether it has been pressed since it was last asked.

    Asked with what the script knows now. A press whose run another touch stops before it comes here
    counts in the next run, where a button's own answer would be lost.
    """
    press = in_visit(f"{key}-pressed", default=False)
    beside.button(label, key=key, on_click=unbroken(put), args=(press, True), **more)
    if not read(press):
        return False
    forget(press)
    return True


def next_of(field: Field[int]) -> None:
    """In a callback: the number after the one that is there, 0 after the last."""
    put(field, (read(field) + 1) % (int((field.span or (0, 0))[1]) + 1))
