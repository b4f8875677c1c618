import numpy as np


def read(x, h, W_xh, W_hh, rate, generator):
    """Every h_t, (steps, batch, units), with DropConnect on W_hh."""
    mask = (generator.random(W_hh.shape) >= rate) / (1 - rate)
    dropped = mask * W_hh
    states = []
    for x_t in x:
        h = np.tanh(x_t @ W_xh.T + h @ dropped.T)
        states.append(h)
    return np.stack(states)
