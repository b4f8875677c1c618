import threading
from dataclasses import fields, replace
from itertools import product

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, linear

from rnnviz.core import engine, head
from rnnviz.core.cells import LayerRun, LayerWeights, State, unroll
from rnnviz.core.masks import Dims, LayerMasks, at_evaluation, generator, sample
from rnnviz.core.network import Weights, features, zero_state
from rnnviz.core.placement import GATES, Cell, Edge, Fill, Noise, Placement, Scaling, Share, parse
from rnnviz.errors import InputError
from tests.cases import each

T, B, INPUTS, H = 4, 3, 4, 5
EXACT = {"rtol": 0, "atol": 1e-10}
TORCH = {Cell.RNN: nn.RNN, Cell.GRU: nn.GRU, Cell.LSTM: nn.LSTM}
EVERYTHING = parse(
    "input:0.4:untied+between:0.4:untied+recurrent:0.3:untied+weights:0.3:batch+rows:0.2:batch"
    "+state:0.2"
    "+candidate:0.3+cell:0.2+cell:0.3:previous:classic+hidden:0.2+hidden:0.3:previous:classic"
)
MIXED = parse(
    "input:0.4:sequence+between:0.4+recurrent:0.3:gaussian+candidate:0.3:frame"
    "+cell:0.2:step_batch+cell:0.3:sequence:previous:none+hidden:0.2:batch"
)


def noises():
    """Every noise a layer can meet, the meaningless combinations left out."""
    edges = set(Edge) - {Edge.WORD, Edge.OUTPUT}
    for edge, share, fill, tied in product(Edge, Share, Fill, (True, False)):
        scaling = Scaling.CLASSIC if fill is Fill.PREVIOUS else Scaling.INVERTED
        try:
            noise = Noise(edge, 0.4, share, fill, scaling, tied=tied)
        except InputError:
            continue
        if edge in edges:
            yield noise


def cases():
    placements = [Placement((noise,)) for noise in noises()]
    placements += [Placement(), EVERYTHING, MIXED]
    for cell, placement in product(Cell, placements):
        if placement.on(cell).noises or not placement.noises:
            yield cell, placement.on(cell)


def dims(cell, steps=T, batch=B):
    return Dims(steps, batch, 2, INPUTS, H, 9, len(GATES[cell]))


def tensors(cell, steps=T, batch=B, dtype=torch.float64, inputs=INPUTS, seed=1):
    """x, h0, the four weights and, for an LSTM, c0."""
    G, source = len(GATES[cell]), generator(seed)
    shapes = [(steps, batch, inputs), (batch, H), (G * H, inputs), (G * H, H), (G * H,), (G * H,)]
    shapes += [(batch, H)] * (cell is Cell.LSTM)
    drawn = (torch.randn(shape, generator=source, dtype=dtype) for shape in shapes)
    return [t.requires_grad_() for t in drawn]


def run(layer, cell, given, masks) -> LayerRun:
    x, h0, w_ih, w_hh, b_ih, b_hh, *c0 = given
    return layer(cell, x, State(h0, *c0), LayerWeights(w_ih, w_hh, b_ih, b_hh), masks)


def outputs(result: LayerRun):
    every = (result.hidden, result.state.hidden, result.cell, result.state.cell)
    return [value for value in every if value is not None]


def loss(result: LayerRun, seed=2):
    """A number that depends on every output in a direction of its own."""
    source = generator(seed)
    return sum(
        (value * torch.randn(value.shape, generator=source, dtype=value.dtype)).sum()
        for value in outputs(result)
    )


def gradients(layer, cell, given, masks):
    return torch.autograd.grad(loss(run(layer, cell, given, masks)), given)


def assert_same(cell, given, masks, **tolerance):
    mine, judge = run(engine.layer, cell, given, masks), run(unroll, cell, given, masks)
    torch.testing.assert_close(outputs(mine), outputs(judge), **tolerance)
    pairs = [torch.autograd.grad(loss(result), given) for result in (mine, judge)]
    torch.testing.assert_close(*pairs, **tolerance)


@each(("cell", "placement"), list(cases()))
def test_engine_and_reference_agree_in_every_output_and_gradient(cell, placement):
    drawn = sample(placement, dims(cell), generator(3), torch.float64)
    assert_same(cell, tensors(cell), drawn.layer(0), **EXACT)
    between = drawn.layer(1)
    if placement.noise(Edge.BETWEEN):
        assert_same(cell, tensors(cell, inputs=H), between, **EXACT)


@each("cell", Cell)
def test_they_agree_on_the_expectations_of_evaluation(cell):
    every = [replace(noise, scaling=Scaling.CLASSIC) for noise in EVERYTHING.noises]
    masks = at_evaluation(Placement(tuple(every)).on(cell), dims(cell), dtype=torch.float64)
    assert_same(cell, tensors(cell), masks.layer(0), **EXACT)


