"""What a layer can be called with: one sentence for everything else."""

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from rnnviz.content import Message
from rnnviz.errors import InputError

_WHOLE = {torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64}


def check_input(x: object, inputs: int, like: Tensor, *, batch_first: bool, lowered: bool) -> None:
    """Raise `InputError` unless x is (T, B, I), or (T, I), of the weights' kind and place."""
    order = Message("nn.batch_order" if batch_first else "nn.steps_order")
    if not isinstance(x, Tensor):
        raise InputError("nn.no_tensor", kind=type(x).__name__, order=order)
    check_layout(x)
    if x.dim() not in {2, 3}:
        raise InputError("nn.no_sequence", shape=str(tuple(x.shape)), order=order)
    if x.shape[-1] != inputs:
        raise InputError("nn.other_inputs", size=x.shape[-1], inputs=inputs, order=order)
    if not x.shape[1 if batch_first and x.dim() == 3 else 0]:
        raise InputError("nn.no_steps")
    _check_kind(Message("nn.the_input"), x, like, lowered=lowered)


def check_layout(x: Tensor) -> None:
    """Raise `InputError` for a sparse tensor and a nested one."""
    if x.is_nested or x.layout is not torch.strided:
        kind = Message("nn.nested" if x.is_nested else "nn.sparse")
        raise InputError("nn.not_dense", kind=kind)


def check_packed(x: PackedSequence) -> None:
    """Raise `InputError` unless each step of a packed sequence is a row of numbers."""
    if x.data.dim() != 2:
        raise InputError("nn.packed_of", shape=str(tuple(x.data.shape)))


def check_states(
    states: object, shapes: Sequence[tuple[int, ...]], like: Tensor, *, lowered: bool
) -> None:
    """Raise `InputError` unless these are states of so many shapes: h, and for an LSTM c."""
    wanted = Message("nn.pair" if len(shapes) > 1 else "nn.single")
    parts = _parts(states)
    given = [part for part in parts if isinstance(part, Tensor)]
    if not len(given) == len(parts) == len(shapes):
        raise InputError("nn.no_state", given=_told(states), wanted=wanted)
    for name, state, shape in zip("hc", given, shapes, strict=False):
        its_shape = tuple(state.shape)
        if its_shape != shape:
            raise InputError("nn.other_state", name=name, shape=str(its_shape), wanted=str(shape))
        _check_kind(Message("nn.the_state", {"name": name}), state, like, lowered=lowered)


def checked_lengths(lengths: object, steps: int, batch: int) -> Tensor:
    """The lengths as whole numbers (B,) on the CPU. Raises `InputError` for any others."""
    try:
        given = torch.as_tensor(lengths, device="cpu")
    except (TypeError, ValueError, RuntimeError):
        given = torch.empty(0, 0, device="cpu")
    if given.shape != (batch,) or given.dtype not in _WHOLE:
        raise InputError("nn.no_lengths", batch=batch, given=_told(lengths))
    if batch and not 1 <= int(given.min()) <= int(given.max()) <= steps:
        least, most = int(given.min()), int(given.max())
        raise InputError("nn.lengths_outside", least=least, most=most, steps=steps)
    return given.long()


def _check_kind(part: Message, x: Tensor, like: Tensor, *, lowered: bool) -> None:
    if x.device != like.device:
        raise InputError("nn.elsewhere", part=part, device=x.device, wanted=like.device)
    if x.dtype != like.dtype and not (lowered and x.is_floating_point()):
        given, wanted = _name(x.dtype), _name(like.dtype)
        raise InputError("nn.other_type", part=part, type=given, wanted=wanted)


def _parts(value: object) -> Sequence[object]:
    """What a tuple or a list holds; of anything else, itself."""
    return cast("Sequence[object]", value) if isinstance(value, tuple | list) else (value,)


def _name(kind: torch.dtype) -> str:
    return str(kind).removeprefix("torch.")


def _told(value: object) -> Message:
    if isinstance(value, Tensor):
        shape = str(tuple(value.shape))
        return Message("nn.a_tensor", {"shape": shape, "type": _name(value.dtype)})
    kind, parts = type(value).__name__, _parts(value)
    if isinstance(value, tuple | list) and len(parts) < 4:
        kinds = [type(part).__name__ for part in parts]
        return Message("nn.several", {"kind": kind, "kinds": kinds})
    return Message("nn.something", {"kind": kind})
