"""Widgets that put a placement together.

A placement's own text is the one state, and it lives in the address; every other widget is set from
it before it is drawn and writes back to it when touched, and so does the picture.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.content import named, sentence
from rnnviz.core.edits import common_scaling, common_share, lasting, scaled
from rnnviz.core.methods import Method, find
from rnnviz.core.placement import Cell, Placement, Scaling, Share, parse
from rnnviz.errors import InputError
from rnnviz.ui.editor.chosen import Chosen, method_of
from rnnviz.ui.editor.noise_form import Edit, edge_pills, noise_boxes
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.fields import (
    BESIDE,
    CELL,
    EDGES,
    LAYERS,
    METHOD_OF,
    OWN_PLACEMENT,
    PLACED,
    key_if_not_first,
)
from rnnviz.ui.fields.parts import NOBODY, START, read_line
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import mirror, select, slider, typed
from rnnviz.ui.state import put, read

OWN = "your own"
COMMON_SHARES = (Share.STEP, Share.SEQUENCE, Share.BATCH)


def choose_placements() -> tuple[Chosen, ...]:
    """What the visitor has put together: one placement, or two to see side by side."""
    methods, where, details, text = (st.container() for _ in range(4))
    with text, st.expander(sentence("placement.as_text")):
        first, second = (
            typed(field, label).strip()
            for field, label in (
                (EDGES, sentence("placement.placement")),
                (BESIDE, sentence("placement.beside")),
            )
        )
    with methods:
        starts, beside, cells, depths = (c.container() for c in st.columns([3, 3, 1.6, 1.6]))
    with cells:
        cell = choose_cell(CELL)
    with depths:
        layers = slider(LAYERS, sentence("placement.layers"))
    left = _chosen(EDGES, first, cell, layers)
    right = _chosen(BESIDE, second, cell, layers) if second else None
    chosen = (left, right) if right else (left,)
    with starts:
        _choose_method(
            sentence("placement.start_from"), EDGES, left, {OWN: sentence("placement.own")}
        )
    with beside:
        others = {NOBODY: sentence("placement.nothing"), OWN: sentence("placement.beside_own")}
        _choose_method(sentence("placement.compare_with"), BESIDE, right, others)
    with where:
        _where_and_when(left.placement, cell)
    with details, st.expander(sentence("placement.noise_details")):
        noise_boxes(left.placement, cell, revise)
    put(OWN_PLACEMENT, "" if left.method else str(left.placement))
    put(
        PLACED,
        tuple(placed.method.key if placed.method else str(placed.placement) for placed in chosen),
    )
    return chosen


def write(placement: Placement, field: Field[str] = EDGES) -> None:
    """Make `placement` the one that the field's widgets, address and pictures show next."""
    put(field, str(placement))


def revise(
    edit: Edit,
    field: Field[Any] = EDGES,  # of text, or of none yet
    drawn: Placement | None = None,
) -> None:
    """Change the placement as last written: a quick hand is ahead of the picture it touches.

    Where nothing was written, or something that is none yet, it is what was `drawn`, or else the
    usual one.
    """
    line = read(field)
    try:
        now = None if line is None else read_line(line)
    except InputError:
        now = None
    put(field, str(edit(now or drawn or parse(START))))


def write_method(method: Method, field: Field[str] = EDGES) -> None:
    """The same for a method, which stays chosen where another one places its noise alike."""
    write(method.placement, field)
    put(_preferred(field), key_if_not_first(method.key))


def _preferred(field: Field[str]) -> Field[str]:
    """Of several methods that place their noise alike, the one that was asked for."""
    return METHOD_OF.get(field.name) or in_visit(f"method-of-{field.name}", "")


def _chosen(field: Field[str], line: str, cell: Cell, layers: int) -> Chosen:
    """The placement of a line, or the usual one under a sentence about what is wrong with it."""
    try:
        placement = read_line(line)
    except InputError as error:
        st.error(sentence("placement.unreadable_so_zaremba", error=plain(str(error))))
        placement = parse(START)
    return Chosen(field, placement, cell, layers, method_of(placement, read(_preferred(field))))


def _choose_method(
    label: str, field: Field[str], chosen: Chosen | None, others: dict[str, str]
) -> None:
    """Every method, and `others` that stand before them."""
    method = chosen and chosen.method
    labels = others | method_labels()
    mirror(
        st.selectbox,
        label,
        list(labels),
        key=f"method-{field.name}",
        value=NOBODY if chosen is None else method.key if method else OWN,
        take=partial(_take_method, field),
        format_func=labels.get,
    )


def _take_method(field: Field[str], key: str) -> None:
    if key == NOBODY:
        put(field, "")
    elif key == OWN:  # something to change: what stands on the left
        put(field, read(field) or read(EDGES))
    else:
        write_method(find(key), field)


def _where_and_when(placement: Placement, cell: Cell) -> None:
    """Which edges, and how long one mask lasts: two questions, two controls."""
    where, when = st.columns([3, 1.6])
    with where:
        edge_pills(placement, cell, revise)
    with when:
        common = common_share(placement)
        mirror(
            st.segmented_control,
            sentence("placement.lasts"),
            COMMON_SHARES,
            key="when",
            value=common if common in COMMON_SHARES else None,
            take=partial(take_common, lasting, EDGES),
            format_func={
                Share.STEP: sentence("placement.lasts_step"),
                Share.SEQUENCE: sentence("placement.lasts_sequence"),
                Share.BATCH: sentence("placement.lasts_batch"),
            }.get,
        )
        mirror(
            st.segmented_control,
            sentence("placement.scaling"),
            tuple(Scaling),
            key="scaling",
            value=common_scaling(placement),
            take=partial(take_common, scaled, EDGES),
            help=sentence("placement.scaling_help"),
            format_func=partial(named, "scaled"),
        )


def take_common(
    change: Callable[..., Placement], field: Field[str], value: Share | Scaling | None
) -> None:
    """Change all noises alike; a control pressed once more says nothing, and changes nothing."""
    if value is not None:
        revise(lambda now: change(now, value), field)


def choose_cell(field: Field[Cell]) -> Cell:
    """One of the three cells, an LSTM at first."""
    return select(
        st.segmented_control,
        field,
        sentence("placement.cell"),
        {cell: cell.upper() for cell in Cell},
    )
