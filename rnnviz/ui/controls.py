"""Widgets that make a placement.

The placement's own text is the one state, and it lives in the address; every other widget is set
from it before it is drawn and writes back to it when touched.
"""

from dataclasses import replace
from functools import partial

import streamlit as st

from rnnviz.core.crossings import Route, routes
from rnnviz.core.methods import METHODS, Method, find
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
from rnnviz.ui.content import plain
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
MOST_CHARACTERS = 1000  # of a placement's text: room for every noise on every edge
MOST_RATE = 0.95  # on the slider; an address may ask for more


def choose_placement() -> Chosen:
    """What the visitor has put together; always something valid."""
    method, network, where, when, path, text = (st.container() for _ in range(6))
    with text, st.expander("As one line of text"):
        line = st.text_input(
            "Placement", START, key="edges", bind="query-params", label_visibility="collapsed"
        )
    with network:
        cell, layers = _network()
    placement = _valid(line)
    known = method_of(placement, st.session_state.get("start"))
    with method:
        _start_from(known)
    with where:
        _edges(placement, cell)
    with when:
        for noise in placement.on(cell).noises:
            _noise(noise, placement)
    with path:
        lag_steps, route = _path(cell)
    st.session_state.own_placement = None if known else str(placement)
    return Chosen(placement, cell, layers, lag_steps, route, known)


def _valid(line: str) -> Placement:
    """The placement of a line that may come from an address, or the start."""
    try:
        return _read(line)
    except InputError as error:
        st.error(f"{plain(str(error))} Until then you see Zaremba's placement.")
        return parse(START)


def _read(line: str) -> Placement:
    if len(line) > MOST_CHARACTERS:
        raise InputError(
            f"A placement of {len(line):,} characters is too long; use at most {MOST_CHARACTERS:,}."
        )
    return parse("+".join(line.replace("+", " ").split()))  # in an address a + is a space


def _write(placement: Placement) -> None:
    st.session_state.edges = str(placement)


def _start_from(known: Method | None) -> None:
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
    st.session_state["where"] = [noise.edge for noise in placement.on(cell).noises]
    st.pills(
        "Where is noise?",
        [edge for edge in Edge if edge in EDGES_OF[cell]],
        selection_mode="multi",
        key="where",
        format_func=EDGE_LABELS.get,
        on_change=_take_edges,
        args=(placement, cell),
    )


def _take_edges(placement: Placement, cell: Cell) -> None:
    wanted = set(st.session_state.where) | (set(Edge) - EDGES_OF[cell])
    kept = tuple(noise for noise in placement.noises if noise.edge in wanted)
    new = set(st.session_state.where) - {noise.edge for noise in kept}
    _write(Placement(kept + tuple(Noise(edge, 0.5, _shares(edge)[0]) for edge in new)))


def _noise(noise: Noise, placement: Placement) -> None:
    """One noise of a placement: how much, how long, and behind a fold the rest."""
    field = partial(_field, noise, placement.without(noise.edge, noise.fill))
    name = f"{noise.edge}-{noise.fill}"
    with st.container(border=True, key=f"noise-{name}"):
        st.markdown(f"**{EDGE_LABELS[noise.edge]}**")
        rate, life = st.columns(2)
        with rate:
            field("rate", "Rate of dropping", None)
        with life:
            field("share", "A mask lasts", SHARE_LABELS)
        with st.popover("What takes its place, scaling, gates"):
            field("fill", "A dropped value becomes", FILL_LABELS)
            field("scaling", "Its mean is made good", SCALING_LABELS)
            if noise.edge in GATED_EDGES:
                field("tied", "One mask for all gates", None)
            field("at_test", "Stays on at evaluation", None)


def _field(noise: Noise, others: Placement, field: str, label: str, labels: dict | None) -> None:
    key = f"{noise.edge}-{noise.fill}-{field}"
    st.session_state[key] = getattr(noise, field)
    touched = {"key": key, "on_change": _take_field, "args": (noise, others, field, key)}
    if field == "rate":
        step = 0.05 if round(20 * noise.rate, 9).is_integer() else 0.001  # papers have 0.634
        st.slider(label, 0.0, max(MOST_RATE, noise.rate), step=step, format="%g", **touched)
    elif labels is None:
        st.toggle(label, **touched)
    else:
        st.selectbox(label, _options(noise, field), format_func=labels.get, **touched)


def _take_field(noise: Noise, others: Placement, field: str, key: str) -> None:
    value = st.session_state[key]
    changes = {field: value}
    if field == "fill":
        changes["scaling"] = Scaling.CLASSIC if value is Fill.PREVIOUS else Scaling.INVERTED
    _write(others.with_noise(replace(noise, **changes)))


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
