"""A long page one step at a time: which step, and the way to the next one."""

import streamlit as st

from rnnviz.content import labels, named, sentence
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import Field, put


def choose_step(field: Field[str], kind: str, label: str, usual: str | None = None) -> str:
    """The key of one of the steps, whose names are the labels of a kind, in their order."""
    told = {key: f"{n}. {label}" for n, (key, label) in enumerate(labels(kind).items(), start=1)}
    return select(st.segmented_control, field, label, told, usual=usual or next(iter(told)))


def offer_next(field: Field[str], kind: str, step: str) -> None:
    """A way to the step after this one, if there is one."""
    keys = list(labels(kind))
    for key in keys[keys.index(step) + 1 :][:1]:
        st.button(
            sentence("kit.next", step=named(kind, key)),
            icon=":material/arrow_forward:",
            on_click=unbroken(put),
            args=(field, key),
            key=f"{field.name}-next",
        )
