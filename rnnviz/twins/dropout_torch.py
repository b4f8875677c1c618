"""Dropout in PyTorch. `rate` is the probability of dropping a value, 0 ≤ rate < 1.

A mask m holds one coin per value: m_i = 0 with probability rate, else 1. Dropping shrinks the
mean of a value to (1 − rate) x. Inverted dropout mends that while training, classic at test.
"""

import torch
from torch import Generator, Tensor


def draw_mask(shape: tuple[int, ...], rate: float, generator: Generator) -> Tensor:
    """m, of any shape: False (0) where a value is dropped, True (1) where it is kept."""
    return torch.rand(shape, generator=generator) >= checked(rate)


def inverted(x: Tensor, mask: Tensor, rate: float, *, training: bool) -> Tensor:
    """D(x), whose mean is x: what frameworks do."""
    if training:
        # D(x) = m ⊙ x / (1 − rate)
        return mask * x / (1 - checked(rate))
    # D(x) = x
    return x


def classic(x: Tensor, mask: Tensor, rate: float, *, training: bool) -> Tensor:
    """D(x), whose mean is (1 − rate) x, while training and at test."""
    if training:
        # D(x) = m ⊙ x
        return mask * x
    # D(x) = (1 − rate) x
    return (1 - checked(rate)) * x


def checked(rate: float) -> float:
    """The rate itself, if it is one; at rate 1 nothing would be left to scale up."""
    if not 0 <= rate < 1:
        raise ValueError(f"Rate {rate} is outside [0, 1); choose 0 ≤ rate < 1.")
    return rate
