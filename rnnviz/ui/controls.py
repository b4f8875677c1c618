"""Widgets that make a placement.

The placement's own text is the one state, and it lives in the address; every other widget is set
from it before it is drawn and writes back to it when touched.
"""

from dataclasses import replace

import streamlit as st

from rnnviz.core.crossings import Route, routes
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import (
    EDGES_OF,
    GATED_EDGES,
    STATE_EDGES,
    WEIGHT_EDGES,
    Cell,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
    parse,
)
from rnnviz.errors import InputError
from rnnviz.ui.state import Chosen, method_of

EDGE_LABELS = {
    Edge.WORD: "whole words",
    Edge.INPUT: "into the first layer",
    Edge.BETWEEN: "between layers",
    Edge.RECURRENT: "h → next step's gates",
    Edge.WEIGHTS: "elements of W_hh",
    Edge.ROWS: "rows of W_hh",
    Edge.CANDIDATE: "g, what is written",
    Edge.CELL: "c, the memory",
    Edge.HIDDEN: "h itself",
    Edge.OUTPUT: "out to the softmax",
}
SHARE_LABELS = {
    Share.STEP: "one step",
    Share.SEQUENCE: "the whole sequence",
    Share.BATCH: "the whole sequence, all examples alike",
    Share.STEP_BATCH: "one step, all examples alike",
    Share.FRAME: "one step, all units alike",
}
FILL_LABELS = {
    Fill.ZERO: "a zero",
    Fill.PREVIOUS: "its previous value (zoneout)",
    Fill.GAUSSIAN: "itself × Gaussian noise",
}
SCALING_LABELS = {
    Scaling.INVERTED: "while training (inverted)",
    Scaling.CLASSIC: "at evaluation (classic)",
    Scaling.NONE: "nowhere",
}
START = str(find("zaremba2014").placement)
OWN = "your own"


def choose_placement() -> Chosen:
    """What the visitor has put together; always something valid."""
    method, network, where, when, path, text = (st.container() for _ in range(6))
    with text, st.expander("As one line of text"):
        line = st.text_input(
            "Placement", START, key="edges", bind="query-params", label_visibility="collapsed"
        )
    with network:
        cell, layers = _network()
    placement = _valid(line).on(cell)
    with method:
        _start_from(placement)
    with where:
        _edges(placement, cell)
    with when:
        for noise in placement.noises:
            _noise(noise)
    with path:
        lag_steps, route = _path(cell)
    st.session_state.own_placement = None if method_of(placement) else str(placement)
    return Chosen(placement, cell, layers, lag_steps, route)


def _valid(line: str) -> Placement:
    """The placement of a line that may come from an address, or the start."""
    try:
        return parse(line)
    except InputError as error:
        st.error(f"{error} Until then you see Zaremba's placement.")
        return parse(START)


def _write(placement: Placement) -> None:
    st.session_state.edges = str(placement)


def _start_from(placement: Placement) -> None:
    known = method_of(placement)
    st.session_state["start"] = known.key if known else OWN
    titles = {method.key: f"{method.title} ({method.year})" for method in METHODS}
    st.selectbox(
        "Start from a method",
        [OWN, *titles],
        key="start",
        format_func=lambda key: titles.get(key, "your own placement"),
        on_change=_take_method,
    )


def _take_method() -> None:
    if st.session_state.start != OWN:
        _write(find(st.session_state.start).placement)


def _edges(placement: Placement, cell: Cell) -> None:
    st.session_state["where"] = [noise.edge for noise in placement.noises]
    st.pills(
        "Where is noise?",
        [edge for edge in Edge if edge in EDGES_OF[cell]],
        selection_mode="multi",
        key="where",
        format_func=EDGE_LABELS.get,
        on_change=_take_edges,
        args=(placement,),
    )


def _take_edges(placement: Placement) -> None:
    wanted = set(st.session_state.where)
    kept = tuple(noise for noise in placement.noises if noise.edge in wanted)
    new = wanted - {noise.edge for noise in kept}
    _write(Placement(kept + tuple(Noise(edge, 0.5, _shares(edge)[0]) for edge in new)))


def _noise(noise: Noise) -> None:
    """One noise: how much, how long, and behind a fold the rest."""
    name = f"{noise.edge}-{noise.fill}"
    with st.container(border=True, key=f"noise-{name}"):
        st.markdown(f"**{EDGE_LABELS[noise.edge]}**")
        rate, life = st.columns(2)
        with rate:
            _field(noise, "rate", "Rate of dropping", None)
        with life:
            _field(noise, "share", "A mask lasts", SHARE_LABELS)
        with st.popover("What takes its place, scaling, gates"):
            _field(noise, "fill", "A dropped value becomes", FILL_LABELS)
            _field(noise, "scaling", "Its mean is made good", SCALING_LABELS)
            if noise.edge in GATED_EDGES:
                _field(noise, "tied", "One mask for all gates", None)
            _field(noise, "at_test", "Stays on at evaluation", None)


def _field(noise: Noise, field: str, label: str, labels: dict | None) -> None:
    key = f"{noise.edge}-{noise.fill}-{field}"
    st.session_state[key] = getattr(noise, field)
    touched = {"key": key, "on_change": _take_field, "args": (noise, field, key)}
    if field == "rate":
        st.slider(label, 0.0, 0.95, step=0.05, **touched)
    elif labels is None:
        st.toggle(label, **touched)
    else:
        st.selectbox(label, _options(noise, field), format_func=labels.get, **touched)


def _take_field(noise: Noise, field: str, key: str) -> None:
    value = st.session_state[key]
    changes = {field: value}
    if field == "fill":
        changes["scaling"] = Scaling.CLASSIC if value is Fill.PREVIOUS else Scaling.INVERTED
    placement = parse(st.session_state.edges).without(noise.edge, noise.fill)
    _write(placement.with_noise(replace(noise, **changes)))


def _options(noise: Noise, field: str) -> list:
    if field == "share":
        return _shares(noise.edge)
    if field == "fill":
        return [fill for fill in Fill if fill is not Fill.PREVIOUS or noise.edge in STATE_EDGES]
    return {
        Fill.ZERO: list(Scaling),
        Fill.PREVIOUS: [Scaling.CLASSIC, Scaling.NONE],
        Fill.GAUSSIAN: [Scaling.INVERTED],
    }[noise.fill]


def _shares(edge: Edge) -> list[Share]:
    if edge in WEIGHT_EDGES:
        return [Share.BATCH]
    return [share for share in Share if edge is not Edge.WORD or share is not Share.FRAME]


def _network() -> tuple[Cell, int]:
    left, right = st.columns(2)
    cell = left.segmented_control(
        "Cell",
        list(Cell),
        default=Cell.LSTM,
        format_func=str.upper,
        required=True,
        key="cell",
        bind="query-params",
    )
    layers = right.slider("Layers", 1, 4, 2, key="layers", bind="query-params")
    return Cell(cell), layers


def _path(cell: Cell) -> tuple[int, Route]:
    left, right = st.columns(2)
    lag_steps = left.slider(
        "Steps between word and prediction", 0, 40, 10, key="lag", bind="query-params"
    )
    route = right.segmented_control(
        "Its way through time",
        routes(cell),
        default=routes(cell)[-1],
        required=True,
        key=f"route-{cell}",
    )
    return lag_steps, Route(route)
