"""Placements are graded by what a network would do with them."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.core.edges import standing_for
from rnnviz.core.grading import Fault, grade, normal_form
from rnnviz.core.masks import Mask, Masks
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import EDGES_OF, Cell, Edge, Fill, Noise, Placement, Share, parse
from tests.cases import each

LSTM = (Cell.LSTM, 2)


def faults(placed, wanted, cell=Cell.LSTM, layers=2):
    return [(r.fault, r.edge) for r in grade(parse(placed), parse(wanted), cell, layers)]


@each("method", METHODS)
@each("cell", Cell)
def test_every_method_is_right_as_itself(method, cell):
    assert grade(method.placement, method.placement, cell, 2) == ()


@each("method", METHODS)
def test_an_edge_taken_off_a_method_is_missing_and_one_put_on_is_too_many(method):
    there = {edge: standing_for(edge, Cell.LSTM) for edge in Edge}  # which it can't tell apart
    for edge in method.placement.edges:
        remarks = grade(method.placement.without(edge), method.placement, *LSTM)
        assert [(r.fault, r.edge) for r in remarks] == [(Fault.MISSING, there[edge])]
    for edge in set(Edge) - method.placement.edges:
        share = Share.BATCH if edge in {Edge.WEIGHTS, Edge.ROWS} else Share.STEP
        more = method.placement.with_noise(Noise(edge, 0.5, share))
        remarks = grade(more, method.placement, *LSTM)
        assert remarks
        if there[edge] not in {there[other] for other in method.placement.edges}:
            assert [(r.fault, r.edge) for r in remarks] == [(Fault.TOO_MANY, there[edge])]


@each(
    ("placed", "wanted", "expected"),
    [
        ("input:0.5", "input:0.5:sequence", [(Fault.SHARE, Edge.INPUT)]),
        ("input:0.5", "input:0.5:untied", [(Fault.GATES, Edge.INPUT)]),
        ("input:0.5", "input:0.5:at_test", [(Fault.AT_TEST, Edge.INPUT)]),
        ("cell:0.5", "cell:0.5:previous:classic", [(Fault.FILL, Edge.CELL)]),
        ("input:0.5:gaussian", "input:0.5", [(Fault.FILL, Edge.INPUT)]),
        ("none", "input:0.5+output:0.5", [(Fault.MISSING, e) for e in (Edge.INPUT, Edge.OUTPUT)]),
        (
            "input:0.5+recurrent:0.5",
            "input:0.5:sequence+recurrent:0.5:sequence",
            [(Fault.SHARE, Edge.INPUT), (Fault.SHARE, Edge.RECURRENT)],
        ),
        (
            "input:0.5:untied",
            "input:0.5:sequence",
            [(Fault.SHARE, Edge.INPUT), (Fault.GATES, Edge.INPUT)],
        ),
        (
            "cell:0.5",
            "input:0.5:sequence",
            [(Fault.MISSING, Edge.INPUT), (Fault.TOO_MANY, Edge.CELL)],
        ),
    ],
)
def test_what_is_wrong_is_named_edges_first(placed, wanted, expected):
    assert faults(placed, wanted) == expected


def test_rates_and_scalings_are_not_graded():
    assert faults("input:0.1:classic", "input:0.9") == []


@each(
    ("placed", "wanted", "cell", "layers"),
    [
        ("input:0.5+cell:0", "input:0.5", *LSTM),
        ("between:0.5", "none", Cell.LSTM, 1),  # nn.LSTM(dropout=) with one layer
        ("recurrent:0.5:untied", "recurrent:0.5", Cell.RNN, 2),
        ("input:0.5+cell:0.5", "input:0.5", Cell.GRU, 2),
        ("input:0.5:frame", "word:0.5", *LSTM),
        ("input:0.5:frame:gaussian", "word:0.5:gaussian", *LSTM),
    ],
)
def test_placements_that_no_draw_can_tell_apart_are_equally_right(placed, wanted, cell, layers):
    assert faults(placed, wanted, cell, layers) == faults(wanted, placed, cell, layers) == []


@each(
    ("placed", "wanted"),
    [
        ("recurrent:0.5:untied", "recurrent:0.5"),
        ("between:0.5", "none"),
        ("input:0.5:frame:untied", "word:0.5"),  # a draw for each gate is none for the word
        ("input:0.5:frame", "word:0.5:sequence"),
        ("rows:0.5:batch", "recurrent:0.5:sequence"),
        ("hidden:0.5", "recurrent:0.5+between:0.5+output:0.5"),  # one mask, not two
        ("input:0.5:sequence", "input:0.5:batch"),
    ],
)
def test_what_a_network_can_tell_apart_is_not_the_same(placed, wanted):
    assert faults(placed, wanted)


@each("cell", Cell)
def test_dropping_all_units_of_an_input_is_dropping_the_word(cell, network, by_hand):
    """The law behind it, on the network itself."""
    net = network(cell, 2)
    draws = torch.rand(net.dims.steps, net.dims.batch, 1) < 0.5
    kept = draws.to(torch.float64)
    as_input, as_word = (
        net.run(Masks((by_hand(edge, kept),))).logits for edge in (Edge.INPUT, Edge.WORD)
    )
    torch.testing.assert_close(as_input, as_word)


@pytest.mark.parametrize("cell", Cell)
def test_the_whole_state_may_be_named_for_the_recurrent_edge_but_in_a_gru(cell):
    for first, other in (("state:0.5", "recurrent:0.5"), ("recurrent:0.5", "state:0.5")):
        remarks = grade(parse(first), parse(other), cell, 2)
        assert bool(remarks) == (cell is Cell.GRU)
    twice = parse("state:0.5+recurrent:0.5")
    assert grade(twice, parse("recurrent:0.5"), cell, 2)
    assert not grade(twice, twice, cell, 2)


def test_between_the_layers_of_one_layer_nothing_is_drawn(network):
    net = network(Cell.LSTM, 1)
    assert net.draw(parse("between:0.5")) == Masks()


def test_with_one_gate_a_mask_for_each_gate_is_a_mask(network):
    net = network(Cell.RNN, 2)
    masks = net.draw(parse("recurrent:0.5:untied"))
    tied = Masks(
        tuple(Mask(replace(m.noise, tied=True), m.layer, m.factor.squeeze(-2)) for m in masks.drawn)
    )
    torch.testing.assert_close(net.run(masks).logits, net.run(tied).logits)


noises = st.builds(
    Noise,
    st.sampled_from([Edge.WORD, Edge.INPUT, Edge.BETWEEN, Edge.RECURRENT, Edge.CELL]),
    st.sampled_from([0.0, 0.5]),
    st.sampled_from([Share.STEP, Share.SEQUENCE]),
    st.sampled_from([Fill.ZERO, Fill.GAUSSIAN]),
)


@given(
    st.lists(noises, unique_by=lambda n: (n.edge, n.fill)),
    st.lists(noises, unique_by=lambda n: (n.edge, n.fill)),
    st.sampled_from(Cell),
    st.integers(1, 3),
)
def test_grading_says_nothing_exactly_where_normal_forms_agree(ours, theirs, cell, layers):
    placed, wanted = Placement(tuple(ours)), Placement(tuple(theirs))
    same = normal_form(placed, cell, layers) == normal_form(wanted, cell, layers)
    assert (not grade(placed, wanted, cell, layers)) == same


@each("cell", Cell)
def test_a_normal_form_is_its_own(cell):
    for method in METHODS:
        normal = normal_form(method.placement, cell, 2)
        assert normal_form(normal, cell, 2) == normal
        assert normal.edges <= EDGES_OF[cell]
