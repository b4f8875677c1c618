from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.content.numbers import Number
from rnnviz.core.edits import at_rate
from rnnviz.core.methods import METHODS
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
from tests.cases import each

each_edge = each("edge", Edge)
each_cell = each("cell", Cell)
each_method = each("method", METHODS)


def share_of(edge):
    return Share.BATCH if edge in WEIGHT_EDGES else Share.STEP


def noise_on(edge, rate=0.5, **fields):
    return Noise(edge, rate, **{"share": share_of(edge), **fields})


def refusal(build, *words):
    """The message of the `InputError` that `build` ends in, which must be one sentence."""
    with pytest.raises(InputError) as caught:
        build()
    message = str(caught.value)
    assert message[0].isupper() or message[0] == "'"
    assert message.endswith(".")
    assert "\n" not in message
    for word in words:
        assert word in message
    return message


def legal(edge, share, fill, scaling, tied):
    """Which combinations mean something, said a second time."""
    if edge in WEIGHT_EDGES and share is not Share.BATCH:
        return False
    if edge is Edge.WORD and share is Share.FRAME:
        return False
    if not tied and edge not in {Edge.INPUT, Edge.BETWEEN, Edge.RECURRENT}:
        return False
    if fill is Fill.PREVIOUS:
        return edge in {Edge.CELL, Edge.HIDDEN} and scaling is not Scaling.INVERTED
    return fill is Fill.ZERO or scaling is Scaling.INVERTED


def noises(rates):
    """Every noise that means something, with rates from a strategy."""
    kinds = [
        (edge, share, fill, scaling, tied)
        for edge in Edge
        for share in Share
        for fill in Fill
        for scaling in Scaling
        for tied in (True, False)
        if legal(edge, share, fill, scaling, tied)
    ]
    return st.builds(
        lambda kind, rate, at_test: Noise(kind[0], rate, *kind[1:], at_test),
        st.sampled_from(kinds),
        rates,
        st.booleans(),
    )


def placements(rates):
    return st.lists(
        noises(rates), max_size=6, unique_by=lambda noise: (noise.edge, noise.fill)
    ).map(lambda drawn: Placement(tuple(drawn)))


short_rates = st.integers(0, 9999).map(lambda n: n / 10_000)
any_rates = st.floats(0, 1, exclude_max=True)


@each_edge
@each("rate", [1.0, 1, 1.5, -0.1, -1e-9, 2**70])
def test_a_rate_outside_zero_to_one_is_refused_with_value_and_range(edge, rate):
    shown = Number(rate) if isinstance(rate, float) else rate
    refusal(lambda: noise_on(edge, rate), f"Rate {shown:g} on {edge}", "[0, 1)", "0 ≤ rate < 1")


@each_edge
@each(
    "rate", [float("nan"), float("inf"), -float("inf"), "abc", "0.5", None, True, False, 0.5j, (1,)]
)
def test_what_is_no_number_is_refused_as_a_rate(edge, rate):
    refusal(lambda: noise_on(edge, rate), f"Rate {rate!r} on {edge}", "from 0 up to below 1")


@each_edge
@each("rate", [0, 0.0, 1e-12, 0.5, 1 - 2**-53])
def test_every_edge_takes_every_rate_from_zero_to_below_one(edge, rate):
    assert noise_on(edge, rate).keep == 1 - rate


@each("edge", sorted(frozenset(Edge) - STATE_EDGES))
@each("scaling", [Scaling.CLASSIC, Scaling.NONE])
def test_zoneout_is_refused_where_there_is_no_previous_value(edge, scaling):
    refusal(
        lambda: noise_on(edge, fill=Fill.PREVIOUS, scaling=scaling),
        f"Zoneout on {edge}",
        "cell or hidden",
    )


@each("edge", sorted(STATE_EDGES))
def test_zoneout_is_refused_with_inverted_scaling(edge):
    refusal(lambda: noise_on(edge, fill=Fill.PREVIOUS), f"{edge}", "'inverted'", "'classic'")


