"""The noise that a visitor puts on a trained model: another's, or their own, edge by edge.

The placement's text is the one state. The address holds it, and the session for who comes back by
the menu; the widgets are set from it, and write it when touched.
"""

import streamlit as st

from rnnviz.core.placement import Cell, Placement
from rnnviz.errors import InputError
from rnnviz.ui.editor.controls import OWN, read_line
from rnnviz.ui.editor.noise_form import edge_pills, noise_boxes
from rnnviz.ui.kit.markdown import plain

_SLOT, _KEPT = "noise", "kept-noise"


def choose_noise(options: dict[str, Placement], cell: Cell) -> Placement:
    """One of the options, by what to call them, or whatever a visitor makes of it."""
    usual = next(iter(options.values()))
    placement = _asked(usual).on(cell)
    if placement != usual:
        _write(placement)  # who came back by the menu has a bare address
    named = next((name for name, option in options.items() if option == placement), OWN)
    st.session_state["noise-name"] = named
    st.selectbox(
        "Noise that strikes it",
        [OWN, *options],
        key="noise-name",
        on_change=lambda: _take(options),
    )
    edge_pills(placement, cell, _write)
    if placement.active:
        with st.expander("Each noise in detail: rate, scaling, gates"):
            noise_boxes(placement, cell, _write)
    return placement


def _asked(usual: Placement) -> Placement:
    line = st.query_params.get(_SLOT, st.session_state.get(_KEPT))
    if line is None:
        return usual
    try:
        return read_line(line)
    except InputError as error:
        st.error(f"{plain(str(error))} Until then another noise strikes.")
        return usual


def _take(options: dict[str, Placement]) -> None:
    """Nothing to do for one's own: it is what stands there."""
    if st.session_state["noise-name"] in options:
        _write(options[st.session_state["noise-name"]])


def _write(placement: Placement) -> None:
    st.session_state[_KEPT] = st.query_params[_SLOT] = str(placement)
