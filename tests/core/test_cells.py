from dataclasses import fields

import pytest
import torch
from torch import nn

from rnnviz.core import cells
from rnnviz.core.cells import LayerWeights, State, unroll
from rnnviz.core.edits import at_rate
from rnnviz.core.masks import LayerMasks, Masks, at_evaluation, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.network import Weights, features
from rnnviz.core.placement import (
    EDGES_OF,
    WEIGHT_EDGES,
    Cell,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
)
from tests.cases import each

TORCH = {Cell.RNN: nn.RNN, Cell.GRU: nn.GRU, Cell.LSTM: nn.LSTM}
each_cell = each("cell", Cell)
each_method = each("method", METHODS)


def torch_twin(net):
    """PyTorch's module with the same weights, by name."""
    dims, dtype = net.dims, net.weights.embedding.dtype
    module = TORCH[net.weights.kind](dims.inputs, dims.units, dims.layers, dtype=dtype)
    module.load_state_dict(
        {
            f"{parameter.name}_l{l}": getattr(layer, parameter.name)
            for l, layer in enumerate(net.weights.layers)
            for parameter in fields(LayerWeights)
        }
    )
    return module


def by_torch(net):
    """What PyTorch makes of it: h of the top layer, and h and c after the last step."""
    start = net.state.hidden if net.state.cell is None else (net.state.hidden, net.state.cell)
    top, end = torch_twin(net)(net.vectors, start)
    return (top, *end) if net.state.cell is not None else (top, end)


