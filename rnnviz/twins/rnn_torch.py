"""A vanilla RNN with dropout in PyTorch: the vectors of a step are rows, (batch, size).

Zaremba et al. (2014, arXiv:1409.2329) and Gal & Ghahramani (2016, arXiv:1512.05287) run the very
same `forward`. Only their masks differ: how long one lives, and whether the recurrence has one.
"""

from typing import NamedTuple

import torch
from torch import Generator, Tensor


class Weights(NamedTuple):
    W_xh: Tensor  # (hidden_size, input_size)
    W_hh: Tensor  # (hidden_size, hidden_size)
    b_h: Tensor  # (hidden_size,)
    W_hy: Tensor  # (output_size, hidden_size)
    b_y: Tensor  # (output_size,)


class Masks(NamedTuple):
    D_x: list[Tensor]  # a factor (batch, input_size) for each step
    D_h: list[Tensor]  # a factor (batch, hidden_size) for each step
    D_y: list[Tensor]  # a factor (batch, hidden_size) for each step


def forward(x: Tensor, h: Tensor, w: Weights, masks: Masks) -> tuple[Tensor, Tensor]:
    """Every h_t and y_t from every x_t, (steps, batch, size) each, and h_0 (batch, hidden_size)."""
    (W_xh, W_hh, b_h, W_hy, b_y), (D_x, D_h, D_y), hs, ys = w, masks, [], []
    for t in range(len(x)):
        # h_t = tanh(W_xh D_x(x_t) + W_hh D_h(h_{t−1}) + b_h)
        h = torch.tanh((D_x[t] * x[t]) @ W_xh.T + (D_h[t] * h) @ W_hh.T + b_h)
        # y_t = W_hy D_y(h_t) + b_y
        y = (D_y[t] * h) @ W_hy.T + b_y
        hs, ys = [*hs, h], [*ys, y]
    return torch.stack(hs), torch.stack(ys)


def zaremba_masks(x: Tensor, h: Tensor, rate: float, generator: Generator) -> Masks:
    """A fresh mask at each step on input and output; none (a factor of 1) on the recurrence."""
    D_x = [draw_mask(x[0], rate, generator) for _ in x]
    D_h = [torch.ones_like(h) for _ in x]
    D_y = [draw_mask(h, rate, generator) for _ in x]
    return Masks(D_x, D_h, D_y)


def variational_masks(x: Tensor, h: Tensor, rate: float, generator: Generator) -> Masks:
    """One mask, drawn once and met at each step, on input, recurrence and output."""
    D_x = [draw_mask(x[0], rate, generator)] * len(x)
    D_h = [draw_mask(h, rate, generator)] * len(x)
    D_y = [draw_mask(h, rate, generator)] * len(x)
    return Masks(D_x, D_h, D_y)


def draw_mask(like: Tensor, rate: float, generator: Generator) -> Tensor:
    """Inverted dropout: 0 with probability rate, else 1 / (1 − rate). At test use rate 0."""
    if not 0 <= rate < 1:
        raise ValueError(f"Rate {rate} is outside [0, 1); choose 0 ≤ rate < 1.")
    return (torch.rand(like.shape, generator=generator) >= rate).to(like.dtype) / (1 - rate)
