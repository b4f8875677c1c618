"""Widgets that put a placement together.

A placement's own text is the one state, and it lives in the address; every other widget is set from
it before it is drawn and writes back to it when touched, and so does the picture.
"""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from rnnviz.core.edits import common_scaling, common_share, lasting, scaled
from rnnviz.core.methods import Method, find
from rnnviz.core.placement import Cell, Placement, Scaling, Share, parse
from rnnviz.errors import InputError
from rnnviz.ui.editor.chosen import Chosen, method_of
from rnnviz.ui.editor.noise_form import edge_pills, noise_boxes
from rnnviz.ui.kit.kept import one_of
from rnnviz.ui.kit.labels import METHOD_LABELS
from rnnviz.ui.kit.markdown import plain

START = str(find("zaremba2014").placement)
FIRST, SECOND = "edges", "beside"  # the placements' names in the address
OWN, NOBODY = "your own", "nothing"
_SCALINGS = {
    Scaling.INVERTED: "inverted",
    Scaling.CLASSIC: "classic",
    Scaling.NONE: "not at all",
}
COMMON_SHARES = (Share.STEP, Share.SEQUENCE, Share.BATCH)
MOST_CHARACTERS = 1000  # of a placement's text: room for every noise on every edge


def choose_placements() -> tuple[Chosen, ...]:
    """What the visitor has put together: one placement, or two to see side by side."""
    methods, where, details, text = (st.container() for _ in range(4))
    with text, st.expander("As text, to copy or to type"):
        first, second = _line("Placement", FIRST, START), _line("Beside it", SECOND, "")
    with methods:
        starts, beside, cells, depths = (c.container() for c in st.columns([3, 3, 1.6, 1.6]))
    with cells:
        cell = choose_cell("cell", "query-params")
    with depths:
        layers = st.slider("Layers", 1, 4, 2, key="layers", bind="query-params")
    left = _chosen(FIRST, first, cell, layers)
    right = _chosen(SECOND, second, cell, layers) if second else None
    chosen = (left,) if right is None else (left, right)
    with starts:
        _choose_method("Start from a method", FIRST, left, {OWN: "your own placement"})
    with beside:
        others = {NOBODY: "nothing", OWN: "a placement of your own"}
        _choose_method("Compare with", SECOND, right, others)
    with where:
        _where_and_when(left.placement, cell)
    with details, st.expander("Each noise in detail: rate, scaling, gates"):
        noise_boxes(left.placement, cell, write)
    st.session_state.own_placement = None if left.method else str(left.placement)
    st.session_state.placed = [one.method and one.method.key for one in chosen]  # for Memory
    return chosen


def write(placement: Placement, slot: str = FIRST) -> None:
    """Make `placement` the one that the slot's widgets, address and pictures show next."""
    st.session_state[slot] = str(placement)


def write_method(method: Method, slot: str = FIRST) -> None:
    """The same for a method, which stays chosen where another one places its noise alike."""
    write(method.placement, slot)
    st.session_state[f"method-{slot}"] = method.key


def read_line(line: str) -> Placement:
    """The placement of a line that may come from an address. Raises `InputError`."""
    if len(line) > MOST_CHARACTERS:
        raise InputError(
            f"A placement of {len(line):,} characters is too long; use at most {MOST_CHARACTERS:,}."
        )
    return parse("+".join(line.replace("+", " ").split()))  # in an address a + is a space


def _line(label: str, slot: str, usual: str) -> str:
    return st.text_input(label, usual, key=slot, bind="query-params").strip()


def _chosen(slot: str, line: str, cell: Cell, layers: int) -> Chosen:
    """The placement of a line, or the usual one under a sentence about what is wrong with it."""
    try:
        placement = read_line(line)
    except InputError as error:
        st.error(f"{plain(str(error))} Until then you see Zaremba's placement.")
        placement = parse(START)
    method = method_of(placement, st.session_state.get(f"method-{slot}"))
    return Chosen(slot, placement, cell, layers, method)


def _choose_method(label: str, slot: str, chosen: Chosen | None, others: dict[str, str]) -> None:
    """Every method, and `others` that stand before them."""
    key = f"method-{slot}"
    method = chosen and chosen.method
    st.session_state[key] = NOBODY if chosen is None else method.key if method else OWN
    labels = others | METHOD_LABELS
    st.selectbox(
        label,
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        on_change=_take_method,
        args=(slot,),
    )


def _take_method(slot: str) -> None:
    key = st.session_state[f"method-{slot}"]
    if key == NOBODY:
        st.session_state[slot] = ""
    elif key == OWN:  # something to change: what stands on the left
        st.session_state[slot] = st.session_state[slot] or st.session_state[FIRST]
    else:
        write_method(find(key), slot)


def _where_and_when(placement: Placement, cell: Cell) -> None:
    """Which edges, and how long one mask lasts: two questions, two controls."""
    where, when = st.columns([3, 1.6])
    with where:
        edge_pills(placement, cell, write)
    with when:
        common = common_share(placement)
        st.session_state["when"] = common if common in COMMON_SHARES else None
        st.segmented_control(
            "How long does a mask last?",
            COMMON_SHARES,
            key="when",
            format_func={
                Share.STEP: "one step",
                Share.SEQUENCE: "the sequence",
                Share.BATCH: "and for all examples",
            }.__getitem__,
            on_change=_take_common,
            args=("when", lasting, placement),
        )
        st.session_state["scaling"] = common_scaling(placement)
        st.segmented_control(
            "How is the mean made good?",
            tuple(Scaling),
            help="Inverted: what is kept is divided by the share kept, while training. Classic: "
            "everything is multiplied by that share, at evaluation.",
            key="scaling",
            format_func=_SCALINGS.__getitem__,
            on_change=_take_common,
            args=("scaling", scaled, placement),
        )


def _take_common(key: str, change: Callable[..., Placement], placement: Placement) -> None:
    """Change all noises alike; a control pressed once more says nothing, and changes nothing."""
    value = st.session_state[key]
    if value is not None:
        write(change(placement, value))


def choose_cell(key: str, bind: Literal["query-params"] | None = None) -> Cell:
    """One of the three cells, an LSTM at first."""
    return one_of(
        st.segmented_control, "Cell", list(Cell), key, Cell.LSTM, format_func=str.upper, bind=bind
    )
