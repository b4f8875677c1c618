"""The fast path: whole sequences at once, the same masks in and the same numbers out as `unroll`.

Three ideas make it fast. What doesn't wait for the step before is done for all steps at once: W x_t
before the loop, the gates' slopes and all weight gradients outside it. Inside the loop a step
works in place, on its slice of a few buffers that span the sequence. And backpropagation through
time is written out by hand, so that autograd keeps one record per layer and not ten per step.

No buffer outlives its call or serves two. So threads, nested calls and several forward passes
before a backward one need no care, and values changed in between are noticed by autograd.
"""

# torch leaves what `Function.apply` takes and gives untyped.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnviz.core.cells import LayerRun, LayerWeights, State, drop
from rnnviz.core.engine_gru import GRU
from rnnviz.core.engine_lstm import LSTM
from rnnviz.core.engine_rnn import RNN
from rnnviz.core.engine_steps import drawn
from rnnviz.core.masks import LayerMasks
from rnnviz.core.placement import Cell


def layer(
    cell: Cell,
    x: Tensor,
    state: State,
    weights: LayerWeights,
    masks: LayerMasks,
    *,
    lstm: Callable[..., object] = LSTM.apply,
) -> LayerRun:
    """What `cells.unroll` returns, without the gates: one layer over x (T, B, I) from `state`.

    `lstm` is what an LSTM runs on: `LSTM.apply`, or what takes and gives the same.

    Gradients reach x, the state and the weights, once: they can't be differentiated again. Raises
    `ValueError` for masks that want a gradient, which only `unroll` can give.
    """
    if any(mask.requires_grad for mask in drawn(masks)):
        raise ValueError("The engine takes masks as constants: detach them, or use cells.unroll.")
    weight_hh = drop(weights.weight_hh, masks.weights)
    if cell is Cell.GRU:  # its reset gate acts between the two biases
        inward = project(x, weights.weight_ih, weights.bias_ih, masks.inward)
        hidden = cast("Tensor", GRU.apply(inward, weight_hh, weights.bias_hh, state.hidden, masks))
        return LayerRun(hidden, State(hidden[-1]))
    inward = project(x, weights.weight_ih, weights.bias_ih + weights.bias_hh, masks.inward)
    if cell is Cell.RNN:
        hidden = cast("Tensor", RNN.apply(inward, weight_hh, state.hidden, masks))
        return LayerRun(hidden, State(hidden[-1]))
    hidden, memory = cast(
        "tuple[Tensor, Tensor]",
        lstm(inward, weight_hh, state.hidden, state.cell, masks),
    )
    return LayerRun(hidden, State(hidden[-1], memory[-1]), memory)


def project(x: Tensor, weight: Tensor, bias: Tensor, factor: Tensor | None) -> Tensor:
    """W D(x_t) + b of all steps, (T, B, G·H), in one product; in G where each gate has a mask."""
    if factor is None or factor.dim() == 3:
        return linear(drop(x, factor), weight, bias)
    G = factor.shape[-2]
    gates = zip(factor.unbind(-2), weight.chunk(G), bias.chunk(G), strict=True)
    return torch.cat([linear(x * factor_k, W_k, b_k) for factor_k, W_k, b_k in gates], -1)
