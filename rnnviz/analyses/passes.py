"""Dropout at test time: many passes with masks, averaged in two ways, beside the standard pass.

Gal and Ghahramani (2016) average the probabilities of stochastic passes (MC dropout). The other way
is to average their logarithms and normalise again, which is their geometric mean.
"""

from dataclasses import dataclass
from math import exp

import torch
from torch import Tensor

from rnnviz.analyses.surprisal import log_chances, target_nats
from rnnviz.core.masks import at_evaluation, generator, sample
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best
from rnnviz.lm.model import LanguageModel

TOP = 8


@dataclass(frozen=True, slots=True)
class Spread:
    """A word that may come, and its probability four ways."""

    word: int
    standard: float  # in one pass at evaluation
    arithmetic: float  # mean over the passes
    deviation: float  # standard deviation over the passes
    geometric: float


@dataclass(frozen=True, slots=True)
class Passes:
    """What N passes over T words say, each with masks of its own."""

    standard: float  # perplexity of the text in one pass at evaluation
    single: tuple[float, ...]  # (N,), of each pass alone
    arithmetic: tuple[float, ...]  # (N,), of the first 1…N passes' probabilities averaged
    geometric: tuple[float, ...]  # (N,), of their logarithms averaged
    spreads: tuple[tuple[Spread, ...], ...]  # (T + 1, TOP), the likeliest on average first


@at_best
def measure(
    model: LanguageModel, tokens: Tensor, placement: Placement, count: int, seed: int = 0
) -> Passes:
    """`count` passes over tokens (T + 1,), whose first is read and not judged, from a zero state.

    Pass n has the masks of `sample(placement, dims, generator(seed, n))`.
    """
    dims = model.dims(len(tokens), 1)
    standard = log_chances(model, tokens, at_evaluation(placement, dims, generator(seed)))
    sums = _Sums(standard)
    single, arithmetic, geometric = [], [], []
    for n in range(count):
        log_p = log_chances(model, tokens, sample(placement, dims, generator(seed, n)))
        sums.add(log_p)
        for kept, way in (
            (single, log_p),
            (arithmetic, sums.arithmetic),
            (geometric, sums.geometric),
        ):
            kept.append(_perplexity(way, tokens))
    spreads = _spreads(sums, standard)
    return Passes(
        _perplexity(standard, tokens), tuple(single), tuple(arithmetic), tuple(geometric), spreads
    )


class _Sums:
    """Running sums over passes of p, p² and ln p, each (T + 1, V), in double precision."""

    def __init__(self, like: Tensor) -> None:
        self.count = 0
        self.p, self.square, self.log = (torch.zeros_like(like, dtype=torch.double) for _ in "abc")

    def add(self, log_p: Tensor) -> None:
        log = log_p.double()
        p = log.exp()
        self.count += 1
        self.p += p
        self.square += p * p
        self.log += log

    @property
    def arithmetic(self) -> Tensor:
        """The logarithm of the mean probabilities."""
        return (self.p / self.count).log()

    @property
    def geometric(self) -> Tensor:
        """The mean of the logarithms, normalised."""
        return (self.log / self.count).log_softmax(-1)

    @property
    def deviation(self) -> Tensor:
        mean = self.p / self.count
        return (self.square / self.count - mean * mean).clamp_min(0).sqrt()


def _perplexity(log_p: Tensor, tokens: Tensor) -> float:
    return exp(target_nats(log_p, tokens).double().mean().item())


def _spreads(sums: _Sums, standard: Tensor) -> tuple[tuple[Spread, ...], ...]:
    mean = sums.arithmetic.exp()
    best = mean.topk(min(TOP, mean.shape[1])).indices  # (T + 1, TOP)
    columns = (standard.exp(), mean, sums.deviation, sums.geometric.exp())
    values = [best, *(column.gather(1, best) for column in columns)]
    rows = zip(*(value.tolist() for value in values), strict=True)
    return tuple(tuple(map(Spread, *row)) for row in rows)
