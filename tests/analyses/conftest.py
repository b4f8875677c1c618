"""Networks whose numbers are easy to reason about."""

import pytest
import torch

from rnnviz.core.cells import LayerWeights
from rnnviz.core.network import Weights
from rnnviz.core.placement import GATES, Cell

WORDS = 40


def _weights(cell=Cell.LSTM, units=12, layers=1, *, inputs=8, spread=0.4, forget=0.0, turn=None):
    """Uniform weights of ± spread; `turn` in place of W_hh, `forget` added to that gate's bias."""
    source = torch.Generator().manual_seed(1)
    rows = len(GATES[cell]) * units

    def uniform(*shape):
        return torch.empty(*shape).uniform_(-spread, spread, generator=source)

    stack = []
    for l in range(layers):
        bias = torch.zeros(rows)
        if cell is Cell.LSTM:
            bias[units : 2 * units] += forget
        w_hh = uniform(rows, units) if turn is None else turn
        stack.append(LayerWeights(uniform(rows, units if l else inputs), w_hh, bias, 0 * bias))
    embedding = torch.randn(WORDS, inputs, generator=source)
    return Weights(cell, embedding, tuple(stack), uniform(WORDS, units), torch.zeros(WORDS))


@pytest.fixture(scope="session")
def small():
    return _weights


@pytest.fixture(scope="session")
def text():
    return torch.randint(WORDS, (31,), generator=torch.Generator().manual_seed(2))
