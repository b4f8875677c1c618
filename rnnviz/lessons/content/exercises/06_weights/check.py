import numpy as np

STEPS, UNITS = 4, 24
RNG = np.random.default_rng(0)
W_XH = RNG.uniform(0.1, 0.3, (UNITS, UNITS))
W_HH = RNG.uniform(0.02, 0.06, (UNITS, UNITS))
START = np.eye(UNITS)  # example b begins with unit b alone
X = RNG.uniform(-0.1, 0.1, (STEPS, UNITS, UNITS))


def states(answer, rate, generator=None):
    generator = generator or np.random.default_rng(1)
    h = np.asarray(answer.read(X, START.copy(), W_XH.copy(), W_HH.copy(), rate, generator))
    assert h.shape == X.shape, f"The states have shape {h.shape}, not {X.shape}."
    return h


def weights(h, step=0):
    """The recurrent weights that a step went through, from the states before and after it."""
    before = START if step == 0 else h[step - 1]
    return np.linalg.lstsq(before, np.arctanh(h[step]) - X[step] @ W_XH.T, rcond=None)[0].T


def check_plain(answer):
    """At rate 0 the network is whole."""
    same = np.allclose(weights(states(answer, 0.0)), W_HH)
    assert same, "At rate 0 the recurrent weights aren't W_hh."


def check_elements(answer):
    """Single weights are dropped, the others divided by 1 − rate."""
    factor = weights(states(answer, 0.2)) / W_HH
    values = np.unique(np.round(factor, 6) + 0.0)
    complaint = f"At rate 0.2 the weights have {len(values)} different factors; a mask has 2."
    assert len(values) == 2, complaint
    complaint = f"At rate 0.2 the factors are {values.tolist()}, not 0 and 1.25."
    assert np.allclose(values, [0, 1.25]), complaint
    share = (factor < 0.5).mean()
    assert 0.05 < share < 0.4, f"At rate 0.2 a share of {share:.2f} of the weights is dropped."


def check_single(answer):
    """Neither whole columns nor whole rows of W_hh are dropped."""
    kept = weights(states(answer, 0.5)) / W_HH > 0.5
    assert (kept != kept[0]).any(), "Whole columns of W_hh are dropped, which are units of h."
    assert (kept.T[0] != kept.T).any(), "Whole rows of W_hh are dropped, not single weights."


def check_once(answer):
    """The mask is drawn once for the sequence: every step goes through the same weights."""
    h = states(answer, 0.5)
    repeated = h[0] @ weights(h).T + X[1] @ W_XH.T
    off = np.abs(np.tanh(repeated) - h[1]).max()
    assert off < 1e-6, f"With the weights of step 1, step 2 is off by {off:.2g}: drawn anew?"


def check_next(answer):
    """The next sequence has other weights, and the caller's are left alone."""
    generator, mine = np.random.default_rng(1), W_HH.copy()
    runs = [answer.read(X, START, W_XH, mine, 0.5, generator) for _ in range(2)]
    assert (mine == W_HH).all(), "W_hh itself was changed: the next sequence drops from the rest."
    first, other = (weights(np.asarray(run)) for run in runs)
    assert not np.allclose(first, other), "Two sequences have the same mask: use the generator."
