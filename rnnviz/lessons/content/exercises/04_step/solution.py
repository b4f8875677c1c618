import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def step(x, h, c, W, U, b, masks):
    """The next h and c; `masks` has a factor each for "input", "recurrent" and "cell"."""
    a = (masks["input"] * x) @ W.T + (masks["recurrent"] * h) @ U.T + b
    i, f, g, o = np.split(a, 4, axis=-1)
    c = masks["cell"] * (sigmoid(f) * c + sigmoid(i) * np.tanh(g))
    h = sigmoid(o) * np.tanh(c)
    return h, c
