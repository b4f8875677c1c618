"""A long page one step at a time: which step, and the way to the next one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnviz.content import named, sentence
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import Field
from rnnviz.ui.fields import PRESENT
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import is_addressed, put, read


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a page; its name is a label of the page's kind."""

    key: str
    show: Callable[[], None]
    fields: tuple[Field[Any], ...] = ()  # what can be set in it

    @property
    def is_set(self) -> bool:
        return any(is_addressed(field) or read(field) != field.default for field in self.fields)


def show_steps(field: Field[str], kind: str, label: str, steps: Sequence[Step]) -> None:
    """The step that is chosen, else the last of which something is set, else the first."""
    names = {step.key: named(kind, step.key) for step in steps}
    numbered = {key: f"{n}. {name}" for n, (key, name) in enumerate(names.items(), start=1)}
    usual = next((step.key for step in reversed(steps) if step.is_set), steps[0].key)
    with st.container(key="steps"):
        key = select(st.segmented_control, field, label, numbered, usual=usual)
    at = list(names).index(key)
    if read(PRESENT):  # above what they turn, so that they stay while it changes
        _offer_to_turn(field, list(names), at)
    with place(at, len(steps)):
        steps[at].show()
    for step in () if read(PRESENT) else steps[at + 1 : at + 2]:
        st.button(
            sentence("kit.next", step=names[step.key]),
            icon=":material/arrow_forward:",
            on_click=unbroken(put),
            args=(field, step.key),
            key=f"{field.name}-next",
        )


def place(at: int, of: int) -> DeltaGenerator:
    """Where one of several parts goes; what another one left is gone before this one is made.

    In one place for all, the old part would stand under the new heading until the run ends.
    """
    return [st.container() if n == at else st.empty() for n in range(of)][at]


def _offer_to_turn(field: Field[str], keys: list[str], at: int) -> None:
    """In front of a class: back and on, which keys press; `browser.presentation` knows them."""
    with st.container(key="turning", horizontal=True, vertical_alignment="center", width="content"):
        for name, by, icon in (("back", -1, "arrow_back"), ("on", 1, "arrow_forward")):
            st.button(
                f":material/{icon}:",
                help=sentence(f"kit.turn_{name}"),
                disabled=not 0 <= at + by < len(keys),
                on_click=unbroken(_turn),
                args=(field, keys, at, by),
                key=f"turn-{name}",
            )
        st.markdown(sentence("kit.turned", step=at + 1, of=len(keys)))


def _turn(field: Field[str], keys: list[str], drawn: int, by: int) -> None:
    """So many steps on from where one is, which a quick hand knows before the page shows it."""
    now = read(field)
    at = (keys.index(now) if now in keys else drawn) + by
    put(field, keys[max(0, min(at, len(keys) - 1))])
