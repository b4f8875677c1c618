"""A model writes: one word at a time, each drawn from what the model finds likely."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import torch
from torch import Generator, Tensor

from rnnviz.core import engine
from rnnviz.core.masks import at_evaluation
from rnnviz.core.network import features, last_state
from rnnviz.core.placement import Placement
from rnnviz.errors import InputError
from rnnviz.lm.model import LanguageModel


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw from the probabilities p of the next word: as p^(1/temperature), normalised.

    `top_k` leaves only so many of the likeliest words; `never` lists words that are not drawn.
    Raises `InputError` for a temperature that is not above 0 and a `top_k` below 1.
    """

    temperature: float = 1.0
    top_k: int | None = None
    never: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.temperature < inf:
            raise InputError("lm.temperature", temperature=self.temperature)
        if self.top_k is not None and self.top_k < 1:
            raise InputError("lm.no_top", top_k=self.top_k)

    def shaped(self, logits: Tensor) -> Tensor:
        """The probabilities (V,) to draw from."""
        logits = logits / self.temperature
        logits[list(self.never)] = -inf
        if self.top_k is not None and self.top_k < len(logits):
            kept = logits.topk(self.top_k).indices
            logits = torch.full_like(logits, -inf).scatter(0, kept, logits[kept])
        return logits.softmax(-1)


@torch.no_grad()
def generate(
    model: LanguageModel,
    prompt: Tensor,
    placement: Placement,
    sampling: Sampling,
    source: Generator,
) -> Iterator[int]:
    """Words without end after prompt (T,), at least one word, read from a zero state.

    Noise is as at test time. The same `source` seed gives the same words.
    """
    weights, state, read = model.weights(), model.zero_state(1), prompt.unsqueeze(1)  # (T, 1)
    while True:
        masks = at_evaluation(placement, model.dims(len(read), 1), source)
        top, runs = features(weights, read, state, masks, engine.layer)
        state = last_state(runs)
        logits = weights.logits(top[-1, 0])
        word = torch.multinomial(sampling.shaped(logits), 1, generator=source)
        yield int(word)
        read = word.unsqueeze(1)
