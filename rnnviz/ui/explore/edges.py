"""The noise that a visitor puts on a trained model: another's, or their own, edge by edge.

The placement's text is the one state; the widgets are set from it, and write it when touched.
"""

import streamlit as st

from rnnviz.core.placement import Cell, Placement
from rnnviz.errors import InputError
from rnnviz.ui.editor.controls import OWN
from rnnviz.ui.editor.noise_form import edge_pills, noise_boxes
from rnnviz.ui.fields.explore import NOISE
from rnnviz.ui.fields.parts import read_line
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import mirror
from rnnviz.ui.state import put, read


def choose_noise(options: dict[str, Placement], cell: Cell) -> Placement:
    """One of the options, by what to call them, or whatever a visitor makes of it."""
    usual = next(iter(options.values()))
    placement = _asked(usual).on(cell)
    named = next((name for name, option in options.items() if option == placement), OWN)
    mirror(
        st.selectbox,
        "Noise that strikes it",
        [OWN, *options],
        key="noise-name",
        value=named,
        take=lambda name: _take(options, name),
    )
    edge_pills(placement, cell, _write)
    if placement.active:
        with st.expander("Each noise in detail: rate, scaling, gates"):
            noise_boxes(placement, cell, _write)
    return placement


def _asked(usual: Placement) -> Placement:
    line = read(NOISE)
    if line is None:
        return usual
    try:
        return read_line(line)
    except InputError as error:
        st.error(f"{plain(str(error))} Until then another noise strikes.")
        return usual


def _take(options: dict[str, Placement], name: str) -> None:
    """Nothing to do for one's own: it is what stands there."""
    if name in options:
        _write(options[name])


def _write(placement: Placement) -> None:
    put(NOISE, str(placement))
