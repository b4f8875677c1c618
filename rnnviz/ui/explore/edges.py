"""The noise that a visitor puts on a trained model: another's, or their own, edge by edge.

The placement's text is the one state; the widgets are set from it, and write it when touched.
"""

import streamlit as st

from rnnviz.content import sentence
from rnnviz.core.placement import Cell, Placement
from rnnviz.errors import InputError
from rnnviz.ui.editor.controls import OWN
from rnnviz.ui.editor.noise_form import edge_pills, noise_boxes
from rnnviz.ui.explore.shelf import noise_label
from rnnviz.ui.fields.explore import NOISE
from rnnviz.ui.fields.parts import read_line
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import mirror
from rnnviz.ui.state import put, read


def choose_noise(options: dict[str, Placement], cell: Cell) -> Placement:
    """One of the options, by key, or whatever a visitor makes of it."""
    usual = next(iter(options.values()))
    placement = _asked(usual).on(cell)
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
    edge_pills(placement, cell, _write)
    if placement.active:
        with st.expander(sentence("explore.noise_details")):
            noise_boxes(placement, cell, _write)
    return placement


def _asked(usual: Placement) -> Placement:
    line = read(NOISE)
    if line is None:
        return usual
    try:
        return read_line(line)
    except InputError as error:
        st.error(sentence("explore.unreadable_noise", error=plain(str(error))))
        return usual


def _take(options: dict[str, Placement], name: str) -> None:
    """Nothing to do for one's own: it is what stands there."""
    if name in options:
        _write(options[name])


def _write(placement: Placement) -> None:
    put(NOISE, str(placement))
