from dataclasses import dataclass
from types import ModuleType

import numpy as np
import pytest
import torch

from rnnviz.twins import dropout_numpy, dropout_torch, rnn_numpy, rnn_torch


@dataclass(frozen=True, slots=True)
class Twin:
    """One framework's two files, and how to make what they take."""

    dropout: ModuleType
    rnn: ModuleType
    framework: ModuleType

    def generator(self, seed=0):
        if self.framework is np:
            return np.random.default_rng(seed)
        return torch.Generator().manual_seed(seed)

    def vector(self, size, steps=None):
        """Random values of one step, or of several, in the twin's own shape."""
        shape = (size, 1) if self.framework is np else (2, size)
        return self.array(
            np.random.default_rng(1).standard_normal(shape if steps is None else (steps, *shape))
        )

    def array(self, values):
        return values if self.framework is np else torch.from_numpy(values)


@pytest.fixture(
    params=[Twin(dropout_numpy, rnn_numpy, np), Twin(dropout_torch, rnn_torch, torch)],
    ids=["numpy", "torch"],
)
def twin(request):
    return request.param
