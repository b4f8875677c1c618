import numpy as np

STEPS, BATCH, INPUTS, UNITS, WORDS = 6, 2, 3, 8, 4
RNG = np.random.default_rng(0)
X = RNG.standard_normal((STEPS, BATCH, INPUTS))
WEIGHTS = [RNG.standard_normal(s) / 2 for s in ((UNITS, INPUTS), (UNITS, UNITS), (WORDS, UNITS))]
START = np.zeros((BATCH, UNITS))
D_X = 2.0 * (RNG.random(X.shape) < 0.5)
D_Y = 2.0 * (RNG.random((STEPS, BATCH, UNITS)) < 0.5)


def run(answer, d_x, d_y):
    return answer.forward(X, START, *WEIGHTS, d_x, d_y)


def check_recurrence(answer):
    """The output's masks leave every state as it is without them."""
    clean, _ = run(answer, np.ones_like(X), np.ones_like(D_Y))
    masked, _ = run(answer, np.ones_like(X), D_Y)
    off = np.abs(masked - clean).max()
    assert off == 0, f"Some h_t is off by {off:.2f}: the mask has got into the recurrence."


def check_memory(answer):
    """The first word still moves the last state, whatever is dropped on the way out."""
    closed = np.zeros_like(D_Y)
    first = np.ones_like(X)
    first[0] = 0
    with_word, without = (run(answer, d_x, closed)[0][-1] for d_x in (np.ones_like(X), first))
    moved = np.abs(with_word - without).max()
    assert moved > 1e-4, f"Taking it away moves the last state by {moved:.0e}."


def check_output(answer):
    """What goes up meets its mask, once."""
    h, y = run(answer, np.ones_like(X), D_Y)
    assert np.allclose(y, (D_Y * h) @ WEIGHTS[2].T), "y_t isn't W_hy D_y(h_t)."


def check_input(answer):
    """What comes in meets its mask too."""
    first = run(answer, D_X, D_Y)[0][0]
    assert np.allclose(first, np.tanh((D_X[0] * X[0]) @ WEIGHTS[0].T)), "D_x isn't on x_t."
