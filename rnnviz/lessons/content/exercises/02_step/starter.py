import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def step(x, h, c, W, U, b, mask):
    """Every intermediate of one step by name."""
    a = x @ W.T + h @ U.T + b
    i, f, g, o = np.split(a, 4, axis=-1)
    return {"x": x, "i": i, "f": f, "g": g, "o": o, "c": c, "h": h}
