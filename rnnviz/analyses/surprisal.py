"""How surprising each word of a text is to a model, and what the model expected in its place.

Surprisal is −ln p(word | all words before it), in nats; the exponential of its mean is perplexity.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, log

import numpy as np
import torch
from torch import Generator, Tensor

from rnnviz.core import engine
from rnnviz.core.masks import Dims, Masks, at_evaluation, generator, sample
from rnnviz.core.network import features, last_state
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best
from rnnviz.lm.model import LanguageModel
from rnnviz.text.batches import windows

TOP = 10
Draw = Callable[[Dims], Masks]


@dataclass(frozen=True, slots=True)
class Guess:
    """A word's id, and how likely the model found it."""

    word: int
    chance: float


@dataclass(frozen=True, slots=True)
class Surprisal:
    """Of T words; `guesses` has one entry more, for what might come after the last."""

    nats: tuple[float, ...]  # (T,)
    guesses: tuple[tuple[Guess, ...], ...]  # (T + 1, up to TOP), the likeliest first

    @property
    def mean_nats(self) -> float:
        return sum(self.nats) / len(self.nats)

    @property
    def perplexity(self) -> float:
        return exp(self.mean_nats)


@at_best
def measure(model: LanguageModel, tokens: Tensor, draw: Draw, top: int = TOP) -> Surprisal:
    """The surprisal of tokens[1:] of tokens (T + 1,), whose first is read and not judged.

    One pass from a zero state, with the masks of `draw`.
    """
    log_p = log_chances(model, tokens, draw(model.dims(len(tokens), 1)))  # (T + 1, V)
    best = log_p.topk(min(top, log_p.shape[1]))
    rows = zip(best.indices.tolist(), best.values.exp().tolist(), strict=True)
    guesses = tuple(tuple(map(Guess, words, chances)) for words, chances in rows)
    return Surprisal(tuple(target_nats(log_p, tokens).tolist()), guesses)


@torch.no_grad()
def log_chances(model: LanguageModel, tokens: Tensor, masks: Masks) -> Tensor:
    """Log-probabilities of the next word after each of tokens (T,), from a zero state: (T, V)."""
    weights = model.weights()
    top, _ = features(weights, tokens.unsqueeze(1), model.zero_state(1), masks, engine.layer)
    return weights.logits(top[:, 0]).log_softmax(-1)


def target_nats(log_p: Tensor, tokens: Tensor) -> Tensor:
    """The surprisal of each of tokens[1:] under `log_p` (T + 1, V), the rows before it: (T,)."""
    return -log_p[:-1].gather(1, tokens[1:].unsqueeze(1)).squeeze(1)


@at_best
@torch.no_grad()
def stream_nats(
    model: LanguageModel, ids: np.ndarray, draw: Draw, *, batch: int, steps: int = 35
) -> Tensor:
    """The surprisal of every target of a text read in `batch` streams, (N,), window by window.

    As `lm.evaluate.perplexity` reads it, whose logarithm is the mean; `draw` gives the masks of a
    window.
    """
    state, nats, weights = model.zero_state(batch), [], model.weights()
    for inputs, targets in windows(ids, batch, steps, partial=True):
        masks = draw(model.dims(len(inputs), batch))
        top, runs = features(weights, torch.from_numpy(inputs), state, masks, engine.layer)
        state = last_state(runs)
        log_p = weights.logits(top).log_softmax(-1)  # (T, B, V)
        nats.append(-log_p.gather(2, torch.from_numpy(targets).unsqueeze(2)).flatten())
    return torch.cat(nats)


def striking(placement: Placement, source: Generator) -> Draw:
    """Masks as in training, fresh ones for each window."""
    return lambda dims: sample(placement, dims, source)


def struck_nats(
    model: LanguageModel,
    ids: np.ndarray,
    placement: Placement,
    *,
    draws: int,
    seed: int,
    batch: int,
) -> Iterator[Tensor]:
    """The surprisal of every target, (N,), in one reading after another with masks as in training.

    Reading n has the masks of `generator(seed, n)`, fresh ones for each window of 35 words, and
    goes on from its own states. A placement without noise gives the same each time.
    """
    for n in range(draws):
        yield stream_nats(model, ids, striking(placement, generator(seed, n)), batch=batch)


def expected(placement: Placement, source: Generator) -> Draw:
    """Masks as at test time."""
    return lambda dims: at_evaluation(placement, dims, source)


def average(log_p: Tensor) -> Tensor:
    """The logarithm of the mean, over the first dimension, of what `log_p` is the logarithm of."""
    return log_p.logsumexp(0) - log(len(log_p))
