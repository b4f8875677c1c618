"""How much each prediction in a sentence still depends on each word read before it.

Connectivity after Madsen (2019, Distill): the norm of a gradient by the word's vector. Here it is
that of the loss of the word which followed, averaged over masks.
"""

from dataclasses import dataclass
from statistics import mean

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from rnnviz.analyses.gradients import dims_of
from rnnviz.core import engine
from rnnviz.core.masks import Masks, generator, sample
from rnnviz.core.network import Weights, embed, stack, zero_state
from rnnviz.core.placement import Placement

PASSES = 20


@dataclass(frozen=True, slots=True)
class Connectivity:
    """Row t is the prediction after word t, of word t + 1; column s the word read; (T − 1)²."""

    norms: tuple[tuple[float, ...], ...]  # mean over passes of ‖∂loss_t/∂x_s‖, 0 for s > t
    errors: tuple[tuple[float, ...], ...]  # its standard error

    @property
    def shares(self) -> tuple[tuple[float, ...], ...]:
        """Each row divided by its sum: how a prediction's dependence is spread over the words."""
        return tuple(tuple(value / (sum(row) or 1) for value in row) for row in self.norms)

    def share_beyond(self, lag_steps: int) -> float | None:
        """The share of words read at least so many steps before a prediction's last one.

        The mean over the predictions that have such words; None where none has.
        """
        rows = [row[: t - lag_steps + 1] for t, row in enumerate(self.shares) if t >= lag_steps]
        return mean(map(sum, rows)) if rows else None


def measure(
    weights: Weights, tokens: Tensor, placement: Placement, *, passes: int = PASSES, seed: int = 0
) -> Connectivity:
    """The connectivity of tokens (T,), read from a zero state, in `passes` passes with masks.

    Pass n has the masks of `sample(placement, dims, generator(seed, n))`.
    """
    norms = torch.stack(
        [
            _norms(weights, tokens, sample(placement, dims_of(weights, len(tokens) - 1), source))
            for source in (generator(seed, n) for n in range(passes))
        ]
    )  # (passes, T − 1, T − 1)
    error = norms.std(0) / passes**0.5 if passes > 1 else torch.zeros_like(norms[0])
    return Connectivity(_rows(norms.mean(0)), _rows(error))


def _norms(weights: Weights, tokens: Tensor, masks: Masks) -> Tensor:
    """‖∂loss_t/∂x_s‖, (t, s): copy t of the sentence carries the loss of prediction t alone."""
    steps = len(tokens) - 1
    x = embed(tokens[:-1].unsqueeze(1), weights.embedding, masks)  # (T − 1, 1, I)
    x = x.detach().expand(-1, steps, -1).contiguous().requires_grad_()  # (s, t, I)
    state = zero_state(weights.kind, len(weights.layers), steps, weights.decoder)
    top, _ = stack(weights, x, state, masks, engine.layer)  # (T − 1, t, H)
    own = top.diagonal().T  # (t, H): of copy t what stands at step t
    loss = cross_entropy(weights.logits(own), tokens[1:], reduction="sum")
    (gradient,) = torch.autograd.grad(loss, x)
    return gradient.norm(dim=-1).T


def _rows(values: Tensor) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, values.tolist()))
