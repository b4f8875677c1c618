import numpy as np


def read(x, h, W_xh, W_hh, rate, generator):
    """Every h_t, (steps, batch, units), with DropConnect on W_hh."""
    states = []
    for x_t in x:
        mask = (generator.random(h.shape) >= rate) / (1 - rate)
        h = np.tanh(x_t @ W_xh.T + (mask * h) @ W_hh.T)
        states.append(h)
    return np.stack(states)
