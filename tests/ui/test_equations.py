"""D stands in the equations exactly where the placement has it."""

import re

import pytest

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import (
    EDGES_OF,
    GATED_EDGES,
    WEIGHT_EDGES,
    Cell,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
)
from rnnviz.ui.equations import equations, mark


def noise_on(edge, **how):
    share = Share.BATCH if edge in WEIGHT_EDGES else how.pop("share", Share.STEP)
    return Noise(edge, 0.5, share, **how)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("edge", Edge)
def test_an_edge_brings_its_mark_where_the_cell_has_it(cell, edge):
    text = equations(Placement((noise_on(edge),)), cell)
    assert (r"\mathbf{D}" in text) == (edge in EDGES_OF[cell])


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_every_method_is_typeset_with_balanced_brackets(method, cell):
    text = equations(method.placement, cell)
    assert text.count("{") == text.count("}")
    assert len(re.findall(r"\\begin", text)) == len(re.findall(r"\\end", text))
    carried = method.placement.on(cell).edges
    assert bool(carried) == (r"\mathbf" in text)


def test_a_mark_says_how_long_its_mask_lives_and_who_shares_it():
    assert mark(noise_on(Edge.INPUT)) == r"\mathbf{D}_t"
    assert mark(noise_on(Edge.INPUT, share=Share.SEQUENCE)) == r"\mathbf{D}"
    assert mark(noise_on(Edge.INPUT, share=Share.BATCH)) == r"\bar{\mathbf{D}}"
    assert mark(noise_on(Edge.INPUT, share=Share.STEP_BATCH)) == r"\bar{\mathbf{D}}_t"
    assert mark(noise_on(Edge.INPUT, share=Share.FRAME)) == r"\mathbf{d}_t"
    assert mark(noise_on(Edge.INPUT, fill=Fill.GAUSSIAN)) == r"\mathbf{N}_t"
    assert mark(noise_on(Edge.RECURRENT, tied=False)) == r"\mathbf{D}_t^{(k)}"
    assert {edge for edge in Edge if edge in GATED_EDGES} == GATED_EDGES


@pytest.mark.parametrize("edge", [Edge.CELL, Edge.HIDDEN])
def test_zoneout_keeps_the_previous_value_and_drops_nothing(edge):
    zoneout = noise_on(edge, fill=Fill.PREVIOUS, scaling=Scaling.CLASSIC)
    text = equations(Placement((zoneout,)), Cell.LSTM)
    assert r"\mathbf{Z}" in text
    assert r"\mathbf{D}" not in text
    read = r"\tanh(c'_t)" if edge is Edge.CELL else r"\tanh(c_t)"
    assert read in text  # h reads the cell before the old one is put back
