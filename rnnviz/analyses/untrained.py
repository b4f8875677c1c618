"""A network that has learnt nothing, as in the reference's anchors: what noise meets before the
weights know of it.
"""

import torch
from torch import Tensor

from rnnviz.core.cells import LayerWeights
from rnnviz.core.masks import generator
from rnnviz.core.network import Weights
from rnnviz.core.placement import GATES, Cell

UNITS, INPUTS, WORDS = 128, 64, 200
SPREAD = 0.15  # every weight is uniform in ± this
FORGET_BIAS = 2.0  # σ(2) = 0.88: a memory fades slowly of itself


def untrained(cell: Cell, seed: int = 0) -> Weights:
    """One layer of 128 units that reads Gaussian vectors; an LSTM's forget gates stand open."""
    source, gates = generator(seed, "untrained", cell), GATES[cell]

    def uniform(*shape: int) -> Tensor:
        return torch.empty(*shape).uniform_(-SPREAD, SPREAD, generator=source)

    bias = torch.zeros(len(gates), UNITS)
    if cell is Cell.LSTM:
        bias[gates.index("forget")] = FORGET_BIAS
    rows = bias.numel()
    layer = LayerWeights(
        uniform(rows, INPUTS), uniform(rows, UNITS), bias.flatten(), torch.zeros(rows)
    )
    embedding = torch.randn(WORDS, INPUTS, generator=source)
    return Weights(cell, embedding, (layer,), uniform(WORDS, UNITS), torch.zeros(WORDS))


def random_text(steps: int, seed: int = 0) -> Tensor:
    """Word ids (T,) for it to read."""
    return torch.randint(WORDS, (steps,), generator=generator(seed, "text"))
