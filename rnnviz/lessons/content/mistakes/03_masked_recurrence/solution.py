import numpy as np


def forward(x, h, W_xh, W_hh, W_hy, D_x, D_y):
    """Every h_t and y_t; x is (steps, batch, inputs), the masks a factor for each step."""
    hs, ys = [], []
    for t in range(len(x)):
        h = np.tanh((D_x[t] * x[t]) @ W_xh.T + h @ W_hh.T)
        hs.append(h)
        ys.append((D_y[t] * h) @ W_hy.T)
    return np.stack(hs), np.stack(ys)
