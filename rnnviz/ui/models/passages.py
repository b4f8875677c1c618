"""Which text a trained model is asked about, and how far back."""

import torch
from torch import Tensor

from rnnviz.text.corpora import Corpus

LAGS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
_TEXTS, _WORDS = 24, 41


def passages_of(corpus: Corpus) -> Tensor:
    """Passages of validation text, (T, E)."""
    return torch.from_numpy(corpus.valid[: _TEXTS * _WORDS]).view(_TEXTS, _WORDS).T
