import numpy as np


def read(x, h, W, U, rate, generator):
    """Every h_t, (steps, batch, units), with dropout on h_{t-1} on its way into the step."""
    mask = (generator.random(h.shape) >= rate) / (1 - rate)
    states = []
    for x_t in x:
        h = np.tanh(x_t @ W.T + (mask * h) @ U.T)
        states.append(h)
    return np.stack(states)
