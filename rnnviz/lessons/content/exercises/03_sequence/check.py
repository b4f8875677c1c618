import numpy as np

STEPS, BATCH, UNITS = 5, 3, 40
RNG = np.random.default_rng(0)
X = 0.3 + 0.2 * RNG.random((STEPS, BATCH, UNITS))
W, START = np.eye(UNITS), np.full((BATCH, UNITS), 0.4)
U = 0.4 * np.eye(UNITS) + 0.1 * np.roll(np.eye(UNITS), 1, 0)


def states(answer, rate, generator=None):
    generator = generator or np.random.default_rng(1)
    h = np.asarray(answer.read(X.copy(), START.copy(), W, U, rate, generator))
    assert h.shape == X.shape, f"The states have shape {h.shape}, not {X.shape}."
    return h


def factors(h):
    """What h_{t-1} was multiplied by at each step, from the states before and after it."""
    with np.errstate(all="ignore"):
        entered = (np.arctanh(h) - X) @ np.linalg.inv(U).T
        return entered / np.concatenate([START[None], h[:-1]])


def check_plain(answer):
    """At rate 0 it is the network without dropout."""
    same = np.allclose(factors(states(answer, 0.0)), 1)
    assert same, "At rate 0 the states aren't those without dropout."


def check_whole(answer):
    """The states that come back are whole: only what enters the next step is masked."""
    h = states(answer, 0.5)
    assert (h != 0).all(), f"A share of {(h == 0).mean():.2f} of what comes back is 0."


def check_inverted(answer):
    """The mask is inverted dropout: 0, or 1 / (1 − rate)."""
    values = np.unique(np.round(factors(states(answer, 0.2))[0], 6) + 0.0)
    assert len(values) == 2, f"At rate 0.2 h_0 has {len(values)} different factors; a mask has 2."
    complaint = f"At rate 0.2 the factors are {values.tolist()}, not 0 and 1.25."
    assert values.tolist() == [0, 1.25], complaint


def check_one(answer):
    """All steps of a sequence have one mask."""
    used = factors(states(answer, 0.5))
    changed = [t + 1 for t in range(1, STEPS) if not np.allclose(used[t], used[0])]
    assert not changed, f"In steps {changed} h has other factors than in step 1."


def check_examples(answer):
    """Each example has a mask of its own."""
    used = factors(states(answer, 0.5))[0]
    assert not np.allclose(used[0], used[1]), "The examples of the batch share one mask."


def check_next(answer):
    """The next sequence has another mask."""
    generator = np.random.default_rng(1)
    first, other = (factors(states(answer, 0.5, generator))[0] for _ in range(2))
    assert not np.allclose(first, other), "Two sequences have the same mask: use the generator."
