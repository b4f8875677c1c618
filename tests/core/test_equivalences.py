"""Laws that hold between placements: what equals what, and what does not."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.core.cells import State, unroll
from rnnviz.core.crossings import gain
from rnnviz.core.edges import standing_for
from rnnviz.core.masks import LayerMasks, Masks, generator
from rnnviz.core.network import features
from rnnviz.core.placement import (
    EDGES_OF,
    STATE_EDGES,
    Cell,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
)

EXACT = 1e-12
each_cell = pytest.mark.parametrize("cell", Cell)
gated_cells = pytest.mark.parametrize("cell", [Cell.GRU, Cell.LSTM])
seeds = given(seed=st.integers(0, 2**32))
few = settings(max_examples=20)


def bits(seed, *shape, keep=0.6):
    """Zeros and ones, some of both."""
    drawn = torch.empty(shape, dtype=torch.float64).bernoulli_(keep, generator=generator(seed))
    drawn.flatten()[0], drawn.flatten()[-1] = 0, 1
    return drawn


def apart(first, other):
    return (first - other).abs().max()


def before(first, states):
    """What each step found, (T, B, H)."""
    return torch.cat([first, states[:-1]])


# 1. Masking g, i, or i ⊙ g


@few
@seeds
def test_masking_g_is_masking_i_and_masking_both(seed, network, by_hand):
    net = network(Cell.LSTM, 1)
    d = bits(seed, net.dims.steps, net.dims.batch, net.dims.units)
    run = net.run(Masks((by_hand(Edge.CANDIDATE, d),)))
    i, f, g, o = run.gates[0].unbind(2)
    kept = f * before(net.state.cell, run.cell[0])
    for written in (i * (d * g), (d * i) * g, d * (i * g)):
        assert apart(run.cell[0], kept + written) < EXACT
        assert apart(run.hidden[0], o * torch.tanh(kept + written)) < EXACT


@few
@seeds
def test_masking_g_in_a_gru_spares_the_carried_part(seed, network, by_hand):
    net = network(Cell.GRU, 1)
    d = bits(seed, net.dims.steps, net.dims.batch, net.dims.units)
    run = net.run(Masks((by_hand(Edge.CANDIDATE, d),)))
    _, z, g = run.gates[0].unbind(2)
    carried = z * before(net.state.hidden, run.hidden[0])
    assert apart(run.hidden[0], carried + d * ((1 - z) * g)) < EXACT


# 2. Columns of W_hh and masks on h


@each_cell
@few
@seeds
def test_columns_of_the_weights_shared_by_all_gates_are_a_tied_mask_on_h(
    seed, cell, network, by_hand
):
    net = network(cell, 2)
    columns = bits(seed, net.dims.units)
    rows = net.dims.gates * net.dims.units
    on_weights = [by_hand(Edge.WEIGHTS, columns.expand(rows, -1), layer) for layer in range(2)]
    on_h = [by_hand(Edge.RECURRENT, columns.view(1, 1, -1), layer) for layer in range(2)]
    assert apart(net.run(Masks((*on_weights,))).logits, net.run(Masks((*on_h,))).logits) < EXACT


@each_cell
@few
@seeds
def test_columns_of_the_weights_by_gate_are_an_untied_mask_on_h(seed, cell, network, by_hand):
    net = network(cell, 2)
    G, H = net.dims.gates, net.dims.units
    columns = bits(seed, G, H)
    on_weights = [
        by_hand(Edge.WEIGHTS, columns.repeat_interleave(H, 0), layer) for layer in range(2)
    ]
    on_h = [by_hand(Edge.RECURRENT, columns.view(1, 1, G, H), layer) for layer in range(2)]
    assert apart(net.run(Masks((*on_weights,))).logits, net.run(Masks((*on_h,))).logits) < EXACT


@each_cell
def test_an_untied_mask_that_is_the_same_for_all_gates_is_a_tied_one(cell, network, by_hand):
    net = network(cell, 2)
    for edge, layer, width in [
        (Edge.INPUT, 0, net.dims.inputs),
        (Edge.BETWEEN, 1, net.dims.units),
        (Edge.RECURRENT, 1, net.dims.units),
    ]:
        tied = bits(3, net.dims.steps, net.dims.batch, width)
        untied = tied.unsqueeze(2).expand(-1, -1, net.dims.gates, -1)
        runs = [net.run(Masks((by_hand(edge, mask, layer),))).logits for mask in (tied, untied)]
        assert apart(*runs) < EXACT


# 3. The whole of h_{t−1}


@pytest.mark.parametrize("cell", [Cell.RNN, Cell.LSTM])
@few
@seeds
def test_where_h_is_read_by_gates_alone_the_state_is_the_recurrent_edge(
    seed, cell, network, by_hand
):
    net = network(cell, 2)
    d = bits(seed, net.dims.steps, net.dims.batch, net.dims.units)
    runs = [
        net.run(Masks(tuple(by_hand(edge, d, layer) for layer in range(2))))
        for edge in (Edge.STATE, Edge.RECURRENT)
    ]
    assert torch.equal(runs[0].logits, runs[1].logits)
    assert standing_for(Edge.STATE, cell) is Edge.RECURRENT


@few
@seeds
def test_a_mask_on_a_grus_state_falls_on_what_is_carried_as_on_what_the_gates_read(
    seed, network, by_hand
):
    net = network(Cell.GRU, 1)
    d = bits(seed, net.dims.steps, net.dims.batch, net.dims.units)
    run = net.run(Masks((by_hand(Edge.STATE, d),)))
    handed = d * before(net.state.hidden, run.hidden[0])
    for t, x in enumerate(net.vectors):
        plain = one_step(net, x, State(handed[t]), LayerMasks())
        assert apart(run.hidden[0, t], plain.hidden) < EXACT
    gates_alone = net.run(Masks((by_hand(Edge.RECURRENT, d),)))
    assert apart(gates_alone.logits, run.logits) > 1e-6
    assert standing_for(Edge.STATE, Cell.GRU) is Edge.STATE


def test_the_copy_of_a_state_that_is_sent_up_stays_clean(network, by_hand):
    net = network(Cell.GRU, 2, steps=2)
    second = torch.ones(2, 1, 1, dtype=torch.float64)
    second[1] = 0  # what the first step left behind is lost on its way to the second
    lost = net.run(Masks((by_hand(Edge.STATE, second),)))
    assert torch.equal(lost.logits[0], net.run(Masks()).logits[0])
    fresh = State(torch.zeros_like(net.state.hidden[0]))
    alone = one_step(net, net.vectors[1], fresh, LayerMasks())
    assert apart(lost.hidden[0, 1], alone.hidden) < EXACT


def test_under_zoneout_a_gru_keeps_the_state_as_it_was_before_its_mask(network, by_hand):
    net = network(Cell.GRU, 1)
    none = torch.zeros(1, 1, 1, dtype=torch.float64)
    masks = Masks((by_hand(Edge.STATE, none), by_hand(Edge.HIDDEN, none, fill=Fill.PREVIOUS)))
    assert all(torch.equal(h, net.state.hidden[0]) for h in net.run(masks).hidden[0])


# 4. Rows of W_hh


@each_cell
@few
@seeds
def test_a_dropped_row_of_the_weights_takes_the_past_from_one_pre_activation(
    seed, cell, network, by_hand
):
    net = network(cell, 1)
    (w,), G, H = net.weights.layers, net.dims.gates, net.dims.units
    kept = bits(seed, G * H, 1)
    run = net.run(Masks((by_hand(Edge.ROWS, kept),)))
    past = before(net.state.hidden, run.hidden[0]) @ w.weight_hh.T
    inward, recurrent = net.vectors @ w.weight_ih.T + w.bias_ih, past * kept.T + w.bias_hh
    inward, recurrent = (part.unflatten(-1, (G, H)) for part in (inward, recurrent))
    gates, candidate = run.gates[0].clone(), {Cell.RNN: 0, Cell.GRU: 2, Cell.LSTM: 2}[cell]
    if cell is Cell.GRU:  # the reset gate comes after the projection
        recurrent[:, :, 2] *= gates[:, :, 0]
    expected = torch.sigmoid(inward + recurrent)
    expected[:, :, candidate] = torch.tanh(inward + recurrent)[:, :, candidate]
    assert apart(gates, expected) < EXACT


@each_cell
def test_dropping_rows_is_not_dropping_columns(cell, network, by_hand):
    net = network(cell, 1)
    G, H = net.dims.gates, net.dims.units
    first = bits(5, H)
    rows = net.run(Masks((by_hand(Edge.ROWS, first.repeat(G).unsqueeze(1)),))).logits
    columns = net.run(Masks((by_hand(Edge.RECURRENT, first.view(1, 1, H)),))).logits
    assert apart(rows, columns) > 1e-3


@each_cell
def test_a_dropped_row_is_a_row_of_dropped_elements(cell, network, by_hand):
    net = network(cell, 1)
    rows = bits(5, net.dims.gates * net.dims.units, 1)
    as_rows = net.run(Masks((by_hand(Edge.ROWS, rows),))).logits
    elements = rows.expand(-1, net.dims.units)
    assert torch.equal(as_rows, net.run(Masks((by_hand(Edge.WEIGHTS, elements),))).logits)


# 5 and 6. Zoneout


def state_edges(cell):
    return sorted(STATE_EDGES & EDGES_OF[cell])


def one_step(net, x, state, masks):
    """The state after one step of the only layer."""
    return unroll(net.weights.kind, x.unsqueeze(0), state, net.weights.layers[0], masks).state


@each_cell
@few
@seeds
def test_zoneout_is_dropout_of_the_increment_without_rescaling(seed, cell, network):
    net = network(cell, 1)
    d = bits(seed, net.dims.steps, 2, net.dims.batch, net.dims.units)  # 1 renews
    state = State(net.state.hidden[0], None if net.state.cell is None else net.state.cell[0])
    for x, (renew_hidden, renew_cell) in zip(net.vectors, d, strict=True):
        plain = one_step(net, x, state, LayerMasks())
        masks = LayerMasks(
            renew_hidden=renew_hidden[None],
            renew_cell=renew_cell[None] if state.cell is not None else None,
        )
        zoned = one_step(net, x, state, masks)
        increment = plain.hidden - state.hidden
        assert apart(zoned.hidden, state.hidden + renew_hidden * increment) < EXACT
        assert torch.equal(zoned.hidden[renew_hidden == 0], state.hidden[renew_hidden == 0])
        if state.cell is not None:
            increment = plain.cell - state.cell
            assert apart(zoned.cell, state.cell + renew_cell * increment) < EXACT
            assert torch.equal(zoned.cell[renew_cell == 0], state.cell[renew_cell == 0])
        state = zoned


@each_cell
def test_zoneout_that_keeps_everything_freezes_the_state(cell, network, by_hand):
    net = network(cell, 2)
    never = torch.zeros(1, 1, 1, dtype=torch.float64)
    masks = Masks(
        tuple(
            by_hand(edge, never, layer, Fill.PREVIOUS)
            for edge in state_edges(cell)
            for layer in range(2)
        )
    )
    run = net.run(masks)
    assert all(torch.equal(step, net.state.hidden) for step in run.hidden.unbind(1))
    if cell is Cell.LSTM:
        assert all(torch.equal(step, net.state.cell) for step in run.cell.unbind(1))


@each_cell
def test_zoneout_that_keeps_nothing_is_the_plain_cell(cell, network, by_hand):
    net = network(cell, 1)
    always = torch.ones(1, 1, 1, dtype=torch.float64)
    masks = Masks(tuple(by_hand(edge, always, 0, Fill.PREVIOUS) for edge in state_edges(cell)))
    assert apart(net.run(masks).logits, net.run(Masks()).logits) < EXACT


@each_cell
@pytest.mark.parametrize("rate", [0.025, 0.5, 0.95])
def test_at_evaluation_zoneout_lies_between_the_old_value_and_the_new(cell, rate, network):
    net = network(cell, 1)
    noises = (
        Noise(edge, rate, fill=Fill.PREVIOUS, scaling=Scaling.CLASSIC) for edge in state_edges(cell)
    )
    run = net.evaluate(Placement(tuple(noises)))
    state = State(net.state.hidden[0], None if net.state.cell is None else net.state.cell[0])
    for t, x in enumerate(net.vectors):
        plain = one_step(net, x, state, LayerMasks())
        now = State(run.hidden[0, t], None if state.cell is None else run.cell[0, t])
        pairs = [(state.hidden, now.hidden, plain.hidden)]
        if state.cell is not None:
            pairs.append((state.cell, now.cell, plain.cell))
        for old, between, new in pairs:
            assert (between >= torch.minimum(old, new) - EXACT).all()
            assert (between <= torch.maximum(old, new) + EXACT).all()
            assert apart(between, rate * old + (1 - rate) * new) < 2**-16
        state = now


# 7. Words


@each_cell
@few
@seeds
def test_dropping_a_word_type_is_dropping_its_row_of_the_embedding(seed, cell, network, by_hand):
    net = network(cell, 1)
    kept = bits(seed, 1, 1, net.dims.words)
    masked = net.run(Masks((by_hand(Edge.WORD, kept),))).logits
    rows = replace(net.weights, embedding=net.weights.embedding * kept.view(-1, 1))
    assert torch.equal(masked, replace(net, weights=rows).run(Masks()).logits)


@few
@seeds
def test_dropping_a_word_type_is_dropping_its_vector_at_every_occurrence(seed, network, by_hand):
    net = network(Cell.LSTM, 1, steps=12)
    types = bits(seed, 1, net.dims.batch, net.dims.words)  # each example has its own
    occurrences = torch.stack([types[0, range(net.dims.batch), step] for step in net.tokens])
    by_type = net.run(Masks((by_hand(Edge.WORD, types),))).logits
    by_place = net.run(Masks((by_hand(Edge.WORD, occurrences.unsqueeze(-1)),))).logits
    by_input = net.run(
        Masks((by_hand(Edge.INPUT, occurrences.unsqueeze(-1).expand(-1, -1, net.dims.inputs)),))
    ).logits
    assert torch.equal(by_type, by_place)
    assert torch.equal(by_type, by_input)


def test_a_dropped_occurrence_leaves_the_other_occurrences_alone(network):
    net = network(Cell.RNN, 1, steps=40)
    masks = net.draw(Placement((Noise(Edge.WORD, 0.5),)))
    kept = masks.factor(Edge.WORD, 0)[..., 0] > 0
    both = [
        word
        for word in range(net.dims.words)
        if kept[net.tokens == word].any() and not kept[net.tokens == word].all()
    ]
    assert both  # with 120 occurrences of 7 words


# 8. Up the layers


@each_cell
@few
@seeds
def test_the_output_mask_of_a_layer_is_the_input_mask_of_the_next(seed, cell, network, by_hand):
    net = network(cell, 2)
    d = bits(seed, net.dims.steps, net.dims.batch, net.dims.units)
    states = [
        State(
            net.state.hidden[l : l + 1],
            None if net.state.cell is None else net.state.cell[l : l + 1],
        )
        for l in range(2)
    ]
    lower = replace(net.weights, layers=net.weights.layers[:1])
    dropped, _ = features(lower, net.tokens, states[0], Masks((by_hand(Edge.OUTPUT, d),)))
    start = State(states[1].hidden[0], None if states[1].cell is None else states[1].cell[0])
    upper = unroll(cell, dropped, start, net.weights.layers[1], LayerMasks())
    between = net.run(Masks((by_hand(Edge.BETWEEN, d, 1),)))
    assert apart(upper.hidden, between.hidden[1]) < EXACT

    sent, _ = features(lower, net.tokens, states[0], Masks())
    inward = unroll(cell, sent, start, net.weights.layers[1], LayerMasks(inward=d))
    assert apart(inward.hidden, between.hidden[1]) < EXACT


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_an_output_mask_and_an_input_mask_in_a_row_square_what_is_kept(rate, network):
    """The 'double dropout between layers' of some wrappers."""
    net = network(Cell.LSTM, 1, steps=40, batch=40, units=40)
    masks = net.draw(Placement((Noise(Edge.OUTPUT, rate), Noise(Edge.RECURRENT, rate))))
    twice = (masks.factor(Edge.OUTPUT, 0) * masks.factor(Edge.RECURRENT, 0) != 0).double()
    q = (1 - rate) ** 2
    assert abs(twice.mean() - q) < 5 * (q * (1 - q) / twice.numel()) ** 0.5


# 9. Gaussian noise and dropout


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_gaussian_noise_and_inverted_dropout_agree_in_mean_and_variance(rate):
    zero, gaussian = (Noise(Edge.INPUT, rate, fill=fill) for fill in (Fill.ZERO, Fill.GAUSSIAN))
    for times in (1, 2, 5, 10):
        first, other = gain(zero, times), gain(gaussian, times)
        assert other.mean == pytest.approx(first.mean, rel=1e-12)
        assert other.variance == pytest.approx(first.variance, rel=1e-9)
    lasting = [gain(replace(n, share=Share.SEQUENCE), 1) for n in (zero, gaussian)]
    assert lasting[0].variance == pytest.approx(lasting[1].variance)


def test_lasting_gaussian_noise_and_lasting_dropout_part_ways_at_the_second_crossing():
    zero, gaussian = (
        Noise(Edge.CELL, 0.2, Share.SEQUENCE, fill) for fill in (Fill.ZERO, Fill.GAUSSIAN)
    )
    assert gain(zero, 2).mean == pytest.approx(gain(gaussian, 2).mean)  # E[m²], which they share
    assert gain(zero, 2).variance != pytest.approx(gain(gaussian, 2).variance, rel=0.01)
    assert gain(zero, 3).mean != pytest.approx(gain(gaussian, 3).mean, rel=0.01)


# 10. Locked masks


@pytest.mark.parametrize("share", [Share.SEQUENCE, Share.BATCH, Share.STEP, Share.STEP_BATCH])
def test_locked_zeros_stay_zeros_and_fresh_ones_do_not(share, network):
    net = network(Cell.LSTM, 1, steps=20)
    run = net.run(net.draw(Placement((Noise(Edge.HIDDEN, 0.5, share),))))
    zeros = run.hidden[0] == 0
    locked = share in {Share.SEQUENCE, Share.BATCH}
    assert zeros.any()
    assert torch.equal(zeros.all(0), zeros.any(0)) == locked
    assert (not zeros.all(0).any()) == (not locked)


# 11. Weight-drop


@each_cell
@pytest.mark.parametrize("edge", [Edge.WEIGHTS, Edge.ROWS])
def test_dropped_recurrent_weights_are_felt_from_the_second_step_on(cell, edge, network):
    net = network(cell, 1)
    plain = net.run(Masks(), net.rest).hidden[0]
    dropped = net.run(net.draw(Placement((Noise(edge, 0.5, Share.BATCH),))), net.rest).hidden[0]
    assert torch.equal(dropped[0], plain[0])
    assert apart(dropped[1], plain[1]) > 1e-4


# 12. What is emitted


@each_cell
@pytest.mark.parametrize("share", Share)
def test_a_recurrent_mask_leaves_what_is_emitted_whole(cell, share, network):
    net = network(cell, 1, steps=12)
    placement = Placement((Noise(Edge.RECURRENT, 0.5, share),))
    masks = net.draw(placement)
    run = net.run(masks, net.rest)
    top, _ = features(net.weights, net.tokens, net.rest, masks)
    assert (run.hidden != 0).all()
    assert torch.equal(top, run.hidden[0])
    assert torch.equal(run.hidden[0, 0], net.run(Masks(), net.rest).hidden[0, 0])


@pytest.mark.parametrize("cell", [Cell.RNN, Cell.LSTM])
@few
@seeds
def test_a_mask_on_h_itself_is_one_on_the_copy_kept_and_the_copy_sent_up(
    seed, cell, network, by_hand
):
    net = network(cell, 2)
    d = bits(seed, 1, net.dims.batch, net.dims.units)
    both = [by_hand(Edge.HIDDEN, d, layer) for layer in range(2)]
    apiece = [
        by_hand(Edge.RECURRENT, d, 0),
        by_hand(Edge.BETWEEN, d, 1),
        by_hand(Edge.RECURRENT, d, 1),
        by_hand(Edge.OUTPUT, d, 1),
    ]
    emitted = net.run(Masks((*both,)), net.rest)
    assert apart(emitted.logits, net.run(Masks((*apiece,)), net.rest).logits) < EXACT
    assert (emitted.hidden[:, :, d[0] == 0] == 0).all()


@few
@seeds
def test_a_mask_on_h_itself_reaches_the_carried_part_of_a_gru(seed, network, by_hand):
    net = network(Cell.GRU, 1)
    d = bits(seed, net.dims.steps, net.dims.batch, net.dims.units)
    run = net.run(Masks((by_hand(Edge.HIDDEN, d),)))
    _, z, g = run.gates[0].unbind(2)
    expected = d * ((1 - z) * g + z * before(net.state.hidden, run.hidden[0]))
    assert apart(run.hidden[0], expected) < EXACT


@few
@seeds
def test_a_mask_on_the_cell_reaches_the_copy_kept_and_the_one_h_reads(seed, network, by_hand):
    net = network(Cell.LSTM, 1)
    m = bits(seed, 1, net.dims.batch, net.dims.units)
    run = net.run(Masks((by_hand(Edge.CELL, m),)))
    i, f, g, o = run.gates[0].unbind(2)
    expected = m * (f * before(net.state.cell, run.cell[0]) + i * g)  # Moon et al. 2015
    assert apart(run.cell[0], expected) < EXACT
    assert torch.equal(run.hidden[0], o * torch.tanh(run.cell[0]))


# Gal's equations, written down again


@few
@seeds
def test_untied_masks_are_gals_equations(seed, network, by_hand):
    net = network(Cell.LSTM, 1)
    (w,), B, I, H = net.weights.layers, net.dims.batch, net.dims.inputs, net.dims.units
    on_x, on_h = bits(seed, 4, B, I), bits(seed + 1, 4, B, H)
    run = net.run(
        Masks(
            (
                by_hand(Edge.INPUT, on_x.transpose(0, 1).unsqueeze(0)),
                by_hand(Edge.RECURRENT, on_h.transpose(0, 1).unsqueeze(0)),
            )
        )
    )
    h, c = net.state.hidden[0], net.state.cell[0]
    W, U, b = w.weight_ih.chunk(4), w.weight_hh.chunk(4), (w.bias_ih + w.bias_hh).chunk(4)
    for t, x in enumerate(net.vectors):
        a = [(x * on_x[k]) @ W[k].T + (h * on_h[k]) @ U[k].T + b[k] for k in range(4)]
        c = a[1].sigmoid() * c + a[0].sigmoid() * a[2].tanh()
        h = a[3].sigmoid() * c.tanh()
        assert apart(run.hidden[0, t], h) < EXACT


@gated_cells
def test_masks_by_the_frame_drop_all_units_of_an_example_together(cell, network):
    net = network(cell, 1, steps=30)
    run = net.run(net.draw(Placement((Noise(Edge.HIDDEN, 0.5, Share.FRAME),))))
    zeros = run.hidden[0] == 0
    assert torch.equal(zeros.any(-1), zeros.all(-1))
    assert zeros.any()
    assert not zeros.all()
