"""D stands in the equations exactly where the placement has it."""

import re

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
from rnnviz.ui.editor.equations import equations, mark
from tests.cases import each


def noise_on(edge, **how):
    share = Share.BATCH if edge in WEIGHT_EDGES else how.pop("share", Share.STEP)
    return Noise(edge, 0.5, share, **how)


@each("cell", Cell)
@each("edge", Edge)
def test_an_edge_brings_its_mark_where_the_cell_has_it(cell, edge):
    text = equations(Placement((noise_on(edge),)), cell)
    assert (r"\mathbf{D}" in text) == (edge in EDGES_OF[cell])


D = r"\mathbf{D}_t\big("
STANDS = {
    Edge.WORD: D + r"E\,w_t\big)",
    Edge.INPUT: D + r"E\,w_t\big)",
    Edge.BETWEEN: D + r"h^{l-1}_t\big)",
    Edge.STATE: D + r"h_{t-1}\big)",
    Edge.RECURRENT: D + r"h_{t-1}\big)",
    Edge.WEIGHTS: r"\bar{\mathbf{D}}(W_{hh})",
    Edge.ROWS: r"\bar{\mathbf{D}}(W_{hh})",
    Edge.CANDIDATE: D + r"g_t\big)",
    Edge.CELL: r"c_t &= " + D + "f_t",
    Edge.HIDDEN: r"h_t &= " + D,
    Edge.OUTPUT: r"V\, " + D + r"h^L_t\big)",
}


@each(("edge", "cell"), [(edge, cell) for cell in Cell for edge in Edge if edge in EDGES_OF[cell]])
def test_a_mark_stands_at_the_value_that_it_falls_on_and_nowhere_else(edge, cell):
    text = equations(Placement((noise_on(edge),)), cell)
    # a GRU reads h_{t-1} in two lines: once for its gates, once for its candidate
    twice = cell is Cell.GRU and edge in WEIGHT_EDGES | {Edge.RECURRENT, Edge.STATE}
    carried = cell is Cell.GRU and edge is Edge.STATE  # a third time, past the gates
    reads = STANDS[edge].replace("W_{hh}", "W_{hh,g}") if edge in WEIGHT_EDGES else STANDS[edge]
    assert STANDS[edge] in text
    assert text.count(r"\mathbf") == 1 + twice + carried
    assert not twice or reads in text
    assert (r"z_t \odot " + STANDS[edge] in text) == carried
    assert undressed(text) == undressed(equations(Placement(), cell))


def undressed(text):
    """The equations without marks and without the brackets that marks bring."""
    text = re.sub(r"(\\bar\{)?\\mathbf\{[DNd]\}\}?(_t)?(\^\{\(k\)\})?", "", text)
    return text.replace(r"\big", "").replace("(", "").replace(")", "")


def test_two_noises_on_one_value_stand_one_inside_the_other():
    both = Placement((noise_on(Edge.WORD), noise_on(Edge.INPUT, share=Share.SEQUENCE)))
    assert r"\mathbf{D}\big(\mathbf{D}_t\big(E\,w_t\big)\big)" in equations(both, Cell.RNN)


@each("cell", Cell)
def test_a_noise_at_rate_zero_leaves_the_equations_as_they_are(cell):
    silent = Placement(tuple(Noise(edge, 0.0, noise_on(edge).share) for edge in Edge))
    assert equations(silent, cell) == equations(Placement(), cell)
    assert r"\mathbf" not in equations(Placement(), cell)


@each("share", Share)
def test_an_index_t_stands_exactly_where_a_mask_is_fresh_at_each_step(share):
    noise = noise_on(Edge.RECURRENT, share=share)
    assert mark(noise).endswith("_t") == (not noise.lasting)
    assert (r"\bar" in mark(noise)) == (share in {Share.BATCH, Share.STEP_BATCH})


@each("cell", Cell)
@each("method", METHODS)
def test_every_method_is_typeset_with_balanced_brackets(method, cell):
    text = equations(method.placement, cell)
    assert text.count("{") == text.count("}")
    assert text.count("(") == text.count(")")
    assert text.count(r"\big(") == text.count(r"\big)")
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


@each("edge", [Edge.CELL, Edge.HIDDEN])
def test_zoneout_keeps_the_previous_value_and_drops_nothing(edge):
    zoneout = noise_on(edge, fill=Fill.PREVIOUS, scaling=Scaling.CLASSIC)
    text = equations(Placement((zoneout,)), Cell.LSTM)
    assert r"\mathbf{Z}" in text
    assert r"\mathbf{D}" not in text
    read = r"\tanh(c'_t)" if edge is Edge.CELL else r"\tanh(c_t)"
    assert read in text  # h reads the cell before the old one is put back