@each("cell", Cell)
def test_single_precision_agrees_up_to_rounding(cell):
    masks = sample(EVERYTHING.on(cell), dims(cell), generator(3)).layer(0)
    assert_same(cell, tensors(cell, dtype=torch.float32), masks, rtol=1e-4, atol=1e-4)


@each("placement", [Placement(), EVERYTHING, MIXED])
@each("cell", Cell)
def test_gradients_are_those_of_finite_differences(cell, placement):
    masks = sample(placement.on(cell), dims(cell), generator(3), torch.float64).layer(0)
    assert torch.autograd.gradcheck(
        lambda *given: outputs(run(engine.layer, cell, given, masks)), tensors(cell)
    )


@each("cell", Cell)
def test_without_noise_the_engine_is_torchs_own_layer(cell):
    given = tensors(cell)
    x, h0, w_ih, w_hh, b_ih, b_hh, *c0 = given
    theirs = TORCH[cell](INPUTS, H).double()
    parameters = dict(zip(dict(theirs.named_parameters()), (w_ih, w_hh, b_ih, b_hh), strict=True))
    before = (h0[None], c0[0][None]) if c0 else h0[None]
    hidden, _ = torch.func.functional_call(theirs, parameters, (x, before))
    mine = run(engine.layer, cell, given, LayerMasks()).hidden
    torch.testing.assert_close(mine, hidden, **EXACT)
    pairs = [torch.autograd.grad(value.sin().sum(), given) for value in (mine, hidden)]
    torch.testing.assert_close(*pairs, **EXACT)


@each("cell", Cell)
def test_a_whole_network_runs_on_it(cell):
    given = [tensors(cell), tensors(cell, inputs=H, seed=5)]
    layers = tuple(LayerWeights(*tensors_of_layer[2:6]) for tensors_of_layer in given)
    table = torch.randn(9, INPUTS, generator=generator(6), dtype=torch.float64)
    weights = Weights(cell, table, layers, table.new_zeros(9, H), table.new_zeros(9))
    tokens = torch.randint(9, (T, B), generator=generator(7))
    masks = sample(EVERYTHING.on(cell), dims(cell), generator(3), torch.float64)
    state = zero_state(cell, 2, B, table.new_zeros(H))
    tops = [features(weights, tokens, state, masks, f)[0] for f in (engine.layer, unroll)]
    torch.testing.assert_close(*tops, **EXACT)