@each(("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.float64, 1e-10)])
@each_cell
@each_method
def test_at_rate_zero_every_method_is_the_cell_of_torch(method, cell, dtype, tolerance, network):
    for layers in (1, 3):
        net = network(cell, layers, dtype)
        masks = net.draw(at_rate(method.placement, 0).on(cell))
        assert masks == Masks()
        trace = net.run(masks)
        ours = (trace.hidden[-1], trace.state.hidden, trace.state.cell)
        for mine, theirs in zip(ours, by_torch(net), strict=False):
            assert (mine - theirs).abs().max() < tolerance


@each_cell
def test_a_twin_of_torch_has_the_same_gradients(cell, network):
    net = network(cell, 2)
    for layer in net.weights.layers:
        for parameter in fields(LayerWeights):
            getattr(layer, parameter.name).requires_grad_()
    twin = torch_twin(net)
    start = net.state.hidden if net.state.cell is None else (net.state.hidden, net.state.cell)
    twin(net.vectors, start)[0].square().sum().backward()
    net.run(Masks()).hidden[-1].square().sum().backward()
    for name, theirs in twin.named_parameters():
        ours = getattr(net.weights.layers[int(name[-1])], name[:-3])
        assert (ours.grad - theirs.grad).abs().max() < 1e-10


@each_cell
@each_method
def test_evaluation_is_deterministic_but_for_noise_kept_at_test(method, cell, network):
    net, placement = network(cell), method.placement.on(cell)
    if not any(noise.at_test for noise in placement.noises):
        assert torch.equal(net.evaluate(placement).logits, net.evaluate(placement).logits)
        return
    with pytest.raises(ValueError, match="generator"):
        at_evaluation(placement, net.dims)
    first, again, other = (net.evaluate(placement, seed).logits for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@each_cell
@each_method
def test_evaluation_is_the_plain_cell_but_for_classic_noise_and_noise_kept_at_test(
    method, cell, network
):
    net, placement = network(cell), method.placement.on(cell)
    special = any(n.at_test or n.scaling is Scaling.CLASSIC for n in placement.noises)
    plain = net.run(Masks()).logits
    assert torch.equal(net.evaluate(placement, seed=1).logits, plain) != special


@each_cell
@each_method
def test_the_same_seed_is_the_same_forward_pass(method, cell, network):
    net, placement = network(cell), method.placement.on(cell)
    assert torch.equal(
        net.run(net.draw(placement, 5)).logits, net.run(net.draw(placement, 5)).logits
    )


@each_cell
@each_method
def test_a_trace_holds_the_very_masks_it_was_given_and_everything_that_was_done(
    method, cell, network
):
    net = network(cell)
    masks = net.draw(method.placement.on(cell))
    trace = net.run(masks)
    T, B, L, H = net.dims.steps, net.dims.batch, net.dims.layers, net.dims.units
    assert trace.masks is masks
    assert trace.hidden.shape == (L, T, B, H)
    assert trace.gates.shape == (L, T, B, net.dims.gates, H)
    assert trace.logits.shape == (T, B, net.dims.words)
    assert torch.equal(trace.state.hidden, trace.hidden[:, -1])
    if cell is Cell.LSTM:
        assert trace.cell.shape == (L, T, B, H)
        assert torch.equal(trace.state.cell, trace.cell[:, -1])
    else:
        assert trace.state.cell is None


@each_cell
def test_two_windows_with_the_state_carried_are_one_long_window(cell, network):
    net = network(cell, steps=6)
    whole = net.run(Masks())
    first, runs = features(net.weights, net.tokens[:2], net.state, Masks())
    state = State(
        torch.stack([run.state.hidden for run in runs]),
        torch.stack([run.state.cell for run in runs]) if cell is Cell.LSTM else None,
    )
    rest, _ = features(net.weights, net.tokens[2:], state.detached(), Masks())
    assert torch.allclose(torch.cat([first, rest]), whole.hidden[-1], rtol=0, atol=1e-14)


@each_cell
def test_masks_of_ones_change_nothing(cell, network, by_hand):
    net = network(cell)
    ones = torch.ones(1, 1, 1, dtype=torch.float64)
    noise = Masks(
        tuple(
            by_hand(edge, ones[0] if edge in WEIGHT_EDGES else ones, layer)
            for edge in EDGES_OF[cell]
            for layer in range(net.dims.layers)
        )
    )
    # To the last bit but one: a masked array's layout may have torch take another product kernel,
    # which adds up in another order (seen on an AMD EPYC).
    torch.testing.assert_close(net.run(noise).logits, net.run(Masks()).logits, rtol=0.0, atol=1e-14)


def noisy(edge, *, fill=Fill.ZERO, tied=True):
    share = Share.BATCH if edge in WEIGHT_EDGES else Share.STEP
    scaling = Scaling.CLASSIC if fill is Fill.PREVIOUS else Scaling.INVERTED
    return Placement((Noise(edge, 0.4, share, fill, scaling, tied),))


GRADIENT_CASES = [
    *(noisy(edge) for edge in Edge),
    *(noisy(edge, fill=Fill.GAUSSIAN) for edge in Edge),
    *(noisy(edge, fill=Fill.PREVIOUS) for edge in (Edge.CELL, Edge.HIDDEN)),
    *(noisy(edge, tied=False) for edge in (Edge.INPUT, Edge.BETWEEN, Edge.RECURRENT)),
]


@each(
    ("cell", "placement"),
    [(cell, case) for cell in Cell for case in GRADIENT_CASES if case.on(cell).noises],
)
def test_gradients_are_true_under_noise_on_each_edge(cell, placement, network):
    """Against finite differences: embedding, all weights, and the state it starts from."""
    net = network(cell, 2, steps=3, batch=2, units=3)
    masks = net.draw(placement, seed=3)
    weights = [getattr(layer, f.name) for layer in net.weights.layers for f in fields(LayerWeights)]
    start = [tensor for tensor in (net.state.hidden, net.state.cell) if tensor is not None]
    inputs = [tensor.requires_grad_() for tensor in (net.weights.embedding, *weights, *start)]

    def run(embedding, *rest):
        parameters, state = rest[: len(weights)], State(*rest[len(weights) :])
        layers = tuple(LayerWeights(*parameters[n : n + 4]) for n in range(0, len(weights), 4))
        decoder = (net.weights.decoder, net.weights.decoder_bias)
        top, runs = features(
            Weights(cell, embedding, layers, *decoder), net.tokens, state, masks, unroll
        )
        return top, *(run.state.hidden for run in runs), *(run.cell for run in runs if start[1:])

    assert torch.autograd.gradcheck(run, inputs, fast_mode=True)


@each_cell
@each_method
def test_every_method_runs_forward_and_backward_with_finite_values(method, cell, network):
    placement = method.placement.on(cell)
    net = network(cell, 2, torch.float32)
    parameters = [net.weights.embedding, net.weights.decoder, net.weights.decoder_bias]
    parameters += [getattr(l, f.name) for l in net.weights.layers for f in fields(LayerWeights)]
    for parameter in parameters:
        parameter.requires_grad_()
    trace = net.run(net.draw(placement))
    trace.logits.logsumexp(-1).sum().backward()
    assert trace.logits.isfinite().all()
    assert all(parameter.grad.isfinite().all() for parameter in parameters)


def zoneout_of_the_paper(net, kept_cell, kept_hidden):
    """Krueger et al. 2016, equations 2 and 6, written down again; d = 1 keeps the old value."""
    (w,) = net.weights.layers
    h, c = net.state.hidden[0], net.state.cell[0]
    hidden, remembered = [], []
    for x, d_c, d_h in zip(net.vectors, kept_cell, kept_hidden, strict=True):
        gates = x @ w.weight_ih.T + w.bias_ih + h @ w.weight_hh.T + w.bias_hh
        i, f, g, o = gates.chunk(4, -1)
        fresh = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = d_h * h + (1 - d_h) * (o.sigmoid() * fresh.tanh())
        c = d_c * c + (1 - d_c) * fresh
        hidden.append(h)
        remembered.append(c)
    return torch.stack(hidden), torch.stack(remembered)


@each("drawn", ["one by one", "as an expectation"])
def test_zoneout_is_that_of_its_paper_and_h_reads_the_new_cell(drawn, network, by_hand):
    net = network(Cell.LSTM, 1)
    shape, source = (net.dims.steps, net.dims.batch, net.dims.units), generator("zoneout")
    kept_cell, kept_hidden = (
        torch.empty(shape, dtype=torch.float64).bernoulli_(0.5, generator=source) for _ in range(2)
    )
    if drawn == "as an expectation":
        kept_cell, kept_hidden = (torch.full(shape, z).double() for z in (0.5, 0.05))
    run = net.run(
        Masks(
            (
                by_hand(Edge.CELL, 1 - kept_cell, fill=Fill.PREVIOUS),
                by_hand(Edge.HIDDEN, 1 - kept_hidden, fill=Fill.PREVIOUS),
            )
        )
    )
    hidden, remembered = zoneout_of_the_paper(net, kept_cell, kept_hidden)
    assert (run.hidden[0] - hidden).abs().max() < 1e-12
    assert (run.cell[0] - remembered).abs().max() < 1e-12


def test_h_under_zoneout_of_c_alone_comes_from_the_cell_before_it_was_put_back(network, by_hand):
    net = network(Cell.LSTM, 1, steps=1)
    keep_all = by_hand(Edge.CELL, torch.zeros(1, 1, 1, dtype=torch.float64), fill=Fill.PREVIOUS)
    run = net.run(Masks((keep_all,)))
    assert torch.equal(run.cell[0, 0], net.state.cell[0])
    assert torch.equal(run.hidden, net.run(Masks()).hidden)


@each("key", ["zoneout2016", "zoneout2016_word", "haste"])
def test_at_evaluation_zoneout_is_its_expectation(key, network):
    (placement,) = (m.placement for m in METHODS if m.key == key)
    net = network(Cell.LSTM, 1)
    keep = {n.edge: n.rate for n in placement.noises if n.fill is Fill.PREVIOUS}
    shape = (net.dims.steps, 1, 1)
    hidden, _ = zoneout_of_the_paper(
        net, *(torch.full(shape, keep.get(edge, 0.0)).double() for edge in (Edge.CELL, Edge.HIDDEN))
    )
    ours = net.evaluate(placement).hidden[0]
    assert (ours - hidden).abs().max() < 2**-16 * net.dims.steps  # rates are rounded to 1/65536


@each("share", Share)
@each("fill", [Fill.ZERO, Fill.GAUSSIAN])
@each("tied", [True, False])
@each("cell", [Cell.GRU, Cell.LSTM])
def test_what_is_kept_is_bit_equal_under_any_recurrent_mask(cell, share, fill, tied, network):
    """With the write shut: an LSTM's c at f = 1, i = 0, and a GRU's h at z = 1."""
    net = network(cell, 1, steps=8)
    (w,) = net.weights.layers
    shut = {Cell.LSTM: [-1e4, 1e4, 0, 0], Cell.GRU: [0, 1e4, 0]}[cell]
    bias = torch.tensor(shut, dtype=torch.float64).repeat_interleave(net.dims.units)
    weights = LayerWeights(w.weight_ih, w.weight_hh, w.bias_ih, w.bias_hh + bias)
    noise = Noise(Edge.RECURRENT, 0.5, share, fill, tied=tied)
    masks = sample(Placement((noise,)), net.dims, generator(0), torch.float64)
    start = State(net.state.hidden[0], None if net.state.cell is None else net.state.cell[0])
    run = unroll(cell, net.vectors, start, weights, masks.layer(0))
    kept = run.cell if cell is Cell.LSTM else run.hidden
    expected = start.cell if cell is Cell.LSTM else start.hidden
    assert all(torch.equal(step, expected) for step in kept)


@each("share", Share)
@each("tied", [True, False])
def test_the_old_cell_enters_the_new_one_whole_under_a_recurrent_mask(share, tied, network):
    """c_t is f c_{t−1} + i g of the gates that were seen, whatever the mask did to these."""
    net = network(Cell.LSTM, 1)
    run = net.run(net.draw(Placement((Noise(Edge.RECURRENT, 0.5, share, tied=tied),))))
    i, f, g, _ = run.gates[0].unbind(2)
    before = torch.cat([net.state.cell, run.cell[0, :-1]])
    assert torch.equal(run.cell[0], f * before + i * g)


@each("share", Share)
@each("tied", [True, False])
def test_a_gru_carries_the_unmasked_state_under_a_recurrent_mask(share, tied, network):
    net = network(Cell.GRU, 1)
    run = net.run(net.draw(Placement((Noise(Edge.RECURRENT, 0.5, share, tied=tied),))))
    _, z, g = run.gates[0].unbind(2)
    before = torch.cat([net.state.hidden, run.hidden[0, :-1]])
    assert torch.equal(run.hidden[0], (1 - z) * g + z * before)


def test_the_readable_step_is_what_the_unrolled_layer_does(network):
    for cell in Cell:
        net = network(cell, 1)
        state = State(net.state.hidden[0], None if net.state.cell is None else net.state.cell[0])
        run = unroll(cell, net.vectors, state, net.weights.layers[0], LayerMasks())
        for t, x in enumerate(net.vectors):
            state, _ = cells.STEPS[cell](x, state, net.weights.layers[0], LayerMasks())
            assert torch.equal(run.hidden[t], state.hidden)
