"""A vanilla RNN with dropout in NumPy: the vectors of a step are columns, (size, 1).

Zaremba et al. (2014, arXiv:1409.2329) and Gal & Ghahramani (2016, arXiv:1512.05287) run the very
same `forward`. Only their masks differ: how long one lives, and whether the recurrence has one.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray


class Weights(NamedTuple):
    W_xh: ndarray  # (hidden_size, input_size)
    W_hh: ndarray  # (hidden_size, hidden_size)
    b_h: ndarray  # (hidden_size, 1)
    W_hy: ndarray  # (output_size, hidden_size)
    b_y: ndarray  # (output_size, 1)


class Masks(NamedTuple):
    D_x: list[ndarray]  # a factor (input_size, 1) for each step
    D_h: list[ndarray]  # a factor (hidden_size, 1) for each step
    D_y: list[ndarray]  # a factor (hidden_size, 1) for each step


def forward(x: ndarray, h: ndarray, w: Weights, masks: Masks) -> tuple[ndarray, ndarray]:
    """Every h_t and y_t from every x_t, (steps, size, 1) each, and h_0 (hidden_size, 1)."""
    (W_xh, W_hh, b_h, W_hy, b_y), (D_x, D_h, D_y), hs, ys = w, masks, [], []
    for t in range(len(x)):
        # h_t = tanh(W_xh D_x(x_t) + W_hh D_h(h_{t−1}) + b_h)
        h = np.tanh(W_xh @ (D_x[t] * x[t]) + W_hh @ (D_h[t] * h) + b_h)
        # y_t = W_hy D_y(h_t) + b_y
        y = W_hy @ (D_y[t] * h) + b_y
        hs, ys = [*hs, h], [*ys, y]
    return np.stack(hs), np.stack(ys)


def zaremba_masks(x: ndarray, h: ndarray, rate: float, generator: np.random.Generator) -> Masks:
    """A fresh mask at each step on input and output; none (a factor of 1) on the recurrence."""
    D_x = [draw_mask(x[0], rate, generator) for _ in x]
    D_h = [np.ones_like(h) for _ in x]
    D_y = [draw_mask(h, rate, generator) for _ in x]
    return Masks(D_x, D_h, D_y)


def variational_masks(x: ndarray, h: ndarray, rate: float, generator: np.random.Generator) -> Masks:
    """One mask, drawn once and met at each step, on input, recurrence and output."""
    D_x = [draw_mask(x[0], rate, generator)] * len(x)
    D_h = [draw_mask(h, rate, generator)] * len(x)
    D_y = [draw_mask(h, rate, generator)] * len(x)
    return Masks(D_x, D_h, D_y)


def draw_mask(like: ndarray, rate: float, generator: np.random.Generator) -> ndarray:
    """Inverted dropout: 0 with probability rate, else 1 / (1 − rate). At test use rate 0."""
    if not 0 <= rate < 1:
        raise ValueError(f"Rate {rate} is outside [0, 1); choose 0 ≤ rate < 1.")
    return (generator.random(like.shape) >= rate).astype(like.dtype) / (1 - rate)
