"""How strongly the state now depends on the state k steps ago, exactly, mask draw by mask draw.

The state of one layer at a step is h, and for an LSTM c. `along_c` holds ∂c_T/∂c_{T−k} with h_{T−k}
held fixed, `along_h` the same for h with c held fixed; both count every way from one to the other.
"""

from dataclasses import dataclass, replace
from statistics import mean, median

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from rnnviz.core import engine
from rnnviz.core.cells import STEPS, LayerWeights, State
from rnnviz.core.masks import Dims, LayerMasks, Masks, Sampler, generator, sample
from rnnviz.core.network import Weights, embed, stack, zero_state
from rnnviz.core.placement import GATES, Cell, Placement
from rnnviz.core.products import at_best

PASSES = 8


@dataclass(frozen=True, slots=True)
class Flow:
    """One quantity over the lag k = 0, 1, …, K: a row for each pass with masks of its own."""

    passes: tuple[tuple[float, ...], ...]

    @property
    def mean(self) -> tuple[float, ...]:
        return tuple(map(mean, zip(*self.passes, strict=True)))

    @property
    def median(self) -> tuple[float, ...]:
        return tuple(map(median, zip(*self.passes, strict=True)))

    @property
    def least(self) -> tuple[float, ...]:
        return tuple(map(min, zip(*self.passes, strict=True)))

    @property
    def most(self) -> tuple[float, ...]:
        return tuple(map(max, zip(*self.passes, strict=True)))


@dataclass(frozen=True, slots=True)
class Gradients:
    """How the last step of a text depends on the steps before it, by lag.

    A gain is ‖J‖_F / √H: the root mean square growth of a small change in a random direction.
    `alignment` is the squared cosine, in the space of matrices, between ∂c_T/∂c_{T−k} (of h where
    there is no c) with this pass's masks and without any. `agreement` is how much of that squared
    gradient all masks agree on, ‖E J‖² / E‖J‖²: an unbiased estimate, so single rows may be below 0
    or above 1. A linear memory whose every step crosses fresh noise once has q^k (reference §7.3).
    """

    along_h: Flow
    along_c: Flow | None  # LSTM only
    loss: Flow  # ‖∂loss_T/∂x_{T−k}‖, the loss of the last word given all before
    alignment: Flow
    agreement: Flow


@at_best
def measure(
    weights: Weights,
    tokens: Tensor,
    placement: Placement,
    *,
    passes: int = PASSES,
    seed: int = 0,
    draw: Sampler = sample,
) -> Gradients:
    """The gradients at the end of tokens (T + 1,) in the top layer, from a zero state.

    The last token is only predicted, so lags run from 0 to T − 1. Pass n has the masks of
    `draw(placement, dims, generator(seed, n))`: those of training, or `at_evaluation`.
    """
    read, target = tokens[:-1], tokens[-1:]
    clean = _jacobians(weights, read, Masks())[-1]
    drawn, losses = [], []
    for n in range(passes):
        source = generator(seed, n)
        masks = draw(placement, dims_of(weights, len(read)), source, weights.decoder.dtype)
        drawn.append(_jacobians(weights, read, masks))
        losses.append(_loss_gradient(weights, read, target, masks))
    along_h, *along_c = (Flow(tuple(map(_gain, part))) for part in zip(*drawn, strict=True))
    memory = torch.stack([jacobians[-1] for jacobians in drawn])  # (passes, K, H, H)
    return Gradients(
        along_h,
        along_c[0] if along_c else None,
        Flow(tuple(losses)),
        Flow(tuple(_alignment(jacobian, clean) for jacobian in memory)),
        Flow(_agreement(memory)),
    )


def dims_of(weights: Weights, steps: int, batch: int = 1) -> Dims:
    """The sizes to draw masks for."""
    words, inputs = weights.embedding.shape
    units, gates = weights.decoder.shape[1], len(GATES[weights.kind])
    return Dims(steps, batch, len(weights.layers), inputs, units, words, gates)


def _jacobians(weights: Weights, read: Tensor, masks: Masks) -> tuple[Tensor, ...]:
    """∂h_T/∂h_{T−k} of the top layer, for an LSTM also ∂c_T/∂c_{T−k}: (K, H, H), k = 0 first."""
    top = len(weights.layers) - 1
    below = replace(weights, layers=weights.layers[:top])
    state = zero_state(weights.kind, max(top, 1), 1, weights.decoder)
    with torch.no_grad():
        x = embed(read.unsqueeze(1), weights.embedding, masks)  # (T, 1, I)
        _, runs = stack(below, x, state, masks, engine.layer)
    x = runs[-1].hidden if runs else x
    state, nudges = _nudged(weights.kind, x, weights.layers[top], masks.layer(top))
    return tuple(
        torch.stack(
            torch.autograd.grad(
                last.diagonal().sum(),
                [nudge[part] for nudge in reversed(nudges)],
                retain_graph=True,
            )
        )
        for part, last in enumerate(state)
    )


def _nudged(
    kind: Cell, x: Tensor, weights: LayerWeights, masks: LayerMasks
) -> tuple[list[Tensor], list[list[Tensor]]]:
    """The last state in H copies, (H, H), and the nudges of 0 that each state was given.

    Copy j stands for unit j of the last state: its gradient by a nudge is row j of a Jacobian.
    """
    units, parts = weights.weight_hh.shape[1], 2 if kind is Cell.LSTM else 1
    state, nudges = [x.new_zeros(units, units)] * parts, []
    for t, inward in enumerate(x):  # (1, I)
        new, _ = STEPS[kind](inward.expand(units, -1), State(*state), weights, masks.at(t))
        nudges.append([torch.zeros_like(part, requires_grad=True) for part in state])
        state = [
            part + nudge for part, nudge in zip((new.hidden, new.cell), nudges[-1], strict=False)
        ]
    return state, nudges


def _loss_gradient(
    weights: Weights, read: Tensor, target: Tensor, masks: Masks
) -> tuple[float, ...]:
    """‖∂loss_T/∂x_{T−k}‖ for k = 0, 1, …, where x is the word's vector after its own noise."""
    x = embed(read.unsqueeze(1), weights.embedding, masks).detach().requires_grad_()
    state = zero_state(weights.kind, len(weights.layers), 1, weights.decoder)
    top, _ = stack(weights, x, state, masks, engine.layer)
    logits = weights.logits(top[-1])
    (gradient,) = torch.autograd.grad(cross_entropy(logits, target), x)
    return tuple(gradient[:, 0].norm(dim=-1).flip(0).tolist())


def _gain(jacobians: Tensor) -> tuple[float, ...]:
    return tuple((jacobians.flatten(1).norm(dim=-1) / jacobians.shape[-1] ** 0.5).tolist())


def _alignment(jacobian: Tensor, clean: Tensor) -> tuple[float, ...]:
    flat = jacobian.flatten(1).double(), clean.flatten(1).double()
    cosines = torch.cosine_similarity(*flat, dim=-1, eps=1e-300).nan_to_num()
    return tuple((cosines**2).tolist())


def _agreement(jacobians: Tensor) -> tuple[tuple[float, ...], ...]:
    """Row n: ⟨J_n, mean of the others⟩ / mean ‖J‖², over the lag; 1 for a single pass."""
    flat = jacobians.flatten(2).double()  # (passes, K, H·H)
    if len(flat) == 1:
        return ((1.0,) * flat.shape[1],)
    others = (flat.sum(0) - flat) / (len(flat) - 1)
    whole = flat.square().sum(-1).mean(0).clamp(min=1e-300)  # (K,)
    return tuple(map(tuple, ((flat * others).sum(-1) / whole).tolist()))