@pytest.mark.parametrize("cell", Cell)
class TestAwkwardUses:
    def masks(self, cell, steps=T, batch=B):
        drawn = sample(EVERYTHING.on(cell), dims(cell, steps, batch), generator(3), torch.float64)
        return drawn.layer(0)

    @pytest.mark.parametrize(("steps", "batch"), [(1, B), (T, 1), (1, 1), (7, 2), (2, 7)])
    def test_one_step_one_example_and_changing_lengths(self, cell, steps, batch):
        given = tensors(cell, steps, batch)
        assert_same(cell, given, self.masks(cell, steps, batch), **EXACT)

    def test_inputs_whose_memory_is_not_contiguous(self, cell):
        given = [
            t.detach().transpose(0, -1).contiguous().transpose(0, -1).requires_grad_()
            for t in tensors(cell)
        ]
        assert not given[0].is_contiguous()
        assert_same(cell, given, self.masks(cell), **EXACT)

    def test_masks_and_upstream_gradients_that_are_expanded(self, cell):
        given, masks = tensors(cell), self.masks(cell)
        wide = replace(masks, hidden=masks.hidden[:1, :1].expand(T, B, H))
        pairs = [
            torch.autograd.grad(run(f, cell, given, wide).hidden.sum(), given, allow_unused=True)
            for f in (engine.layer, unroll)
        ]
        torch.testing.assert_close(*pairs, **EXACT)

    def test_two_forward_passes_before_a_backward_pass(self, cell):
        first, second = tensors(cell), tensors(cell, seed=9)
        masks = self.masks(cell)
        alone = [gradients(unroll, cell, given, masks) for given in (first, second)]
        losses = [loss(run(engine.layer, cell, given, masks)) for given in (first, second)]
        torch.testing.assert_close(torch.autograd.grad(losses[1], second), alone[1], **EXACT)
        torch.testing.assert_close(torch.autograd.grad(losses[0], first), alone[0], **EXACT)

    def test_one_loss_differentiated_twice(self, cell):
        given, masks = tensors(cell), self.masks(cell)
        value = loss(run(engine.layer, cell, given, masks))
        pairs = [torch.autograd.grad(value, given, retain_graph=True) for _ in range(2)]
        torch.testing.assert_close(*pairs, **EXACT)

    def test_windows_of_a_sequence_carry_the_gradient_on(self, cell):
        given = tensors(cell)
        x, h0, *rest, last = given
        c0, w = ([last], rest) if cell is Cell.LSTM else ([], [*rest, last])

        def in_two(*_):
            first = engine.layer(cell, x[:2], State(h0, *c0), LayerWeights(*w), LayerMasks())
            return engine.layer(cell, x[2:], first.state, LayerWeights(*w), LayerMasks())

        whole = run(unroll, cell, given, LayerMasks()).hidden[2:]
        pairs = [torch.autograd.grad(v.sin().sum(), given) for v in (in_two().hidden, whole)]
        torch.testing.assert_close(*pairs, **EXACT)

    def test_no_grad_and_inference_inside_training(self, cell):
        given, masks = tensors(cell), self.masks(cell)
        value = loss(run(engine.layer, cell, given, masks))
        for quiet in (torch.no_grad, torch.inference_mode):
            with quiet():
                seen = run(engine.layer, cell, tensors(cell, seed=9), masks)
            assert not seen.hidden.requires_grad
        judge = gradients(unroll, cell, given, masks)
        torch.testing.assert_close(torch.autograd.grad(value, given), judge, **EXACT)

    @pytest.mark.parametrize("changed", ["hidden", "weight", "mask"])
    def test_values_changed_before_the_backward_pass_are_noticed(self, cell, changed):
        given, masks = tensors(cell), replace(self.masks(cell), weights=None)
        result = run(engine.layer, cell, given, masks)
        victims = {"hidden": result.hidden, "weight": given[3], "mask": masks.recurrent}
        with torch.no_grad():
            victims[changed].mul_(2)
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            result.hidden.sum().backward()

    def test_second_derivatives_are_refused(self, cell):
        given = tensors(cell)
        value = loss(run(engine.layer, cell, given, LayerMasks()))
        with pytest.raises(RuntimeError, match=r"use cells\.unroll"):
            torch.autograd.grad(value, given, create_graph=True)

    def test_masks_that_want_a_gradient_are_refused(self, cell):
        masks = replace(self.masks(cell), hidden=torch.ones(T, B, H).requires_grad_())
        with pytest.raises(ValueError, match=r"detach them, or use cells\.unroll"):
            run(engine.layer, cell, tensors(cell), masks)

    def test_two_threads_at_once(self, cell):
        jobs = [(tensors(cell, seed=seed), self.masks(cell)) for seed in range(2)]
        expected = [gradients(unroll, cell, *job) for job in jobs]
        together = [[], []]

        def work(n):
            together[n] = [gradients(engine.layer, cell, *jobs[n]) for _ in range(20)]

        threads = [threading.Thread(target=work, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for n in range(2):
            assert len(together[n]) == 20
            for output in together[n]:
                torch.testing.assert_close(output, expected[n], **EXACT)


def test_every_hook_of_a_layer_is_met_by_these_tests():
    drawn = [sample(EVERYTHING.on(cell), dims(cell), generator(3)).layer(0) for cell in Cell]
    for field in fields(LayerMasks):
        assert any(getattr(masks, field.name) is not None for masks in drawn), field.name


class TestHead:
    N, V = 6, 7

    def given(self, dtype=torch.float64):
        source = generator(4)
        shapes = (self.N, H), (self.V, H), (self.V,)
        drawn = [torch.randn(shape, generator=source, dtype=dtype) for shape in shapes]
        return [t.requires_grad_() for t in drawn], torch.randint(self.V, (self.N,))

    def reference(self, hidden, weight, bias, targets):
        return cross_entropy(linear(hidden, weight, bias), targets)

    @pytest.mark.parametrize("upstream", [1.0, -2.5, 0.0])
    def test_it_is_torchs_cross_entropy_whatever_the_upstream_gradient(self, upstream):
        given, targets = self.given()
        values = [f(*given, targets) for f in (head.cross_entropy, self.reference)]
        torch.testing.assert_close(*values, **EXACT)
        pairs = [torch.autograd.grad(upstream * value, given) for value in values]
        torch.testing.assert_close(*pairs, **EXACT)

    def test_tied_weights_receive_both_gradients(self):
        (hidden, weight, bias), targets = self.given()
        pairs = [
            torch.autograd.grad(f(hidden @ weight.T @ weight, weight, bias, targets), weight)
            for f in (head.cross_entropy, self.reference)
        ]
        torch.testing.assert_close(*pairs, **EXACT)

    def test_logits_far_apart_stay_finite(self):
        (hidden, weight, bias), targets = self.given(torch.float32)
        pair = [
            f(hidden * 1e3, weight, bias, targets) for f in (head.cross_entropy, self.reference)
        ]
        assert pair[0].isfinite()
        torch.testing.assert_close(*pair)

    def test_two_losses_before_a_backward_pass(self):
        given, targets = self.given()
        losses = [head.cross_entropy(*given, t) for t in (targets, targets.flip(0))]
        for value, t in zip(losses, (targets, targets.flip(0)), strict=True):
            judge = torch.autograd.grad(self.reference(*given, t), given)
            torch.testing.assert_close(torch.autograd.grad(value, given), judge, **EXACT)

    def test_a_second_backward_pass_is_refused(self):
        given, targets = self.given()
        value = head.cross_entropy(*given, targets)
        value.backward(retain_graph=True)
        with pytest.raises(RuntimeError, match="compute it again"):
            value.backward()
