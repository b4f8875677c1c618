"""The noise that a visitor puts on a trained model: another's, or their own, edge by edge.

The placement's text is the one state; the widgets are set from it, and write it when touched.
"""

import streamlit as st

from rnnviz.content import sentence
from rnnviz.core.placement import Cell, Placement
from rnnviz.errors import InputError
from rnnviz.ui.editor.controls import OWN, revise
from rnnviz.ui.editor.noise_form import Edit, edge_pills, noise_boxes
from rnnviz.ui.explore.shelf import noise_label
from rnnviz.ui.fields.explore import NOISE
from rnnviz.ui.fields.parts import read_line
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import mirror
from rnnviz.ui.state import put, read


def choose_noise(options: dict[str, Placement], cell: Cell) -> Placement:
    """One of the options, by key, or whatever a visitor makes of it."""
    usual = next(iter(options.values()))
    try:
        placement = _asked(usual).on(cell)
    except InputError as error:
        st.error(sentence("explore.unreadable_noise", error=plain(str(error))))
        placement = usual
    named = next((name for name, option in options.items() if option == placement), OWN)
    mirror(
        st.selectbox,
        sentence("explore.noise_name"),
        [OWN, *options],
        key="noise-name",
        value=named,
        take=lambda name: _take(options, name),
        format_func=lambda key: sentence("placement.own") if key == OWN else noise_label(key),
    )

    def change(edit: Edit) -> None:
        revise(lambda now: edit(now.on(cell)), NOISE, usual)

    edge_pills(placement, cell, change)
    if placement.active:
        with st.expander(sentence("explore.noise_details")):
            noise_boxes(placement, cell, change)
    return placement


def _asked(usual: Placement) -> Placement:
    """What stands in the field. Raises `InputError` for what is no placement."""
    line = read(NOISE)
    return usual if line is None else read_line(line)


def _take(options: dict[str, Placement], name: str) -> None:
    """Nothing to do for one's own: it is what stands there."""
    if name in options:
        _write(options[name])


def _write(placement: Placement) -> None:
    put(NOISE, str(placement))
