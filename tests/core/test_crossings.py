"""What the formulas say about a path, against the network itself and against drawn masks."""

from dataclasses import replace
from math import inf, log

import numpy as np
import pytest
import torch

from rnnviz.core.cells import LayerWeights, State, renew, unroll
from rnnviz.core.crossings import (
    Crossing,
    Route,
    crossings,
    erasing,
    gain,
    half_life_steps,
    horizon_steps,
    routes,
    survival,
    zoneout_retention,
)
from rnnviz.core.edits import at_rate
from rnnviz.core.masks import Dims, Masks, generator, layers_of, sample
from rnnviz.core.methods import METHODS, find
from rnnviz.core.network import Weights, features, trace, zero_state
from rnnviz.core.placement import (
    EDGES_OF,
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
from tests.cases import each
from tests.gains import crossing_gain, path_gain

WAYS = [(cell, route) for cell in Cell for route in routes(cell)]
each_way = each(("cell", "route"), WAYS)
CANDIDATE = {Cell.RNN: 0, Cell.GRU: 2, Cell.LSTM: 2}  # the gate that writes
OPEN, SHUT = 40.0, -40.0  # σ(40) is 1 and σ(−40) is 4e-18


def gate_biases(cell, route, travels):
    """The biases that leave a layer one way along time, or, where it does not travel, none."""
    if cell is Cell.RNN:
        return [0.0]
    along_c = travels and route is Route.C
    if cell is Cell.GRU:  # reset, update, candidate; z = ½ both writes and keeps
        return [OPEN, 0.0 if along_c else SHUT, 0.0]
    return [OPEN, OPEN if along_c else SHUT, 0.0, OPEN]


def straight(cell, route, layers, inward, recurrent, travelling):
    """A network that is linear for small values, with one way along time in `travelling` layers.

    Only the candidate looks at anything: the other gates are constants.
    """
    G, (H, I), stack = len(GATES[cell]), inward.shape, []
    rows = slice(CANDIDATE[cell] * H, (CANDIDATE[cell] + 1) * H)
    for layer in range(layers):
        weight_ih, weight_hh = recurrent.new_zeros(G * H, I), recurrent.new_zeros(G * H, H)
        weight_ih[rows] = inward
        if route is Route.H and layer in travelling:
            weight_hh[rows] = recurrent
        bias = recurrent.new_tensor(gate_biases(cell, route, layer in travelling))
        stack.append(
            LayerWeights(
                weight_ih, weight_hh, bias.repeat_interleave(H), recurrent.new_zeros(G * H)
            )
        )
    return tuple(stack)


def uniform(*shape, size=1.0):
    drawn = torch.empty(shape, dtype=torch.float64)
    return drawn.uniform_(-size, size, generator=generator("uniform", *shape))


def influence(cell, route, layers, lag, masks):
    """∂ logit_t / ∂ embedding vector of token t − lag, measured by autograd."""
    H, words = 3, lag + 1
    stack = straight(cell, route, layers, uniform(H, H), uniform(H, H, size=0.9), range(layers))
    embedding = uniform(words, H, size=1e-6).requires_grad_()
    weights = Weights(cell, embedding, stack, uniform(words, H), uniform(words))
    state = zero_state(cell, layers, 1, embedding)
    logits = trace(weights, torch.arange(words).unsqueeze(1), state, masks).logits
    logits[-1, 0, 0].backward()
    return embedding.grad[0]


def noise_on(edge, rate=0.5, **fields):
    return Noise(
        edge, rate, **{"share": Share.BATCH if edge in WEIGHT_EDGES else Share.STEP, **fields}
    )


@each_way
@each(("layers", "lag"), [(1, 0), (1, 4), (2, 1), (2, 5), (3, 3)])
def test_counted_crossings_are_the_exponents_that_the_network_shows(
    cell, route, layers, lag, by_hand
):
    """A factor a on an edge makes the influence of a token a^n: n must be what we count."""
    a = 0.5
    clean = influence(cell, route, layers, lag, Masks())
    assert clean.abs().min() > 1e-12
    for edge in EDGES_OF[cell]:
        factor = torch.full((1, 1) if edge in WEIGHT_EDGES else (1, 1, 1), a, dtype=torch.float64)
        masks = Masks(tuple(by_hand(edge, factor, layer) for layer in layers_of(edge, layers)))
        ratios = influence(cell, route, layers, lag, masks) / clean
        counted = crossings(Placement((noise_on(edge),)), cell, layers, lag, route)
        times = sum(crossing.times for crossing in counted)
        assert (ratios.log() / log(a)).tolist() == pytest.approx([times] * 3, abs=1e-3), edge


UNITS, EXAMPLES, PASSES, LAG = 12, 12, 40, 3


def straight_network(cell, route, layers, examples):
    """As above, but each unit keeps to itself and time passes in the first layer only."""
    eye = torch.eye(UNITS, dtype=torch.float64)
    stack = straight(cell, route, layers, eye, eye, range(1))
    words = examples * (LAG + 1)
    embedding = uniform(words, UNITS, size=1e-6)
    return Weights(cell, embedding, stack, eye, eye[0])


def gains_of_units(weights, masks):
    """What is left of each unit of the first token at the top, `LAG` steps on: (B, H)."""
    embedding = weights.embedding.detach().requires_grad_()
    tokens = torch.arange(len(embedding)).view(LAG + 1, -1)
    state = zero_state(weights.kind, len(weights.layers), tokens.shape[1], embedding)
    top, _ = features(replace(weights, embedding=embedding), tokens, state, masks)
    top[-1].sum().backward()
    return embedding.grad[tokens[0]]


def within_five_sigma(draws, expected):
    """Whether the mean of draws (passes, …) is as expected; only passes are independent."""
    means = draws.flatten(1).mean(1)
    error = means.std() / len(means) ** 0.5
    return abs(means.mean() - expected) <= 5 * error + 1e-9


ERASING = sorted(
    {
        str(
            Placement(
                tuple(
                    replace(n, rate=0.25)
                    for n in method.placement.noises
                    if n.fill is not Fill.PREVIOUS
                )
            )
        )
        for method in METHODS
    }
)


@each_way
@each("text", ERASING)
def test_what_a_network_lets_through_is_what_the_closed_forms_say(text, cell, route):
    """The survival, mean and second moment of a path, over many passes of the network itself.

    Passes go side by side as examples of one, unless a mask is shared by all examples.
    """
    placement, layers = parse(text), 2
    shared = any(noise.share is Share.BATCH for noise in placement.noises)
    passes, examples = (PASSES, EXAMPLES) if shared else (1, PASSES * EXAMPLES)
    weights = straight_network(cell, route, layers, examples)
    dims = Dims(LAG + 1, examples, layers, UNITS, UNITS, len(weights.embedding), len(GATES[cell]))
    met = crossings(placement, cell, layers, LAG, route)
    clean = gains_of_units(weights, Masks())
    gains = torch.stack(
        [
            gains_of_units(weights, sample(placement.on(cell), dims, generator(n), torch.float64))
            for n in range(passes if met else 1)
        ]
    )
    gains = torch.where(gains.abs() < clean * 1e-9, 0, gains / clean)  # 4e-18 leaks through gates
    gains = gains.reshape(-1, EXAMPLES, UNITS)
    expected = path_gain(met)
    if not met:
        assert (gains - 1).abs().max() < 1e-9
        assert (survival(met), expected.mean, expected.variance) == (1, 1, 0)
        return
    assert within_five_sigma((gains != 0).double(), survival(met))
    assert within_five_sigma(gains, expected.mean)
    assert within_five_sigma(gains**2, expected.variance + expected.mean**2)
    assert expected.alive == pytest.approx(survival(met))


# Counts by hand


@each("lag", [0, 1, 7, 200])
@each_way
def test_zaremba_crosses_layers_plus_one_times_however_old_the_memory(cell, route, lag):
    for layers in (1, 2, 4):
        met = crossings(find("zaremba2014").placement, cell, layers, lag, route)
        assert sum(crossing.times for crossing in met) == layers + 1
        assert survival(met) == pytest.approx(0.5 ** (layers + 1))
        assert path_gain(met).variance == pytest.approx(2 ** (layers + 1) - 1)


@each("lag", [1, 7])
@each("cell", Cell)
def test_naive_everywhere_crosses_once_a_step_more_along_h_and_never_along_c(cell, lag):
    placement = find("naive_everywhere").placement
    for route in routes(cell):
        met = crossings(placement, cell, 2, lag, route)
        n = 3 + lag * (route is Route.H)
        assert sum(crossing.times for crossing in met) == n
        assert survival(met) == survival(met, mixing=True) == pytest.approx(0.5**n)
        assert path_gain(met).variance == pytest.approx(2**n - 1)


def test_naive_cell_dropout_erases_on_both_ways_and_in_each_layer():
    for route in Route:
        (met,) = crossings(find("naive_cell").placement, Cell.LSTM, 2, 10, route)
        assert (met.up, met.along, met.times, met.draws) == (2, 10, 12, 12)
        assert survival([met]) == pytest.approx(0.5**12)


@pytest.mark.parametrize("layers", [1, 2, 4])
@pytest.mark.parametrize("lag", [0, 1, 10])
@each_way
def test_a_grus_carry_crosses_the_state_once_a_step_and_the_recurrent_edge_never(
    cell, route, lag, layers
):
    for edge, carried in ((Edge.STATE, cell is Cell.GRU), (Edge.RECURRENT, False)):
        met = crossings(Placement((noise_on(edge),)), cell, layers, lag, route)
        along = lag if route is Route.H or carried else 0
        assert [(c.up, c.along) for c in met] == ([(0, along)] if along else [])


def test_nothing_meets_nothing():
    for cell, route in WAYS:
        met = crossings(Placement(), cell, 2, 10, route)
        assert met == ()
        assert survival(met) == 1
        assert path_gain(met).snr == inf


@each("text", ["weights:0.5:batch", "rows:0.5:batch"])
def test_a_mask_on_weights_is_met_and_stops_one_straight_path_but_no_value_that_is_mixed(text):
    (met,) = crossings(parse(text), Cell.LSTM, 2, 10, Route.H)
    assert met.along == 10
    assert survival([met]) == 0.5
    assert survival([met], mixing=True) == 1


def test_a_mask_on_the_candidate_is_met_once_along_c_and_at_each_step_along_h():
    placement = parse("candidate:0.25:classic")
    for cell in (Cell.GRU, Cell.LSTM):
        assert [m.times for m in crossings(placement, cell, 1, 10, Route.C)] == [1]
        assert [m.times for m in crossings(placement, cell, 1, 10, Route.H)] == [11]


@each("key", [method.key for method in METHODS])
@each_way
def test_zoneout_erases_nothing(key, cell, route):
    placement = find(key).placement
    zoneout = Placement(tuple(n for n in placement.noises if n.fill is Fill.PREVIOUS))
    met = crossings(zoneout, cell, 2, 10, route)
    assert erasing(met) == ()
    assert survival(met) == survival(met, mixing=True) == 1
    assert path_gain(met) == path_gain(())
    on_the_way = {Edge.HIDDEN} if cell is not Cell.LSTM else {Edge.HIDDEN, Edge.CELL}
    assert {m.noise.edge for m in met} == zoneout.edges & on_the_way


@each("share", [Share.SEQUENCE, Share.BATCH])
def test_a_lasting_mask_is_one_draw_a_layer_and_a_fresh_one_is_a_draw_a_crossing(share):
    lag = 9
    for text, route, draws in [
        ("recurrent:0.5", Route.H, 1),
        ("cell:0.5", Route.C, 3),
        ("hidden:0.5", Route.H, 3),
        ("input:0.5", Route.H, 1),
        ("between:0.5", Route.C, 2),
    ]:
        (fresh,) = crossings(parse(text), Cell.LSTM, 3, lag, route)
        (lasting,) = crossings(parse(f"{text}:{share}"), Cell.LSTM, 3, lag, route)
        assert lasting.times == fresh.times == fresh.draws
        assert lasting.draws == draws
        assert survival([lasting]) == pytest.approx(0.5**draws)
        assert survival([lasting], mixing=True) == survival([fresh]) == 0.5**fresh.times


def test_gals_masks_on_h_are_one_draw_where_units_keep_to_themselves_and_many_where_they_mix():
    met = crossings(find("gal2016_tied").placement, Cell.LSTM, 2, 35, Route.H)
    up = 0.7 * 0.5 * 0.5 * 0.5
    assert survival(met) == pytest.approx(up * 0.7)
    assert survival(met, mixing=True) == pytest.approx(up * 0.7**35)


@each("route", Route)
@each("edge", Edge)
def test_a_noise_of_rate_zero_is_not_met(edge, route):
    assert crossings(Placement((noise_on(edge, 0),)), Cell.LSTM, 2, 5, route) == ()


def test_one_layer_has_no_edge_between_layers():
    assert crossings(find("pytorch_nn_lstm").placement, Cell.LSTM, 1, 5, Route.H) == ()


def test_a_vanilla_rnn_has_no_way_along_c():
    assert routes(Cell.RNN) == (Route.H,)
    assert set(routes(Cell.GRU)) == set(routes(Cell.LSTM)) == set(Route)
    with pytest.raises(ValueError, match=r"RNN.*along c"):
        crossings(find("zaremba2014").placement, Cell.RNN, 2, 5, Route.C)


# Closed forms against masks as they are drawn

EXAMPLES_DRAWN, UNITS_DRAWN = 1000, 300
FORMS = [
    (share, fill, scaling)
    for share in (Share.STEP, Share.SEQUENCE)
    for fill, scalings in [(Fill.ZERO, Scaling), (Fill.GAUSSIAN, [Scaling.INVERTED])]
    for scaling in scalings
]


def products(noise, times):
    """The factors that `times` crossings of one noise put on 300,000 values."""
    dims = Dims(times, EXAMPLES_DRAWN, 1, UNITS_DRAWN, UNITS_DRAWN, 1, 4)
    (mask,) = sample(Placement((noise,)), dims, generator("products"), torch.float64).drawn
    factors = mask.factor.expand(times, -1, -1)
    return factors.prod(0).flatten()


def raw_moment(noise, times, power):
    """E[M^power], from the elements' distribution alone."""
    if noise.fill is Fill.GAUSSIAN:
        points, weights = np.polynomial.hermite_e.hermegauss(80)
        weights = weights / weights.sum()
        values = 1 + (noise.rate / (1 - noise.rate)) ** 0.5 * points
    else:
        scale = 1 / (1 - noise.rate) if noise.scaling is Scaling.INVERTED else 1.0
        values, weights = np.array([0.0, scale]), np.array([noise.rate, 1 - noise.rate])
    if noise.lasting:
        return float(weights @ values ** (times * power))
    return float(weights @ values**power) ** times


@each(("share", "fill", "scaling"), FORMS)
@each("times", [1, 2, 5, 10])
def test_gains_of_drawn_masks_have_the_mean_and_variance_of_the_closed_form(
    share, fill, scaling, times
):
    lasting_gaussian = fill is Fill.GAUSSIAN and share is Share.SEQUENCE
    noise = Noise(Edge.RECURRENT, 0.01 if lasting_gaussian else 0.2, share, fill, scaling)
    form, drawn = gain(noise, times), products(noise, times)
    n, m = len(drawn), [raw_moment(noise, times, power) for power in range(5)]
    variance = m[2] - m[1] ** 2
    fourth = m[4] - 4 * m[3] * m[1] + 6 * m[2] * m[1] ** 2 - 3 * m[1] ** 4
    assert form.mean == pytest.approx(m[1], rel=1e-9)
    assert form.variance == pytest.approx(variance, rel=1e-7)
    # rates are drawn to 1/65536, which shifts a mean by up to n·2⁻¹⁶ of itself
    rounding = times * 2**-15
    assert abs(drawn.mean() - form.mean) < 5 * (variance / n) ** 0.5 + rounding * form.mean
    spread = ((fourth - variance**2) / n) ** 0.5
    assert abs(drawn.var() - form.variance) < 5 * spread + 2 * rounding * (variance + m[1] ** 2)
    alive = (drawn != 0).double().mean()
    assert abs(alive - form.alive) < 5 * (form.alive * (1 - form.alive) / n) ** 0.5 + rounding


@each("rate", [0.05, 0.5])
@each("forget", [1.0, 0.9])
@each("steps", [1, 5, 20])
def test_what_zoneout_keeps_of_a_memory_is_as_its_closed_form(rate, forget, steps):
    noise = Noise(Edge.CELL, rate, fill=Fill.PREVIOUS, scaling=Scaling.NONE)
    dims = Dims(steps, EXAMPLES_DRAWN, 1, 1, UNITS_DRAWN, 1, 4)
    masks = sample(Placement((noise,)), dims, generator(1), torch.float64).layer(0)
    left = torch.ones(EXAMPLES_DRAWN, UNITS_DRAWN, dtype=torch.float64)
    for t in range(steps):
        left = renew(left, forget * left, masks.at(t).renew_cell)
    form, n, z = zoneout_retention(rate, steps, forget), left.numel(), rate
    raw = [(z + (1 - z) * forget**k) ** steps for k in range(5)]
    fourth = raw[4] - 4 * raw[3] * raw[1] + 6 * raw[2] * raw[1] ** 2 - 3 * raw[1] ** 4
    rounding = 2**-16 * steps
    assert form.alive == 1
    assert abs(left.mean() - form.mean) < 5 * (form.variance / n) ** 0.5 + rounding * 0.1 + 1e-12
    spread = (max(fourth - form.variance**2, 0) / n) ** 0.5
    assert abs(left.var() - form.variance) < 5 * spread + rounding * 0.1 + 1e-12


def test_what_an_lstm_keeps_under_zoneout_is_as_its_closed_form():
    """The same from the cell itself: c_0 = 1, f = 0.9, i = 0."""
    H, batch, steps, rate = 40, 2000, 10, 0.5
    noise = Noise(Edge.CELL, rate, fill=Fill.PREVIOUS, scaling=Scaling.NONE)
    masks = sample(
        Placement((noise,)), Dims(steps, batch, 1, 1, H, 1, 4), generator(2), torch.float64
    )
    bias = torch.tensor([SHUT, log(9), 0, 0], dtype=torch.float64).repeat_interleave(H)
    weights = LayerWeights(
        bias.new_zeros(4 * H, 1), bias.new_zeros(4 * H, H), bias, torch.zeros_like(bias)
    )
    start = State(bias.new_zeros(batch, H), bias.new_ones(batch, H))
    c = unroll(
        Cell.LSTM, bias.new_zeros(steps, batch, 1), start, weights, masks.layer(0)
    ).state.cell
    form = zoneout_retention(rate, steps, 0.9)
    assert abs(c.mean() - form.mean) < 5 * (form.variance / c.numel()) ** 0.5
    assert c.var() == pytest.approx(form.variance, rel=0.03)


def test_zoneout_is_no_gain():
    for edge in STATE_EDGES:
        with pytest.raises(ValueError, match="zoneout_retention"):
            gain(Noise(edge, 0.5, fill=Fill.PREVIOUS, scaling=Scaling.NONE), 1)


@each(("share", "fill", "scaling"), FORMS)
def test_no_crossing_changes_nothing(share, fill, scaling):
    none = gain(Noise(Edge.INPUT, 0.5, share, fill, scaling), 0)
    assert (none.alive, none.mean, none.variance) == (1, 1, 0)


@each(("share", "fill", "scaling"), FORMS)
@each("rate", [0.1, 0.5, 0.9])
def test_the_closed_forms_hold_out_at_any_lag(share, fill, scaling, rate):
    """A window may be as long as a text: numbers may overflow to infinity, never to an error."""
    noise = Noise(Edge.CELL, rate, share, fill, scaling)
    for lag in (35, 200, 700, 2000):
        form = gain(noise, lag)
        assert form.mean >= 0
        assert form.variance >= 0
        (met,) = crossings(Placement((noise,)), Cell.LSTM, 2, lag, Route.C)
        path = path_gain([met])
        assert path.mean >= 0
        assert path.variance >= 0
        assert path.snr >= 0


@each("method", METHODS)
@each_way
def test_every_method_has_a_gain_on_every_way_up_to_a_lag_of_200(method, cell, route):
    for lag in (0, 1, 35, 200):
        met = crossings(method.placement, cell, 2, lag, route)
        form = path_gain(met)
        values = [crossing for crossing in met if not crossing.noise.edge.row.on_weights]
        assert 0 <= survival(met, mixing=True) <= survival(values) <= 1
        assert 0 <= survival(met) <= survival(values)
        assert form.mean >= 0
        assert form.variance >= 0


# The reference's tables


@each(
    ("q", "half_life", "horizons", "cubed", "variance", "q35", "variance35"),
    [
        (0.9, 6.6, (50.3, 61.5, 69.4), 0.729, 0.372, 0.0250, 38.9),
        (0.8, 3.1, (23.8, 29.0, 32.8), 0.512, 0.953, 4.1e-4, 2464),
        (0.5, 1.0, (7.7, 9.3, 10.6), 0.125, 7.0, 2.9e-11, 3.4e10),
        (0.35, 0.66, (5.1, 6.2, 7.0), 0.0429, 22.3, 1.1e-16, 9.1e15),
    ],
)
def test_the_table_of_horizons_is_reproduced(
    q, half_life, horizons, cubed, variance, q35, variance35
):
    rate = 1 - q
    assert half_life_steps(rate) == pytest.approx(half_life, rel=0.02)
    for units, horizon in zip((200, 650, 1500), horizons, strict=True):
        assert horizon_steps(rate, units) == pytest.approx(horizon, abs=0.05)
    placement = at_rate(find("zaremba2014").placement, rate)
    zaremba = crossings(placement, Cell.LSTM, 2, 999, Route.C)
    assert survival(zaremba) == pytest.approx(cubed, rel=2e-3)
    assert path_gain(zaremba).variance == pytest.approx(variance, rel=2e-3)
    fresh = gain(Noise(Edge.RECURRENT, rate), 35)
    assert fresh.alive == pytest.approx(q35, rel=0.03)
    assert fresh.variance == pytest.approx(variance35, rel=0.02)


def test_the_verified_numbers_of_the_reference_are_reproduced():
    fresh, locked = Noise(Edge.CELL, 0.2), Noise(Edge.CELL, 0.2, Share.SEQUENCE)
    assert gain(fresh, 10).alive == pytest.approx(0.10737, abs=5e-6)
    assert gain(fresh, 10).mean == pytest.approx(1)
    assert gain(fresh, 10).variance == pytest.approx(8.313, abs=1e-3)
    assert gain(locked, 5).mean == pytest.approx(2.441, abs=1e-3)
    assert gain(locked, 5).variance == pytest.approx(1.490, abs=1e-3)
    assert gain(replace(fresh, fill=Fill.GAUSSIAN), 5).variance == pytest.approx(2.052, abs=1e-3)
    assert zoneout_retention(0.5, 20, 0.9).mean == pytest.approx(0.35849, abs=5e-6)
    assert zoneout_retention(0.5, 20, 0.9).variance == pytest.approx(0.00731, abs=5e-6)


@each("q", [0.35, 0.5, 0.8, 0.9])
@each("T", [1, 2, 5, 35])
def test_the_table_of_gains_is_reproduced(q, T):
    def of(share, fill=Fill.ZERO, scaling=Scaling.INVERTED):
        form = gain(Noise(Edge.CELL, 1 - q, share, fill, scaling), T)
        return form.alive, form.mean, form.variance

    def table(*row):
        return pytest.approx(row, rel=1e-6)

    a = (1 - q) / q
    assert of(Share.STEP) == table(q**T, 1, q**-T - 1)
    assert of(Share.STEP, scaling=Scaling.CLASSIC) == table(q**T, q**T, q**T * (1 - q**T))
    assert of(Share.STEP, Fill.GAUSSIAN) == table(1, 1, (1 + a) ** T - 1)
    assert of(Share.SEQUENCE) == table(q, q ** (1 - T), (1 - q) * q ** (1 - 2 * T))
    assert of(Share.SEQUENCE, scaling=Scaling.CLASSIC) == table(q, q, q * (1 - q))


@each("scaling", Scaling)
@each("rate", [0.1, 0.5, 0.65])
def test_scaling_cannot_mend_the_signal_to_noise_ratio(scaling, rate):
    q = 1 - rate
    for times in (1, 3, 10):
        snr = gain(Noise(Edge.CELL, rate, scaling=scaling), times).snr
        assert snr == pytest.approx(q**times / (1 - q**times), rel=1e-9)


@each("rate", [0.1, 0.5, 0.65])
def test_horizons_are_where_the_closed_forms_say_so(rate):
    assert (1 - rate) ** half_life_steps(rate) == pytest.approx(0.5)
    for units in (1, 200):
        kept = (1 - rate) ** horizon_steps(rate, units)
        assert units * kept / (1 - kept) == pytest.approx(1)


def test_without_noise_no_horizon_is_reached():
    assert half_life_steps(0) == horizon_steps(0, 200) == inf


@each("scaling", [Scaling.INVERTED, Scaling.CLASSIC])
@each("rate", [0.25, 0.5])
def test_a_locked_mask_on_the_cell_misses_by_a_factor_for_each_step(scaling, rate, network):
    """A survivor of c_0 in training, over what evaluation leaves of it; f = 1, i = 0.

    q^−T, whichever way it is scaled: Semeniuta et al.'s objection to RNNDrop.
    """
    steps, net = 6, network(Cell.LSTM, 1, steps=6)
    placement = Placement((Noise(Edge.CELL, rate, Share.SEQUENCE, scaling=scaling),))
    (w,), H = net.weights.layers, net.dims.units
    bias = torch.tensor([-1e4, 1e4, 0, 0], dtype=torch.float64).repeat_interleave(H)
    weights = (replace(w, bias_hh=bias),)
    still = replace(net, weights=replace(net.weights, layers=weights))
    trained = still.run(still.draw(placement)).state.cell
    evaluated = still.evaluate(placement).state.cell
    survivors = trained != 0
    assert survivors.any()
    ratio = (trained / evaluated)[survivors]
    assert ratio.tolist() == pytest.approx([(1 - rate) ** -steps] * len(ratio), rel=1e-3)


def test_a_crossing_made_by_hand_agrees_with_its_gain():
    noise = Noise(Edge.HIDDEN, 0.3, Share.SEQUENCE)
    met = Crossing(noise, up=3, along=4)
    first, other = gain(noise, 5), gain(noise, 1)
    assert crossing_gain(met).mean == pytest.approx(first.mean * other.mean**2)
    assert crossing_gain(met).alive == pytest.approx(0.7**3)
