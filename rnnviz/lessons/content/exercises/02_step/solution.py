import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def step(x, h, c, W, U, b, mask):
    """Every intermediate of one step by name."""
    x = mask * x
    a = x @ W.T + h @ U.T + b
    i, f, g, o = np.split(a, 4, axis=-1)
    i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)
    g = np.tanh(g)
    c = f * c + i * g
    h = o * np.tanh(c)
    return {"x": x, "i": i, "f": f, "g": g, "o": o, "c": c, "h": h}
