from dataclasses import replace
from itertools import combinations

import pytest
import torch

from rnnviz.core.masks import Dims, Masks, at_evaluation, generator, layers_of, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import (
    EDGES_OF,
    GATED_EDGES,
    GATES,
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

T, B, L, I, H, V, G = 5, 3, 3, 4, 6, 9, 4
SMALL = Dims(steps=T, batch=B, layers=L, inputs=I, units=H, words=V, gates=G)
WIDE = Dims(steps=6, batch=6, layers=2, inputs=2000, units=150, words=2000, gates=4)
LONG = replace(WIDE, steps=60, batch=60)  # for masks with one element for a whole frame
TIME_AND_BATCH = {
    Share.STEP: (T, B),
    Share.SEQUENCE: (1, B),
    Share.BATCH: (1, 1),
    Share.STEP_BATCH: (T, 1),
    Share.FRAME: (T, B),
}


def may_be(edge, share, fill=Fill.ZERO, scaling=Scaling.INVERTED, tied=True, rate=0.3):
    try:
        return [Noise(edge, rate, share, fill, scaling, tied)]
    except InputError:
        return []


KINDS = [
    noise
    for edge in Edge
    for share in Share
    for fill in Fill
    for scaling in (Scaling.CLASSIC if fill is Fill.PREVIOUS else Scaling.INVERTED,)
    for tied in (True, False)
    for noise in may_be(edge, share, fill, scaling, tied)
]
each_kind = each("noise", KINDS)
each_method = each("method", METHODS)


def drawn(noise, dims=SMALL, seed=0, dtype=torch.float32):
    return sample(Placement((noise,)), dims, generator(seed), dtype).drawn


def many(noise, wanted=40_000):
    """The elements of so many draws on top of one another, in float64, that all are many."""
    of_frames = noise.share is Share.FRAME or (noise.edge is Edge.WORD and not noise.lasting)
    dims = LONG if of_frames else WIDE
    draws, sizes = [], 0
    while sizes < wanted:
        draws += (fresh := drawn(noise, dims, len(draws), torch.float64))
        sizes += sum(mask.factor.numel() for mask in fresh)
    return torch.cat([mask.factor.flatten() for mask in draws])


def by_edge(masks):
    return {(m.noise.edge, m.noise.fill, m.layer): m.factor for m in masks.drawn}


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


@each_kind
def test_a_mask_has_the_shape_that_its_share_says(noise):
    time, batch = TIME_AND_BATCH[noise.share]
    if noise.edge is Edge.WEIGHTS:
        shape = (G * H, H)
    elif noise.edge is Edge.ROWS:
        shape = (G * H, 1)
    elif noise.edge is Edge.WORD:
        shape = (time, batch, V if noise.lasting else 1)
    else:
        units = I if noise.edge is Edge.INPUT else H
        units = 1 if noise.share is Share.FRAME else units
        shape = (time, batch, units) if noise.tied else (time, batch, G, units)
    assert {mask.factor.shape for mask in drawn(noise)} == {shape}


@each_kind
def test_a_mask_is_drawn_for_each_layer_that_has_the_edge(noise):
    layers = {
        Edge.WORD: [0],
        Edge.INPUT: [0],
        Edge.BETWEEN: [1, 2],
        Edge.OUTPUT: [2],
    }.get(noise.edge, [0, 1, 2])
    assert [mask.layer for mask in drawn(noise)] == layers == list(layers_of(noise.edge, L))
    first = drawn(noise, replace(SMALL, layers=1))
    assert [mask.layer for mask in first] == ([] if noise.edge is Edge.BETWEEN else [0])


@each_kind
def test_layers_draw_masks_of_their_own(noise):
    for first, second in combinations(drawn(noise, replace(SMALL, units=40)), 2):
        assert not torch.equal(first.factor, second.factor)


@each_method
def test_a_layer_is_handed_the_very_masks_that_were_drawn(method):
    masks = sample(method.placement, SMALL, generator(1))
    for mask in masks.drawn:
        handed, edge, layer = masks.layer(mask.layer), mask.noise.edge, mask.layer
        if mask.noise.fill is Fill.PREVIOUS:
            assert masks.renewal(edge, layer) is mask.factor
            hooks = {Edge.CELL: handed.renew_cell, Edge.HIDDEN: handed.renew_hidden}
        else:
            assert masks.factor(edge, layer) is mask.factor
            hooks = {
                Edge.INPUT: handed.inward,
                Edge.BETWEEN: handed.inward,
                Edge.STATE: handed.recurrent,
                Edge.RECURRENT: handed.recurrent,
                Edge.WEIGHTS: handed.weights,
                Edge.ROWS: handed.weights,
                Edge.CANDIDATE: handed.candidate,
                Edge.CELL: handed.cell,
                Edge.HIDDEN: handed.hidden,
            }
        assert hooks.get(edge, mask.factor) is mask.factor


@each_kind
def test_a_lasting_mask_is_constant_in_time_and_any_other_is_not(noise):
    if noise.edge in WEIGHT_EDGES:
        return  # weights have no time
    wide = replace(SMALL, units=60, inputs=60, batch=20, words=60)
    for mask in drawn(noise, wide):
        full = mask.factor.expand(T, *mask.factor.shape[1:])
        assert all(torch.equal(full[0], later) for later in full[1:]) == noise.lasting


@each_kind
def test_examples_differ_for_step_sequence_and_frame_and_agree_for_the_batch(noise):
    if noise.edge in WEIGHT_EDGES:
        return  # weights have no examples
    wide = replace(SMALL, units=60, inputs=60, steps=60, words=60)
    for mask in drawn(noise, wide):
        full = mask.factor.expand(-1, B, *mask.factor.shape[2:])
        agree = noise.share in {Share.BATCH, Share.STEP_BATCH}
        assert all(torch.equal(full[:, 0], full[:, b]) for b in range(1, B)) == agree


@each_kind
def test_calls_differ_and_seeded_calls_repeat(noise):
    placement, wide = Placement((noise,)), replace(SMALL, units=40, inputs=40, words=40, steps=40)
    source, again = generator("run", 3), generator("run", 3)
    first, second = (by_edge(sample(placement, wide, source)) for _ in range(2))
    assert same(first, by_edge(sample(placement, wide, again)))
    assert same(second, by_edge(sample(placement, wide, again)))
    assert not any(torch.equal(first[key], second[key]) for key in first)


@each("seed", [(1, 3), (2, 3), (1, 4), ("run", 3), (13,), (3, 1)])
def test_any_other_seed_gives_other_masks(seed):
    noise = Noise(Edge.INPUT, 0.5)
    ours = sample(Placement((noise,)), WIDE, generator("seed", 0)).drawn[0].factor
    theirs = sample(Placement((noise,)), WIDE, generator(*seed)).drawn[0].factor
    assert abs((ours * theirs).mean() - 1) < 5 * (3 / ours.numel()) ** 0.5  # E[m²m'²] − 1 = 3


@each("fill", Fill)
@each("dtype", [torch.float64, torch.float16])
def test_a_mask_is_the_same_in_every_precision(fill, dtype):
    for noise in [noise for noise in KINDS if noise.fill is fill]:
        for single, other in zip(drawn(noise), drawn(noise, dtype=dtype), strict=True):
            assert other.factor.dtype is dtype
            assert (single.factor - other.factor).abs().max() < 5e-3, str(noise)


@each_kind
def test_a_mask_moved_to_another_type_or_device_keeps_its_values(noise):
    masks = Masks(drawn(noise))
    moved = masks.to(torch.device("cpu")).to(torch.float64)
    assert all(mask.factor.dtype is torch.float64 for mask in moved.drawn)
    assert same(by_edge(masks), by_edge(moved.to(torch.float32)))


@each_kind
def test_masks_are_the_same_whatever_torchs_default_device_is(noise):
    classic = replace(noise, fill=Fill.ZERO, scaling=Scaling.CLASSIC)
    source = generator(1)
    expected = drawn(noise) + at_evaluation(Placement((classic,)), SMALL).drawn
    with torch.device("meta"):
        made = drawn(noise) + at_evaluation(Placement((classic,)), SMALL).drawn
        assert sample(Placement((noise,)), SMALL, source).drawn
    for ours, theirs in zip(made, expected, strict=True):
        assert torch.equal(ours.factor, theirs.factor)


@each_method
def test_a_noise_taken_away_leaves_every_other_mask_as_it_was(method):
    full = by_edge(sample(method.placement, SMALL, generator(7)))
    for noise in method.placement.noises:
        less = by_edge(
            sample(method.placement.without(noise.edge, noise.fill), SMALL, generator(7))
        )
        kept = {key: mask for key, mask in full.items() if key[:2] != (noise.edge, noise.fill)}
        assert same(less, kept)


@each_method
@each("edge", Edge)
def test_a_noise_added_leaves_every_other_mask_as_it_was(method, edge):
    added = Noise(edge, 0.2, Share.BATCH, Fill.GAUSSIAN)
    before = by_edge(sample(method.placement.without(edge, Fill.GAUSSIAN), SMALL, generator(7)))
    after = by_edge(sample(method.placement.with_noise(added), SMALL, generator(7)))
    assert same(before, {key: after[key] for key in before})


@each_kind
def test_a_higher_rate_drops_the_same_units_and_more(noise):
    if noise.fill is Fill.GAUSSIAN:
        return  # nothing is dropped
    for low, high in [(0.05, 0.3), (0.3, 0.31), (0.31, 0.95)]:
        pairs = zip(
            drawn(replace(noise, rate=low), WIDE),
            drawn(replace(noise, rate=high), WIDE),
            strict=True,
        )
        for fewer, more in pairs:
            assert not ((fewer.factor == 0) & (more.factor != 0)).any()


@each_kind
@each("rate", [0.05, 0.5, 0.8])
def test_as_many_are_dropped_as_the_rate_says_within_five_sigma(noise, rate):
    noise = replace(noise, rate=rate)
    factor = many(noise)
    n, q = factor.numel(), 1 - rate
    if noise.fill is Fill.GAUSSIAN:
        variance = rate / q
        assert abs(factor.mean() - 1) < 5 * (variance / n) ** 0.5
        assert abs(factor.var() - variance) < 5 * variance * (2 / (n - 1)) ** 0.5
        return
    kept = (factor != 0).double().mean()
    assert abs(kept - q) < 5 * (rate * q / n) ** 0.5
    scale = 1 / q if noise.scaling is Scaling.INVERTED else 1.0
    assert factor[factor != 0].sub(scale).abs().max() < scale / q * 2**-16
    assert (
        abs(factor.var() - scale**2 * q * rate)
        < 5 * scale**2 * abs(1 - 2 * rate) * (rate * q / n) ** 0.5 + 1e-3 * scale**2
    )


@each_kind
def test_elements_of_a_mask_know_nothing_of_one_another(noise):
    factor = many(noise)
    deviation = (factor - factor.mean()) / factor.std()
    for shift in (1, 2, 3, 4, 5, WIDE.units, WIDE.inputs):
        if shift < len(deviation) // 2:
            pairs = deviation[shift:] * deviation[:-shift]
            assert abs(pairs.mean()) < 5 / len(pairs) ** 0.5


def test_masks_of_different_edges_and_layers_know_nothing_of_one_another():
    dims = replace(WIDE, inputs=600, units=600, layers=3, words=600)
    noises = tuple(Noise(edge, 0.5) for edge in Edge if edge not in {*WEIGHT_EDGES, Edge.WORD})
    zoneout = tuple(Noise(e, 0.5, fill=Fill.PREVIOUS, scaling=Scaling.NONE) for e in STATE_EDGES)
    masks = sample(Placement((*noises, *zoneout)), dims, generator(5), torch.float64)
    for first, other in combinations([mask.factor for mask in masks.drawn], 2):
        pairs = (first / first.max() * 2 - 1) * (other / other.max() * 2 - 1)  # ±1
        assert abs(pairs.mean()) < 5 / pairs.numel() ** 0.5


def test_each_gate_has_a_mask_of_its_own_where_untied():
    for edge in GATED_EDGES:
        for mask in drawn(Noise(edge, 0.5, Share.SEQUENCE, tied=False)):
            for first, other in combinations(mask.factor.unbind(2), 2):
                assert not torch.equal(first, other)


@each("rate", [1e-9, 2**-17, 1 - 2**-16, 1 - 2**-20, 1 - 2**-53])
@each("dtype", [torch.float32, torch.float64])
def test_the_smallest_and_largest_rates_give_finite_masks(rate, dtype):
    (mask,) = drawn(Noise(Edge.INPUT, rate), WIDE, dtype=dtype)
    assert mask.factor.isfinite().all()
    assert (mask.factor >= 0).all()


@each_kind
def test_a_rate_of_zero_draws_nothing(noise):
    silent = Placement((replace(noise, rate=0),))
    assert sample(silent, SMALL, generator(0)) == Masks()
    assert at_evaluation(silent, SMALL) == Masks()


@each("edge", Edge)
@each("fill", [Fill.ZERO, Fill.PREVIOUS])
@each("scaling", Scaling)
def test_evaluation_meets_expectations_of_classic_noise_and_nothing_else(edge, fill, scaling):
    for noise in may_be(edge, Share.BATCH, fill, scaling, rate=0.25):
        factors = [m.factor for m in at_evaluation(Placement((noise,)), SMALL).drawn]
        if scaling is Scaling.CLASSIC:
            assert len(factors) == len(layers_of(edge, L))
            assert all((factor == 0.75).all() for factor in factors)
        else:
            assert factors == []


def test_noise_kept_at_test_is_drawn_as_in_training_and_needs_a_generator():
    placement = parse("input:0.5:at_test+recurrent:0.3:sequence+output:0.2:classic")
    with pytest.raises(ValueError, match="generator"):
        at_evaluation(placement, SMALL)
    training = by_edge(sample(placement, SMALL, generator(4)))
    testing = by_edge(at_evaluation(placement, SMALL, generator(4)))
    key = (Edge.INPUT, Fill.ZERO, 0)
    assert torch.equal(training[key], testing[key])
    assert {edge for edge, _, _ in testing} == {Edge.INPUT, Edge.OUTPUT}


@each("cell", Cell)
def test_every_noise_that_may_be_said_can_be_run_in_training_and_at_evaluation(cell, network):
    net = network(cell, steps=3)
    plain = net.run(Masks()).logits
    for noise in KINDS:
        for scaling in Scaling:
            for refused in may_be(noise.edge, noise.share, noise.fill, scaling, noise.tied):
                if refused.edge in EDGES_OF[cell]:
                    placement = Placement((refused,))
                    trained = net.run(net.draw(placement)).logits
                    assert trained.isfinite().all(), refused
                    assert trained.shape == plain.shape
                    assert not torch.equal(trained, plain), refused
                    assert net.evaluate(placement).logits.isfinite().all(), refused


def fully(mask, dims, tokens):
    """A mask written out for every step, example and gate."""
    factor, edge = mask.factor, mask.noise.edge
    if edge in WEIGHT_EDGES:
        return factor.expand(dims.gates * dims.units, dims.units)
    if edge is Edge.WORD:
        if mask.noise.lasting:
            types = factor[0].expand(dims.batch, -1)
            factor = torch.stack([types[range(dims.batch), step] for step in tokens]).unsqueeze(-1)
        return factor.expand(dims.steps, dims.batch, 1)
    units = dims.inputs if edge is Edge.INPUT else dims.units
    if edge in GATED_EDGES:
        factor = factor.unsqueeze(2) if factor.dim() == 3 else factor
        return factor.expand(dims.steps, dims.batch, dims.gates, units)
    return factor.expand(dims.steps, dims.batch, units)


def pairs_on(edge, ties):
    """Dropout and Gaussian noise on one edge, in every pair of shares."""
    return [
        Placement((zero, gaussian))
        for share in Share
        for other in Share
        for zero in may_be(edge, share, tied=ties[0])
        for gaussian in may_be(edge, other, Fill.GAUSSIAN, tied=ties[1])
    ]


@each(
    ("edge", "ties"),
    [(edge, (True, True)) for edge in Edge]
    + [(edge, ties) for edge in sorted(GATED_EDGES) for ties in ((True, False), (False, True))],
)
def test_two_noises_on_one_edge_are_met_one_after_the_other(edge, ties, network, by_hand):
    net = network(Cell.LSTM, 2, steps=3, batch=len(GATES[Cell.LSTM]))  # B = G hides no mistake
    for placement in pairs_on(edge, ties):
        masks = net.draw(placement)
        products = []
        for first, other in combinations(masks.drawn, 2):
            if first.layer == other.layer:
                factors = [fully(mask, net.dims, net.tokens) for mask in (first, other)]
                products.append(by_hand(edge, factors[0] * factors[1], first.layer))
        in_turn = net.run(Masks(tuple(products))).logits
        together = net.run(masks).logits
        assert (together - in_turn).abs().max() < 1e-12, str(placement)
