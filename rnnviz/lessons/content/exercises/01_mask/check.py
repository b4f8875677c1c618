import numpy as np

SHAPE = (200, 400)  # examples, units


def drawn(answer, rate):
    mask = np.asarray(answer.mask(SHAPE, rate, np.random.default_rng(0)), dtype=float)
    assert mask.shape == SHAPE, f"The mask has shape {mask.shape}, not {SHAPE}."
    return mask


def check_shape(answer):
    """There is a factor for each value."""
    drawn(answer, 0.5)


def check_share(answer):
    """`rate` is the probability of dropping."""
    for rate in (0.2, 0.5, 0.65):
        share = (drawn(answer, rate) == 0).mean()
        assert abs(share - rate) < 0.1, f"At rate {rate} a share of {share:.2f} is 0."


def check_scale(answer):
    """What is kept is divided by the probability of keeping, so that the mean stays 1."""
    for rate in (0.2, 0.5, 0.65):
        kept, wanted = drawn(answer, rate).max(), 1 / (1 - rate)
        assert abs(kept - wanted) < 1e-6, f"At rate {rate} it keeps {kept:.2f}, not {wanted:.2f}."


def check_own(answer):
    """Each value is drawn for itself."""
    once = drawn(answer, 0.5)
    assert np.ptp(once, axis=1).any(), "All units of an example are dropped together."
    assert len(np.unique(once, axis=0)) == len(once), "Some examples share one mask."


def check_fresh(answer):
    """The next mask is another one, and rate 0 drops nothing."""
    generator = np.random.default_rng(0)
    first, other = (np.asarray(answer.mask(SHAPE, 0.5, generator)) for _ in range(2))
    assert (first != other).any(), "Two calls give the same mask: draw it from the generator."
    exact = (first == 0).sum() == (other == 0).sum()
    assert not exact, "Each mask drops exactly as many values: no value is drawn for itself."
    same = np.array_equal(drawn(answer, 0.5), drawn(answer, 0.5))
    assert same, "Equal generators give two different masks: draw from the one that is given."
    assert (drawn(answer, 0.0) == 1).all(), "At rate 0 some factors aren't 1."
