"""Layers whose noise leaves time alone: torch's own kernel, with masks around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from rnnviz.core.cells import LayerWeights, State, drop
from rnnviz.core.edges import Hook, edges_where
from rnnviz.core.engine_steps import drawn
from rnnviz.core.masks import LayerMasks
from rnnviz.core.placement import Edge, Noise, Share

AROUND = edges_where(lambda row: set(row.hooks) <= {Hook.INWARD, Hook.OUTPUT})
_KERNELS: dict[str, Callable[..., tuple[Tensor, ...]]] = {
    "LSTM": torch.lstm,
    "GRU": torch.gru,
    "RNN_TANH": torch.rnn_tanh,
    "RNN_RELU": torch.rnn_relu,
}


@dataclass(frozen=True, slots=True)
class Kernel:
    """One of torch's kernels, as it is called."""

    mode: str  # torch's own name of it
    bias: bool
    train: bool  # cuDNN keeps what a backward pass needs only then
    directions: int


@dataclass(frozen=True, slots=True)
class Direction:
    """One layer in one direction: its weights, and the masks that it meets."""

    weights: LayerWeights
    masks: LayerMasks
    projection: Tensor | None = None  # weight_hr, (P, H)

    @property
    def plain(self) -> bool:
        """Whether no mask is left inside the layer."""
        return not drawn(self.masks)

    def tensors(self, bias: bool) -> list[Tensor]:
        """The parameters in torch's order."""
        w = self.weights
        tensors = [w.weight_ih, w.weight_hh, *([w.bias_ih, w.bias_hh] if bias else [])]
        return tensors if self.projection is None else [*tensors, self.projection]


def leaves_time_alone(noise: Noise) -> bool:
    """Whether a noise needs no step of its own: it lies around a layer or in its weights."""
    same_for_all = noise.share is Share.BATCH and noise.edge is Edge.RECURRENT
    tied = noise.tied or noise.share is Share.BATCH
    return noise.edge.row.on_weights or same_for_all or (noise.edge in AROUND and tied)


def folded(weights: LayerWeights, masks: LayerMasks) -> tuple[LayerWeights, LayerMasks]:
    """The weights times what all steps and examples share of a layer's masks, and the rest.

    A mask (1, 1, H) on h_{t−1} is one on the columns of W_hh, and (1, 1, G, H) on each gate's.
    """
    if not drawn(masks):
        return weights, masks
    weight_hh = drop(weights.weight_hh, masks.weights)
    inward, recurrent, weight_ih = masks.inward, masks.recurrent, weights.weight_ih
    if _shared(recurrent):
        weight_hh, recurrent = _columns(weight_hh, recurrent), None
    if _shared(inward):
        weight_ih, inward = _columns(weight_ih, inward), None
    rest = replace(masks, weights=None, recurrent=recurrent, inward=inward)
    return replace(weights, weight_ih=weight_ih, weight_hh=weight_hh), rest


def _shared(factor: Tensor | None) -> TypeGuard[Tensor]:
    return factor is not None and factor.shape[:2] == (1, 1)


def _columns(weight: Tensor, factor: Tensor) -> Tensor:
    factor = factor[0, 0]  # (H,), or (G, H) where each gate has its own
    if factor.dim() == 1:
        return weight * factor
    return (weight.reshape(len(factor), -1, factor.shape[1]) * factor.unsqueeze(1)).flatten(0, 1)


def run(
    kernel: Kernel,
    x: Tensor,
    state: State,
    layers: Sequence[Sequence[Direction]],
    lengths: Tensor | None,
) -> tuple[Tensor, State]:
    """The top layer's h_t (T, B, D·H) and the last state (L·D, B, H), by torch's own kernel."""
    tensors = [t for layer in layers for direction in layer for t in direction.tensors(kernel.bias)]
    options = (kernel.bias, len(layers), 0.0, kernel.train, kernel.directions == 2)
    call, lstm = _KERNELS[kernel.mode], state.cell is not None
    states = [s.contiguous() for s in (state.hidden, state.cell) if s is not None]
    if lengths is None:
        out, *last = call(x, states if lstm else states[0], tensors, *options, False)
        return out, State(*last)
    packed = pack_padded_sequence(x, lengths, enforce_sorted=False)
    states = [s[:, packed.sorted_indices] for s in states]
    hx = states if lstm else states[0]
    data, *last = call(packed.data, packed.batch_sizes, hx, tensors, *options)
    out, _ = pad_packed_sequence(PackedSequence(data, *packed[1:]), total_length=len(x))
    return out, State(*(s[:, packed.unsorted_indices] for s in last))
