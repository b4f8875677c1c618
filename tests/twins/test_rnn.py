import numpy as np
import pytest
import torch

from rnnviz.twins import rnn_torch

STEPS, INPUTS, UNITS, OUTPUTS = 7, 5, 6, 4
RATES = (0.0, 0.3, 0.5, 0.9)


def masks_of(twin, method, rate=0.5, seed=0):
    x, h = twin.vector(INPUTS, STEPS), twin.vector(UNITS)
    return getattr(twin.rnn, f"{method}_masks")(x, h, rate, twin.generator(seed))


def torch_problem():
    """x, h_0 and weights of a `torch.nn.RNN` and a decoder, with the modules themselves."""
    torch.manual_seed(0)
    rnn = torch.nn.RNN(INPUTS, UNITS, dtype=torch.float64)
    decoder = torch.nn.Linear(UNITS, OUTPUTS, dtype=torch.float64)
    weights = rnn_torch.Weights(
        rnn.weight_ih_l0, rnn.weight_hh_l0, rnn.bias_ih_l0 + rnn.bias_hh_l0, *decoder.parameters()
    )
    x = torch.randn(STEPS, 2, INPUTS, dtype=torch.float64)
    return x, torch.randn(2, UNITS, dtype=torch.float64), weights, rnn, decoder


def test_masks_have_the_shape_of_what_they_multiply_at_every_step(twin):
    x, h = twin.vector(INPUTS, STEPS), twin.vector(UNITS)
    for method in ("zaremba", "variational"):
        D_x, D_h, D_y = masks_of(twin, method)
        assert [m.shape for m in D_x] == [x[0].shape] * STEPS
        assert [m.shape for m in D_h] == [m.shape for m in D_y] == [h.shape] * STEPS
        assert {m.dtype for m in (*D_x, *D_h, *D_y)} == {x.dtype}


def test_zarembas_masks_differ_between_steps_on_input_and_output(twin):
    D_x, _, D_y = masks_of(twin, "zaremba")
    for factors in (D_x, D_y):
        assert len({np.asarray(factor).tobytes() for factor in factors}) > 1
        assert len({id(factor) for factor in factors}) == STEPS


def test_zarembas_recurrence_carries_no_mask_at_any_rate(twin):
    for rate in RATES:
        for factor in masks_of(twin, "zaremba", rate).D_h:
            assert (np.asarray(factor) == 1).all()


def test_variational_masks_are_the_same_at_every_step_and_one_sits_on_the_recurrence(twin):
    masks = masks_of(twin, "variational")
    for factors in masks:
        assert all((np.asarray(factor) == np.asarray(factors[0])).all() for factor in factors)
    assert any((np.asarray(factors[0]) == 0).any() for factors in masks)
    different_seeds = {
        np.asarray(masks_of(twin, "variational", seed=s).D_h[0]).tobytes() for s in range(5)
    }
    assert len(different_seeds) > 1


def test_variational_masks_on_the_recurrence_and_the_output_are_drawn_apart(twin):
    draws = [masks_of(twin, "variational", seed=seed) for seed in range(5)]
    assert any((np.asarray(m.D_h[0]) != np.asarray(m.D_y[0])).any() for m in draws)


@pytest.mark.parametrize("rate", RATES)
def test_a_factor_is_0_or_1_over_1_minus_rate_with_a_mean_of_1_within_5_sigma(twin, rate):
    factor = np.asarray(twin.rnn.draw_mask(twin.vector(20_000), rate, twin.generator()))
    kept = factor[factor != 0]
    np.testing.assert_allclose(kept, 1 / (1 - rate), rtol=1e-12)
    assert abs(factor.mean() - 1) <= 5 * (rate / (1 - rate) / factor.size) ** 0.5 + 1e-12


@pytest.mark.parametrize("method", ["zaremba", "variational"])
def test_at_rate_0_there_is_no_dropout_as_at_test(twin, method):
    for factors in masks_of(twin, method, rate=0):
        assert all((np.asarray(factor) == 1).all() for factor in factors)


@pytest.mark.parametrize("method", ["zaremba", "variational"])
def test_the_same_generator_seed_draws_the_same_masks(twin, method):
    first, again = masks_of(twin, method, seed=9), masks_of(twin, method, seed=9)
    for drawn, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(np.stack(drawn), np.stack(other))