@each_edge
@each("scaling", [Scaling.CLASSIC, Scaling.NONE])
def test_gaussian_noise_is_refused_with_any_scaling_but_inverted(edge, scaling):
    refusal(
        lambda: noise_on(edge, fill=Fill.GAUSSIAN, scaling=scaling),
        f"Gaussian noise on {edge}",
        "'inverted'",
        f"'{scaling}'",
    )


@each("edge", sorted(WEIGHT_EDGES))
@each("share", sorted(frozenset(Share) - {Share.BATCH}))
def test_noise_on_weights_is_refused_unless_all_examples_share_it(edge, share):
    refusal(lambda: Noise(edge, 0.5, share), f"{edge}", "'batch'", f"'{share}'")


def test_a_word_cannot_be_dropped_by_the_frame():
    refusal(lambda: Noise(Edge.WORD, 0.5, Share.FRAME), "'frame'", "'step'")


@each("edge", sorted(frozenset(Edge) - GATED_EDGES))
def test_untied_masks_are_refused_where_no_gates_follow(edge):
    refusal(lambda: noise_on(edge, tied=False), f"{edge}", "tied")


@each_edge
@each("share", Share)
@each("fill", Fill)
@each("scaling", Scaling)
@each("tied", [True, False])
def test_a_noise_is_made_exactly_where_it_means_something(edge, share, fill, scaling, tied):
    def build():
        return Noise(edge, 0.5, share, fill, scaling, tied)

    if legal(edge, share, fill, scaling, tied):
        assert build() == build()
    else:
        refusal(build, f"{edge}" if edge is not Edge.WORD else "")


@each_edge
def test_two_noises_of_one_kind_on_one_edge_are_refused(edge):
    twice = (noise_on(edge, 0.1), noise_on(edge, 0.2))
    refusal(lambda: Placement(twice), f"{edge}", "0.1", "0.2")


@each_edge
def test_two_noises_of_different_kinds_on_one_edge_are_welcome(edge):
    both = (noise_on(edge, 0.1), noise_on(edge, 0.2, fill=Fill.GAUSSIAN))
    assert len(Placement(both).noises) == 2


def test_noises_are_kept_in_the_order_of_edge():
    backward = Placement(tuple(noise_on(edge) for edge in reversed(Edge)))
    assert [noise.edge for noise in backward.noises] == list(Edge)


@given(placements(short_rates), st.randoms())
def test_the_order_of_noises_is_no_matter(placement, random):
    shuffled = list(placement.noises)
    random.shuffle(shuffled)
    assert Placement(tuple(shuffled)) == placement
    assert str(Placement(tuple(shuffled))) == str(placement)


@each_method
def test_a_method_reads_back_what_it_writes(method):
    assert parse(str(method.placement)) == method.placement


@settings(max_examples=300)
@given(placements(short_rates))
def test_a_placement_reads_back_what_it_writes(placement):
    assert parse(str(placement)) == placement


@given(any_rates)
def test_any_rate_reads_back_as_it_was_written(rate):
    placement = Placement((Noise(Edge.INPUT, rate),))
    assert parse(str(placement)) == placement


def test_nothing_is_written_none_and_read_from_none_or_nothing():
    assert str(Placement()) == "none"
    assert parse("none") == parse("") == parse("  ") == Placement()


