"""A trained model under a noise that may not be its own."""

from dataclasses import dataclass
from statistics import mean, stdev

import numpy as np
from torch import Tensor

from rnnviz.analyses.surprisal import expected, stream_nats, struck_nats
from rnnviz.core.masks import generator
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best
from rnnviz.lm.model import LanguageModel

DRAWS = 3
BATCH = 20


@dataclass(frozen=True, slots=True)
class Crossed:
    """Perplexities of a text under a placement: with masks as in training, and without any."""

    draws: tuple[float, ...]
    quiet: float  # with the placement's expectation at work, as at test time

    @property
    def mean(self) -> float:
        return mean(self.draws)

    @property
    def spread(self) -> float | None:
        """The standard deviation over draws; None for a single one."""
        return stdev(self.draws) if len(self.draws) > 1 else None


@at_best
def measure(
    model: LanguageModel,
    ids: np.ndarray,
    placement: Placement,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    batch: int = BATCH,
) -> Crossed:
    """The perplexity of a text read in `batch` streams under a placement's masks, and without."""
    struck = struck_nats(model, ids, placement, draws=draws, seed=seed, batch=batch)
    perplexities = tuple(map(_perplexity, struck))
    draw = expected(placement, generator(seed))
    return Crossed(perplexities, _perplexity(stream_nats(model, ids, draw, batch=batch)))


def _perplexity(nats: Tensor) -> float:
    """Infinite where double precision has no number so large."""
    return nats.double().mean().exp().item()
