import numpy as np

BATCH, INPUTS, UNITS = 3, 5, 4
RNG = np.random.default_rng(0)
X, H, C = (RNG.standard_normal((BATCH, size)) for size in (INPUTS, UNITS, UNITS))
W, U, B = (RNG.standard_normal(s) for s in ((4 * UNITS, INPUTS), (4 * UNITS, UNITS), 4 * UNITS))
MASK = np.array([[0, 2, 2, 0, 2], [2, 0, 2, 2, 0], [2, 2, 0, 0, 2]])


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def close(got, wanted, name):
    assert np.shape(got) == wanted.shape, f"{name} has shape {np.shape(got)}, not {wanted.shape}."
    assert np.allclose(got, wanted), f"{name} is off by up to {abs(got - wanted).max():.2g}."


def parts(answer):
    return answer.step(X, H, C, W, U, B, MASK)


def check_names(answer):
    """Every intermediate is there under its name."""
    missing = {"x", "i", "f", "g", "o", "c", "h"} - set(parts(answer))
    assert not missing, f"There is no {', '.join(sorted(missing))}."


def check_input(answer):
    """x is what comes in after dropout."""
    close(parts(answer)["x"], MASK * X, "x")


def check_gates(answer):
    """The gates are those of the equation; dropout is on x alone."""
    a = np.split((MASK * X) @ W.T + H @ U.T + B, 4, axis=-1)
    for name, squash, value in zip("ifgo", (sigmoid, sigmoid, np.tanh, sigmoid), a, strict=True):
        close(parts(answer)[name], squash(value), name)


def check_state(answer):
    """c and h follow from the gates."""
    p = parts(answer)
    close(p["c"], p["f"] * C + p["i"] * p["g"], "c")
    close(p["h"], p["o"] * np.tanh(p["c"]), "h")


def check_nothing_else(answer):
    """What was handed in is left as it was."""
    before = X.copy(), H.copy(), C.copy()
    parts(answer)
    same = all((old == new).all() for old, new in zip(before, (X, H, C), strict=True))
    assert same, "x, h or c was changed in place."
