"""One call of a layer: what it was given is looked at, put into the stack's order, and run."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from typing import Protocol

import torch
from torch import Generator, Tensor
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from rnnviz.core.cells import LayerWeights, State, unroll
from rnnviz.core.masks import Dims, LayerMasks, Masks
from rnnviz.core.placement import GATES, Cell, Placement
from rnnviz.core.products import fastest, using
from rnnviz.errors import InputError
from rnnviz.nn import fused
from rnnviz.nn.carry import check_masks_carried, kernel_only, met
from rnnviz.nn.checks import check_input, check_packed, check_states, checked_lengths
from rnnviz.nn.draws import checked_masks, drawn, forward_mode, transformed, untraced
from rnnviz.nn.kernel import Direction, Kernel
from rnnviz.nn.stack import Stack, layers_of

Lengths = Tensor | Sequence[int]
States = Tensor | tuple[Tensor, Tensor]
GivenMasks = Masks | tuple[Masks, ...]


class Recurrent(Protocol):
    """What is read of a layer: torch's own attributes, and ours."""

    cell: Cell
    mode: str
    input_size: int
    hidden_size: int
    proj_size: int
    num_layers: int
    bias: bool
    batch_first: bool
    bidirectional: bool
    training: bool
    weight_ih_l0: Tensor
    generator: Generator | None
    keep_masks: bool
    readable: bool
    last_masks: tuple[Masks, ...] | None

    @property
    def placement(self) -> Placement: ...


@untraced
def run(
    layer: Recurrent,
    given: Tensor | PackedSequence,
    hx: States | None,
    lengths: Lengths | None,
    masks: GivenMasks | None,
) -> tuple[Tensor | PackedSequence, States]:
    """What the layer's `forward` returns."""
    if not isinstance(given, PackedSequence):
        return _padded(layer, given, hx, lengths, masks)
    if lengths is not None:
        raise InputError("nn.lengths_twice")
    check_packed(given)
    x, lengths = pad_packed_sequence(given, batch_first=layer.batch_first)
    out, last = _padded(layer, x, hx, lengths, masks)
    return repacked(out, lengths, given, batch_first=layer.batch_first), last


def repacked(
    x: Tensor, lengths: Tensor, like: PackedSequence, *, batch_first: bool = False
) -> PackedSequence:
    """What `pad_packed_sequence` makes of a packed sequence, packed in its order again."""
    order = like.sorted_indices
    if order is not None:
        x, lengths = x.index_select(0 if batch_first else 1, order), lengths[order.cpu()]
    return PackedSequence(pack_padded_sequence(x, lengths, batch_first).data, *like[1:])


def _padded(
    layer: Recurrent,
    x: Tensor,
    hx: States | None,
    lengths: Lengths | None,
    masks: GivenMasks | None,
) -> tuple[Tensor, States]:
    weight, kind = layer.weight_ih_l0, _lowered(layer.weight_ih_l0)
    check_input(
        x, layer.input_size, weight, batch_first=layer.batch_first, lowered=kind is not None
    )
    batched = x.dim() == 3
    turned = batched and layer.batch_first
    x = (x.transpose(0, 1) if turned else x) if batched else x.unsqueeze(1)  # (T, B, I)
    state = _state(layer, hx, x, lowered=kind is not None, batched=batched)
    if lengths is not None:
        lengths = checked_lengths(lengths, *x.shape[:2])
    with nullcontext() if kind is None else torch.autocast(x.device.type, enabled=False):
        run = _stack(layer, x, masks, kind)
        with _product(run, _as(x, kind)):
            out, last = run(_as(x, kind), _state_as(state, kind), lengths)
    if not batched:
        out, last = out.squeeze(1), State(*(s.squeeze(1) for s in _parts(last)))
    return out.transpose(0, 1) if turned else out, _as_torch(last)


def _stack(
    layer: Recurrent, x: Tensor, masks: GivenMasks | None, kind: torch.dtype | None
) -> Stack:
    """What one pass over x (T, B, I) runs, its masks drawn if none are given."""
    dtype, D = kind or x.dtype, 2 if layer.bidirectional else 1
    dims = _dims(layer, x)
    if masks is None:
        there = met(layer.placement, layer.cell, layer.num_layers)
        draws = drawn(there, dims, D, layer.generator, training=layer.training, dtype=dtype)
    else:
        draws = checked_masks(masks, dims, D)
        check_masks_carried(layer, layer.cell, chain.from_iterable(each.drawn for each in draws))
    layer.last_masks = draws if layer.keep_masks else None
    draws = tuple(each.to(x.device).to(dtype) for each in draws)
    layers, output = layers_of(_weights(layer, kind), draws)
    if (what := kernel_only(layer)) and not all(weights_of.plain for weights_of in layers):
        raise InputError("nn.masks_not_carried", what=what)
    kernel = Kernel(layer.mode, layer.bias, layer.training, D)
    plain = _plain_steps(layer, draws)
    cells = unroll if plain or torch.compiler.is_exporting() else fused.layer
    return Stack(layer.cell, cells, None if plain else kernel, layers, output)