def test_with_masks_of_ones_the_twin_is_torchs_own_rnn():
    x, h, weights, rnn, decoder = torch_problem()
    masks = rnn_torch.zaremba_masks(x, h, 0.0, torch.Generator())
    hs, ys = rnn_torch.forward(x, h, weights, masks)
    expected, _ = rnn(x, h[None])
    torch.testing.assert_close(hs, expected, rtol=0, atol=1e-12)
    torch.testing.assert_close(ys, decoder(expected), rtol=0, atol=1e-12)


def test_zarembas_twin_is_torchs_own_rnn_fed_with_dropped_inputs_and_read_through_dropped_outputs():
    x, h, weights, rnn, decoder = torch_problem()
    masks = rnn_torch.zaremba_masks(x, h, 0.5, torch.Generator().manual_seed(1))
    hs, ys = rnn_torch.forward(x, h, weights, masks)
    expected, _ = rnn(x * torch.stack(masks.D_x), h[None])
    torch.testing.assert_close(hs, expected, rtol=0, atol=1e-12)
    torch.testing.assert_close(ys, decoder(expected * torch.stack(masks.D_y)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("method", ["zaremba", "variational"])
def test_only_a_recurrent_mask_cuts_the_jacobian_from_state_to_state(method, seed):
    """∂h_t / ∂h_{t−1} = diag(1 − h_t²) W_hh D_h, whatever is drawn for input and output."""
    x, h, weights, _, _ = torch_problem()
    x, h = x[:1, :1], h[:1]
    source = torch.Generator().manual_seed(seed)
    masks = getattr(rnn_torch, f"{method}_masks")(x, h, 0.5, source)

    def next_state(h):
        return rnn_torch.forward(x, h, weights, masks)[0][0, 0]

    jacobian = torch.autograd.functional.jacobian(next_state, h)[:, 0]  # (H, H)
    cut = torch.ones(UNITS) if method == "zaremba" else masks.D_h[0][0]
    expected = (1 - next_state(h) ** 2)[:, None] * weights.W_hh * cut
    torch.testing.assert_close(jacobian, expected, rtol=0, atol=1e-12)


def test_one_step_is_what_the_equations_say(twin):
    """Sums written out by hand, so that a transposed or forgotten matrix shows."""
    rng = np.random.default_rng(2)
    shapes = ((UNITS, INPUTS), (UNITS, UNITS), (UNITS,), (OUTPUTS, UNITS), (OUTPUTS,))
    W_xh, W_hh, b_h, W_hy, b_y = values = [rng.standard_normal(shape) for shape in shapes]
    columns = twin.framework is np
    weights = twin.rnn.Weights(
        *(twin.array(v[:, None] if columns and v.ndim == 1 else v) for v in values)
    )
    x, h = twin.vector(INPUTS, 1), twin.vector(UNITS)
    masks = twin.rnn.variational_masks(x, h, 0.5, twin.generator(3))
    hs, ys = twin.rnn.forward(x, h, weights, masks)

    def first(v):
        return np.asarray(v)[:, 0] if columns else np.asarray(v)[0]

    x0, h0, (m_x, m_h, m_y) = first(x[0]), first(h), (first(factors[0]) for factors in masks)
    h1 = np.tanh(
        [
            sum(W_xh[i, j] * m_x[j] * x0[j] for j in range(INPUTS))
            + sum(W_hh[i, j] * m_h[j] * h0[j] for j in range(UNITS))
            + b_h[i]
            for i in range(UNITS)
        ]
    )
    y1 = [sum(W_hy[i, j] * m_y[j] * h1[j] for j in range(UNITS)) + b_y[i] for i in range(OUTPUTS)]
    np.testing.assert_allclose(first(hs[0]), h1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(first(ys[0]), y1, rtol=0, atol=1e-12)


def test_the_given_state_is_not_changed(twin):
    x, h = twin.vector(INPUTS, STEPS), twin.vector(UNITS)
    before = h.tolist()
    sizes = (UNITS, INPUTS), (UNITS, UNITS), (UNITS, 1), (OUTPUTS, UNITS), (OUTPUTS, 1)
    weights = twin.rnn.Weights(
        *(twin.array(np.ones(s if twin.framework is np or s[1] > 1 else s[:1])) for s in sizes)
    )
    twin.rnn.forward(x, h, weights, twin.rnn.zaremba_masks(x, h, 0.5, twin.generator()))
    assert h.tolist() == before
