"""How much context a model uses: the loss when it reads only the last k words, or the others
shuffled (after Khandelwal et al. 2018, arXiv:1805.04623).
"""

from dataclasses import dataclass, replace
from math import log

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from rnnviz.analyses.gradients import dims_of
from rnnviz.core import engine
from rnnviz.core.masks import Masks, generator, sample
from rnnviz.core.network import Weights, embed, stack, zero_state
from rnnviz.core.placement import WEIGHT_EDGES, Placement
from rnnviz.core.products import at_best
from rnnviz.errors import InputError

LENGTHS = (1, 2, 4, 8, 16, 32, 64)
POSITIONS = 400
USED = 0.01  # a context is all that counts if more would change the perplexity by less than this


@dataclass(frozen=True, slots=True)
class Context:
    """Losses in nats of the same words, after contexts of `lengths` words, the last one the full.

    Errors are standard errors of the difference from the full context, over words.
    """

    lengths: tuple[int, ...]
    truncated: tuple[float, ...]  # only the nearest k words are read
    truncated_error: tuple[float, ...]
    shuffled: tuple[float, ...]  # all are read, those beyond the nearest k in random order
    shuffled_error: tuple[float, ...]

    @property
    def effective_words(self) -> int:
        """The shortest measured context whose perplexity is within 1 % of that of the full one."""
        return _enough(self.lengths, self.truncated)

    @property
    def ordered_words(self) -> int:
        """The same for order: how many of the nearest words must stand in their places."""
        return _enough(self.lengths, self.shuffled)


def _enough(lengths: tuple[int, ...], losses: tuple[float, ...]) -> int:
    most = losses[-1] + log(1 + USED)
    for n in range(len(lengths) - 1, -1, -1):
        if losses[n] > most:
            return lengths[n + 1]
    return lengths[0]


@at_best
def measure(
    weights: Weights,
    ids: np.ndarray,
    placement: Placement,
    *,
    lengths: tuple[int, ...] = LENGTHS,
    positions: int = POSITIONS,
    seed: int = 0,
) -> Context:
    """The losses of `positions` words of a text, drawn at random, each with masks of its own.

    Masks strike as while training, the same at every length; an empty placement measures without
    noise. Raises `InputError` for a text that is too short.
    """
    full = lengths[-1]
    if len(ids) < full + 2:
        raise InputError("analyses.short_for_context", words=len(ids), context=full)
    source = generator(seed, "context")
    ends = torch.randint(full, len(ids), (positions,), generator=source)  # of the words judged
    places = ends - full + torch.arange(full).unsqueeze(1)  # (T, N)
    text = torch.from_numpy(ids)
    read, targets = text[places], text[ends]
    order = torch.rand(full, positions, generator=source).argsort(0)  # one shuffle for all lengths

    masks = sample(placement, dims_of(weights, full, positions), generator(seed))

    def losses(tokens: Tensor) -> Tensor:
        return _losses(weights, tokens, targets, _last(masks, len(tokens), full))

    truncated = [losses(read[full - k :]) for k in lengths]
    shuffled = [losses(_shuffled(read, order, full - k)) for k in lengths]
    whole = truncated[-1]
    return Context(lengths, *_curve(truncated, whole), *_curve(shuffled, whole))


def _last(masks: Masks, steps: int, full: int) -> Masks:
    """The masks of the last steps: a word meets the same ones however short its context is."""
    return Masks(
        tuple(
            mask
            if mask.noise.edge in WEIGHT_EDGES or len(mask.factor) == 1
            else replace(mask, factor=mask.factor[full - steps :])
            for mask in masks.drawn
        )
    )


@torch.no_grad()
def _losses(weights: Weights, read: Tensor, targets: Tensor, masks: Masks) -> Tensor:
    """The loss of each target (N,) after its context (T, N)."""
    rest = zero_state(weights.kind, len(weights.layers), read.shape[1], weights.decoder)
    x = embed(read, weights.embedding, masks)
    top, _ = stack(weights, x, rest, masks, engine.layer)
    logits = weights.logits(top[-1])
    return cross_entropy(logits, targets, reduction="none")


def _shuffled(read: Tensor, order: Tensor, far: int) -> Tensor:
    """The first `far` words of each context (T, N) in random order, the others as they are."""
    places = order[:far].argsort(0).argsort(0) if far else order[:0]
    return torch.cat([read[:far].gather(0, places), read[far:]])


def _curve(losses: list[Tensor], whole: Tensor) -> tuple[tuple[float, ...], tuple[float, ...]]:
    means = tuple(loss.mean().item() for loss in losses)
    errors = tuple(((loss - whole).std() / len(whole) ** 0.5).item() for loss in losses)
    return means, errors