def _product(stack: Stack, x: Tensor) -> AbstractContextManager[None]:
    """The fastest product of float32 matrices that is exact, while the engine runs, and not after.

    torch's own kernel chooses for itself, and so does a GPU.
    """
    own = x.device.type == "cpu" and x.dtype is torch.float32 and stack.run_layer is fused.layer
    return using(fastest()) if own and not stack.on_kernel else nullcontext()


def _plain_steps(layer: Recurrent, masks: tuple[Masks, ...]) -> bool:
    """Whether the readable cells are wanted, or are all that can do what is asked."""
    learned = any(mask.factor.requires_grad for each in masks for mask in each.drawn)
    plain = layer.readable or transformed() or learned
    if plain and (what := kernel_only(layer)):
        raise InputError("nn.no_steps_of_its_own", what=what)
    return plain or (forward_mode() and kernel_only(layer) is None)


def _dims(layer: Recurrent, x: Tensor) -> Dims:
    units = layer.proj_size or layer.hidden_size
    (steps, batch), gates = x.shape[:2], len(GATES[layer.cell])
    return Dims(steps, batch, layer.num_layers, layer.input_size, units, 1, gates)


def _weights(layer: Recurrent, kind: torch.dtype | None) -> list[list[Direction]]:
    """The parameters by layer and direction, read by name: others may have replaced them."""
    ends = ("", "_reverse") if layer.bidirectional else ("",)
    return [
        [_direction(layer, f"l{l}{end}", kind) for end in ends] for l in range(layer.num_layers)
    ]


def _direction(layer: Recurrent, end: str, kind: torch.dtype | None) -> Direction:
    def read(name: str) -> Tensor:
        return _as(getattr(layer, f"{name}_{end}"), kind)

    weight_ih, weight_hh = read("weight_ih"), read("weight_hh")
    names = ("bias_ih", "bias_hh") if layer.bias else ()
    biases = [read(name) for name in names] or [weight_ih.new_zeros(len(weight_ih))] * 2
    hr = read("weight_hr") if layer.proj_size else None
    return Direction(LayerWeights(weight_ih, weight_hh, *biases), LayerMasks(), hr)


def _state(
    layer: Recurrent, hx: States | None, x: Tensor, *, lowered: bool, batched: bool
) -> State:
    """The state to start from, (L·D, B, H)."""
    rows = layer.num_layers * (2 if layer.bidirectional else 1)
    sizes = [layer.proj_size or layer.hidden_size]
    sizes += [layer.hidden_size] * (layer.cell is Cell.LSTM)
    if hx is None:
        return State(*(x.new_zeros(rows, x.shape[1], size) for size in sizes))
    batch = (x.shape[1],) if batched else ()
    shapes = [(rows, *batch, size) for size in sizes]
    check_states(hx, shapes, layer.weight_ih_l0, lowered=lowered)
    given = hx if isinstance(hx, tuple | list) else (hx,)
    return State(*(given if batched else (s.unsqueeze(1) for s in given)))


def _lowered(weight: Tensor) -> torch.dtype | None:
    """The type that autocast computes in, where it is on; double precision it leaves alone."""
    where = weight.device.type
    able = torch.amp.is_autocast_available(where) and weight.dtype is not torch.float64
    on = able and torch.is_autocast_enabled(where)
    return torch.get_autocast_dtype(where) if on else None


def _as(x: Tensor, kind: torch.dtype | None) -> Tensor:
    return x if kind is None else x.to(kind)


def _state_as(state: State, kind: torch.dtype | None) -> State:
    return State(*(_as(s, kind) for s in _parts(state)))


def _parts(state: State) -> tuple[Tensor, ...]:
    return tuple(s for s in (state.hidden, state.cell) if s is not None)


def _as_torch(state: State) -> States:
    return state.hidden if state.cell is None else (state.hidden, state.cell)