@each(
    ("text", "words"),
    [
        ("nowhere:0.5", ("'nowhere'", "recurrent")),
        ("input:0.5+", ("''", "input")),
        ("zaremba2014", ("'zaremba2014'",)),
        ("input:abc", ("'abc'", "input", "0 ≤ RATE < 1")),
        ("input", ("''", "input")),
        ("input:", ("''", "input")),
        ("input:1.0", ("Rate 1 on input", "[0, 1)")),
        ("input:-0.1", ("Rate -0.1 on input", "[0, 1)")),
        ("input:nan", ("Rate nan on input",)),
        ("input:0.5:sometimes", ("'sometimes'", "sequence")),
        ("input:0.5:Sequence", ("'Sequence'", "sequence")),
        ("recurrent:0.3:sequence:batch", ("'sequence'", "'batch'", "recurrent")),
        ("hidden:0.3:previous:classic:none", ("'classic'", "'none'", "hidden")),
        ("input:0.5:step:sequence", ("'step'", "'sequence'", "input")),
        ("weights:0.5", ("weights", "'batch'", "'step'")),
        ("input:0.5+input:0.4", ("input", "0.5", "0.4")),
        ("hidden:0.5:previous", ("hidden", "'inverted'")),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_by_the_word(text, words):
    refusal(lambda: parse(text), *words)


@each_cell
@each_method
def test_a_cell_takes_what_it_can_carry_of_a_method(method, cell):
    carried = method.placement.on(cell)
    carried.check(cell)
    assert {n.edge for n in carried.noises} == {n.edge for n in method.placement.noises} & EDGES_OF[
        cell
    ]
    assert all(noise in method.placement.noises for noise in carried.noises)


@each_cell
@each_edge
def test_a_cell_without_an_edge_refuses_noise_there(edge, cell):
    placement = Placement((noise_on(edge),))
    if edge in EDGES_OF[cell]:
        placement.check(cell)
    else:
        refusal(lambda: placement.check(cell), cell.upper(), f"{edge}")


def test_a_gru_has_no_memory_of_its_own_and_a_vanilla_rnn_no_candidate_either():
    assert EDGES_OF[Cell.LSTM] == frozenset(Edge)
    assert EDGES_OF[Cell.GRU] == frozenset(Edge) - {Edge.CELL}
    assert EDGES_OF[Cell.RNN] == frozenset(Edge) - {Edge.CELL, Edge.CANDIDATE}


@given(placements(short_rates), noises(short_rates))
def test_a_noise_put_in_takes_the_place_of_its_kind_only(placement, noise):
    changed = placement.with_noise(noise)
    assert changed.noise(noise.edge, noise.fill) == noise
    kind = (noise.edge, noise.fill)
    assert {n for n in changed.noises if (n.edge, n.fill) != kind} == {
        n for n in placement.noises if (n.edge, n.fill) != kind
    }


@given(placements(short_rates), st.sampled_from(Edge))
def test_an_edge_taken_away_is_gone_and_nothing_else_is(placement, edge):
    left = placement.without(edge)
    assert left.noises == tuple(n for n in placement.noises if n.edge != edge)
    assert all(left.noise(edge, fill) is None for fill in Fill)


@given(placements(short_rates), st.sampled_from(Edge), st.sampled_from(Fill))
def test_one_kind_taken_away_leaves_the_other_kinds_on_its_edge(placement, edge, fill):
    left = placement.without(edge, fill)
    assert left.noises == tuple(n for n in placement.noises if (n.edge, n.fill) != (edge, fill))


@given(placements(short_rates))
def test_nothing_happens_on_an_edge_of_rate_zero(placement):
    assert placement.edges == {n.edge for n in placement.noises if n.rate > 0}
    assert at_rate(placement, 0).edges == frozenset()


@each("share", Share)
def test_only_masks_of_a_sequence_or_a_batch_last(share):
    assert Noise(Edge.INPUT, 0.5, share).lasting == (share in {Share.SEQUENCE, Share.BATCH})


def test_edges_stand_in_the_order_a_signal_meets_them():
    order = list(Edge)
    path = [Edge.WORD, Edge.INPUT, Edge.RECURRENT, Edge.CANDIDATE, Edge.CELL, Edge.HIDDEN]
    assert all(order.index(a) < order.index(b) for a, b in pairwise([*path, Edge.OUTPUT]))
