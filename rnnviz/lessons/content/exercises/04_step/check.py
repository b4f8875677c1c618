import numpy as np

BATCH, INPUTS, UNITS = 3, 5, 4
RNG = np.random.default_rng(0)
X, H, C = (RNG.standard_normal((BATCH, size)) for size in (INPUTS, UNITS, UNITS))
W, U, B = (RNG.standard_normal(s) for s in ((4 * UNITS, INPUTS), (4 * UNITS, UNITS), 4 * UNITS))
ONES = {"input": np.ones_like(X), "recurrent": np.ones_like(H), "cell": np.ones_like(C)}
MASK = np.array([[0, 2, 2, 0], [2, 0, 2, 2], [2, 2, 0, 0]])
ON_X = np.array([[0, 2, 2, 0, 2], [2, 0, 2, 2, 0], [2, 2, 0, 0, 2]])


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def wanted(x, h, on_c=1):
    """The next h and c, with a mask on c alone."""
    i, f, g, o = np.split(x @ W.T + h @ U.T + B, 4, axis=-1)
    c = on_c * (sigmoid(f) * C + sigmoid(i) * np.tanh(g))
    return sigmoid(o) * np.tanh(c), c


def stepped(answer, **masks):
    return answer.step(X.copy(), H.copy(), C.copy(), W, U, B, {**ONES, **masks})


def close(got, right, where):
    for name, state, other in zip("hc", got, right, strict=True):
        off = np.abs(state - other).max()
        assert off < 1e-9, f"With a mask on {where}, {name} is off by {off:.2g}."


def check_plain(answer):
    """With ones for masks it is the LSTM without dropout."""
    same = all(np.allclose(*pair) for pair in zip(stepped(answer), wanted(X, H), strict=True))
    assert same, "Without dropout h or c isn't that of the equations."


def check_input(answer):
    """The mask on the input is on x_t, and on nothing else."""
    close(stepped(answer, input=ON_X), wanted(ON_X * X, H), "x")


def check_recurrent(answer):
    """The mask on the recurrent input changes the gates; what c holds passes through none."""
    close(stepped(answer, recurrent=MASK), wanted(X, MASK * H), "h")


def check_cell(answer):
    """The mask on c multiplies c_t whole, and h_t reads what is left."""
    h, c = stepped(answer, cell=MASK)
    assert (c[MASK == 0] == 0).all(), "c is masked, and something dropped is still in it."
    assert (h[MASK == 0] == 0).all(), "c is masked, and h has read what was dropped from it."
    close((h, c), wanted(X, H, MASK), "c")
