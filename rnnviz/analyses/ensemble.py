"""What averaging the probabilities of several models gives, for every choice among them.

Zaremba et al. (2014, Table 1) report averages of up to 38 models; here the members may differ in
their placement.
"""

from dataclasses import dataclass
from itertools import combinations
from statistics import mean

from torch import Tensor

from rnnviz.analyses.surprisal import average


@dataclass(frozen=True, slots=True)
class Size:
    """All ensembles of so many members: the perplexities of the best, the mean and the worst."""

    members: int
    ensembles: int
    best: float
    mean: float
    worst: float
    chosen: tuple[int, ...]  # the members of the best


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Perplexities of each model alone, and of ensembles by their size, from one to all."""

    alone: tuple[float, ...]
    sizes: tuple[Size, ...]
    words: int


def measure(nats: Tensor) -> Ensemble:
    """Every ensemble of K models, given each one's surprisal of the same words, (K, N).

    An ensemble's probability is the arithmetic mean of its members': only the probabilities of the
    words that came count, so the whole distributions need not be kept. There are 2^K − 1 of them.
    """
    log_p = -nats.double()
    sizes = tuple(_size(log_p, members) for members in range(1, len(log_p) + 1))
    alone = tuple((-log_p).mean(1).exp().tolist())
    return Ensemble(alone, sizes, nats.shape[1])


def _size(log_p: Tensor, members: int) -> Size:
    perplexities = {
        chosen: (-average(log_p[list(chosen)]).mean()).exp().item()
        for chosen in combinations(range(len(log_p)), members)
    }
    best = min(perplexities, key=perplexities.__getitem__)
    values = perplexities.values()
    return Size(members, len(perplexities), perplexities[best], mean(values), max(values), best)
