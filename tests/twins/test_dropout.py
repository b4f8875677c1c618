import numpy as np
import pytest

RATES = (0.0, 0.2, 0.5, 0.9)
BAD_RATES = (1.0, 1, -0.1, 2.0, float("nan"), float("inf"))
SIGMAS = 5


@pytest.mark.parametrize("rate", RATES)
def test_a_mask_drops_with_probability_rate(twin, rate):
    mask = np.asarray(twin.dropout.draw_mask((200, 200), rate, twin.generator()))
    sigma = (rate * (1 - rate) / mask.size) ** 0.5
    assert abs(1 - mask.mean() - rate) <= SIGMAS * sigma


@pytest.mark.parametrize("rate", RATES)
def test_the_mean_of_inverted_dropout_is_its_input(twin, rate):
    assert_mean(twin, twin.dropout.inverted, rate, expected=1)


@pytest.mark.parametrize("rate", RATES)
def test_the_mean_of_classic_dropout_while_training_is_what_it_gives_at_test(twin, rate):
    x = twin.vector(5)
    mask = twin.dropout.draw_mask(x.shape, rate, twin.generator())
    at_test = twin.dropout.classic(x, mask, rate, training=False)
    np.testing.assert_allclose(at_test, (1 - rate) * x, rtol=1e-15)
    assert_mean(twin, twin.dropout.classic, rate, expected=1 - rate)


def assert_mean(twin, dropout, rate, expected):
    """The mean over many draws is `expected` times the input, within 5 standard errors."""
    x, source, draws = twin.vector(5), twin.generator(), 20_000
    masks = twin.dropout.draw_mask((draws, *x.shape), rate, source)
    dropped = np.asarray(dropout(x, masks, rate, training=True))
    assert dropped.shape == (draws, *x.shape)
    # A coin of mean `keep` has variance keep · rate; a value multiplies it by x · expected / keep.
    keep = 1 - rate
    sigma = np.abs(np.asarray(x)) * expected / keep * (keep * rate / draws) ** 0.5
    assert (np.abs(dropped.mean(0) - expected * np.asarray(x)) <= SIGMAS * sigma + 1e-12).all()


@pytest.mark.parametrize("rate", RATES)
def test_inverted_dropout_at_test_is_the_identity(twin, rate):
    x = twin.vector(5)
    mask = twin.dropout.draw_mask(x.shape, rate, twin.generator())
    assert twin.dropout.inverted(x, mask, rate, training=False) is x


@pytest.mark.parametrize("rate", RATES)
def test_a_value_is_dropped_to_0_or_kept_as_x_or_as_x_over_1_minus_rate(twin, rate):
    x = twin.vector(50)
    mask = twin.dropout.draw_mask(x.shape, rate, twin.generator())
    kept = np.asarray(mask) == 1
    for dropout, scale in ((twin.dropout.classic, 1), (twin.dropout.inverted, 1 / (1 - rate))):
        dropped = np.asarray(dropout(x, mask, rate, training=True))
        np.testing.assert_allclose(dropped, np.where(kept, np.asarray(x) * scale, 0), rtol=1e-12)


def test_the_same_seed_draws_the_same_mask_and_another_seed_another(twin):
    first, again, other = (
        np.asarray(twin.dropout.draw_mask((50, 1), 0.5, twin.generator(seed))) for seed in (3, 3, 4)
    )
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("rate", BAD_RATES)
def test_a_rate_that_is_none_is_refused_with_its_value_and_the_range(twin, rate):
    x, says = twin.vector(5), rf"^Rate {rate} .*\[0, 1\)"
    with pytest.raises(ValueError, match=says):
        twin.dropout.draw_mask(x.shape, rate, twin.generator())
    with pytest.raises(ValueError, match=says):
        twin.dropout.inverted(x, x, rate, training=True)
    with pytest.raises(ValueError, match=says):
        twin.dropout.classic(x, x, rate, training=False)
    with pytest.raises(ValueError, match=says):
        twin.rnn.draw_mask(x, rate, twin.generator())
