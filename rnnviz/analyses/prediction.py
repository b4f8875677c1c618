"""What masks do to a prediction: one pass with them, the mean of several, and a pass without."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnviz.analyses.surprisal import log_chances
from rnnviz.core.masks import Masks, at_evaluation, generator, sample
from rnnviz.core.placement import Placement
from rnnviz.lm.model import LanguageModel

PASSES = 10


@dataclass(frozen=True, slots=True)
class Predictions:
    """Probabilities of the next word after each step, (T, V), three ways."""

    tokens: Tensor  # (T,), what was read
    single: Tensor  # with the masks of one training pass
    average: Tensor  # mean of the probabilities of `PASSES` training passes, that one among them
    evaluation: Tensor  # with the masks' expectation at work

    def surprisal_nats(self, chances: Tensor) -> float:
        """The mean surprisal of the sentence's words from the second on under `chances` (T, V)."""
        of_words = chances[:-1].gather(1, self.tokens[1:].unsqueeze(1))  # (T−1, 1)
        return -of_words.log().mean().item()


def likeliest(several: Sequence[Predictions], step: int) -> Tensor:
    """The most that any of them, in any of the three ways, gives each word after a step, (V,)."""
    ways = [
        way
        for predictions in several
        for way in (predictions.single, predictions.average, predictions.evaluation)
    ]
    return torch.stack(ways)[:, step].amax(0)


def measure(model: LanguageModel, tokens: Tensor, placement: Placement, seed: int) -> Predictions:
    """The predictions of `model` over tokens (T,), from a zero state.

    The one pass has the masks of `sample(placement, dims, generator(seed))`; noise that stays on at
    test time is drawn from the same seed. Gal and Ghahramani (2016) average as done here,
    probabilities rather than their logarithms.
    """
    dims = model.dims(len(tokens), 1)
    passes = [sample(placement, dims, generator(seed))]
    passes += [sample(placement, dims, generator(seed, "pass", n)) for n in range(1, PASSES)]
    chances = torch.stack([_chances(model, tokens, masks) for masks in passes])  # (N, T, V)
    evaluation = _chances(model, tokens, at_evaluation(placement, dims, generator(seed)))
    return Predictions(tokens, chances[0], chances.mean(0), evaluation)


def _chances(model: LanguageModel, tokens: Tensor, masks: Masks) -> Tensor:
    return log_chances(model, tokens, masks).exp()  # (T, V)
