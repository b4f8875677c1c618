"""Monte Carlo dropout on a whole text: the probabilities of many passes with masks, averaged.

`passes` shows it on a sentence, word by word; here is what it is worth.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
import torch
from torch import Tensor

from rnnviz.analyses.surprisal import average, expected, stream_nats, struck_nats
from rnnviz.core.masks import generator
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best
from rnnviz.lm.model import LanguageModel
from rnnviz.runs.student import margin

PASSES = 20
BATCH = 20
_PARTS = 100  # of the text: what they say apart gives the margin


@dataclass(frozen=True, slots=True)
class Averaged:
    """Perplexities of a text: of one pass without masks, and of `passes` with them."""

    words: int
    standard: float
    single: tuple[float, ...]  # (passes,), each pass alone
    first: tuple[float, ...]  # (passes,), the probabilities of the first 1…n averaged
    difference: float  # of all of them averaged to the standard pass, in nats per word
    margin: float  # of that at 95 %, over parts of the text

    @property
    def passes(self) -> int:
        """How many were averaged."""
        return len(self.single)

    @property
    def verdict(self) -> int:
        """1 where averaging is better than the standard pass, −1 where it is worse, else 0."""
        return 0 if abs(self.difference) <= self.margin else 1 if self.difference < 0 else -1


@at_best
def measure(
    model: LanguageModel,
    ids: np.ndarray,
    placement: Placement,
    *,
    passes: int = PASSES,
    seed: int = 0,
    batch: int = BATCH,
) -> Averaged:
    """A text read in `batch` streams: once as at test time, and `passes` times with masks."""
    calm = stream_nats(model, ids, expected(placement, generator(seed)), batch=batch).double()
    readings = struck_nats(model, ids, placement, draws=passes, seed=seed, batch=batch)
    struck = torch.stack(tuple(readings)).double()  # (passes, N)
    gained = -average(-struck) - calm
    parts = torch.stack([part.mean() for part in gained.chunk(_PARTS)])
    return Averaged(
        words=len(calm),
        standard=_perplexity(calm),
        single=tuple(map(_perplexity, struck)),
        first=tuple(_perplexity(-average(-struck[: n + 1])) for n in range(passes)),
        difference=gained.mean().item(),
        margin=margin(parts.std().item(), len(parts)),
    )


def _perplexity(nats: Tensor) -> float:
    return exp(nats.mean().item())
