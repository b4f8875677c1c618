"""What another word k steps ago would have changed: the state, and the prediction."""

from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor

from rnnviz.analyses.gradients import dims_of
from rnnviz.core import engine
from rnnviz.core.cells import LayerRun
from rnnviz.core.masks import Masks, Sampler, generator, sample
from rnnviz.core.network import Weights, embed, stack, zero_state
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best

PASSES = 8


class Change(StrEnum):
    """What happens to the word."""

    SWAP = "swap"  # another word of the same texts stands in its place
    DROP = "drop"  # its vector is zeroed


@dataclass(frozen=True, slots=True)
class Perturbation:
    """By lag: means over texts and masks, and their standard errors over passes."""

    lags_steps: tuple[int, ...]
    state: tuple[float, ...]  # ‖s′ − s‖ / ‖s‖ of the top layer's h, and c
    state_error: tuple[float, ...]
    kl_nats: tuple[float, ...]  # KL(p ‖ p′) of the next word
    kl_error: tuple[float, ...]


@at_best
def measure(
    weights: Weights,
    texts: Tensor,
    placement: Placement,
    lags_steps: tuple[int, ...],
    *,
    change: Change = Change.SWAP,
    passes: int = PASSES,
    seed: int = 0,
    draw: Sampler = sample,
) -> Perturbation:
    """Change one word of texts (T, E), `lag` steps before the last, under the same masks.

    Both members of a pair meet the masks of `draw(placement, dims, generator(seed, n))`, which
    all texts of pass n share: those of training, or `at_evaluation`. A lag must be below T.
    """
    source = generator(seed, "swap")
    drawn = torch.randint(texts.numel(), (len(lags_steps), texts.shape[1]), generator=source)
    changed = texts.unsqueeze(1).repeat(1, len(lags_steps) + 1, 1)  # (T, K + 1, E), the first as is
    kept = torch.ones(*changed.shape, 1)
    for k, lag in enumerate(lags_steps, start=1):
        place = len(texts) - 1 - lag
        if change is Change.SWAP:
            changed[place, k] = texts.flatten()[drawn[k - 1]]
        else:
            kept[place, k] = 0
    passes_done = []
    for n in range(passes):
        masks = draw(placement, dims_of(weights, len(texts)), generator(seed, n))
        vectors = embed(changed.flatten(1), weights.embedding, masks) * kept.flatten(1, 2)
        passes_done.append(_one_pass(weights, vectors, masks, len(lags_steps) + 1))
    state, kl = (torch.stack(part) for part in zip(*passes_done, strict=True))  # (passes, K)
    return Perturbation(lags_steps, *_mean(state), *_mean(kl))


@torch.no_grad()
def _one_pass(
    weights: Weights, vectors: Tensor, masks: Masks, variants: int
) -> tuple[Tensor, Tensor]:
    """The state's relative change and KL(p ‖ p′) at each lag, means over texts, (K,) each.

    Vectors are (T, variants · texts, I), and the first variant is the text as it is.
    """
    rest = zero_state(weights.kind, len(weights.layers), vectors.shape[1], weights.decoder)
    top, runs = stack(weights, vectors, rest, masks, engine.layer)
    state = _state(runs[-1]).unflatten(0, (variants, -1))
    moved = (state[1:] - state[0]).norm(dim=-1) / state[0].norm(dim=-1).clamp(min=1e-30)
    log_p = weights.logits(top[-1]).log_softmax(-1)
    log_p = log_p.unflatten(0, (variants, -1))
    kl = (log_p[0].exp() * (log_p[0] - log_p[1:])).sum(-1)
    return moved.mean(-1), kl.mean(-1)


def _state(run: LayerRun) -> Tensor:
    parts = [run.hidden[-1]] + ([] if run.cell is None else [run.cell[-1]])
    return torch.cat(parts, -1)


def _mean(values: Tensor) -> tuple[tuple[float, ...], tuple[float, ...]]:
    error = values.std(0) / len(values) ** 0.5 if len(values) > 1 else torch.zeros(values.shape[1])
    return tuple(values.mean(0).tolist()), tuple(error.tolist())
