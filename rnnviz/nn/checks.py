"""What a layer can be called with: one sentence for everything else."""

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor

from rnnviz.errors import InputError


def check_input(x: object, inputs: int, like: Tensor, *, batch_first: bool, lowered: bool) -> None:
    """Raise `InputError` unless x is (T, B, I), or (T, I), of the weights' kind and place."""
    order = "(batch, steps, inputs)" if batch_first else "(steps, batch, inputs)"
    if not isinstance(x, Tensor):
        raise InputError(
            f"The input is a {type(x).__name__}; give a tensor {order} or a PackedSequence."
        )
    if x.dim() not in {2, 3}:
        raise InputError(
            f"The input has shape {tuple(x.shape)}; give three dimensions {order}, or two "
            "(steps, inputs) for a single example."
        )
    if x.shape[-1] != inputs:
        raise InputError(
            f"The input's last size is {x.shape[-1]}, where this layer takes {inputs}; its order "
            f"is {order}."
        )
    if not x.shape[1 if batch_first and x.dim() == 3 else 0]:
        raise InputError("The input has no steps; give at least one.")
    _check_kind("input", x, like, lowered=lowered)


def check_states(
    states: object, shapes: Sequence[tuple[int, ...]], like: Tensor, *, lowered: bool
) -> None:
    """Raise `InputError` unless these are states of so many shapes: h, and for an LSTM c."""
    wanted = "a pair (h, c)" if len(shapes) > 1 else "a tensor h"
    parts = _parts(states)
    given = [part for part in parts if isinstance(part, Tensor)]
    if not len(given) == len(parts) == len(shapes):
        raise InputError(
            f"The state is {_told(states)}; this layer takes {wanted}, or none to start from zeros."
        )
    for name, state, shape in zip("hc", given, shapes, strict=False):
        if tuple(state.shape) != shape:
            raise InputError(
                f"State {name} has shape {tuple(state.shape)}, where {shape} fits: layers times "
                "directions, batch if there is one, units."
            )
        _check_kind(f"state {name}", state, like, lowered=lowered)


def checked_lengths(lengths: object, steps: int, batch: int) -> Tensor:
    """The lengths as whole numbers (B,) on the CPU. Raises `InputError` for any others."""
    try:
        given = torch.as_tensor(lengths, device="cpu")
    except (TypeError, ValueError, RuntimeError):
        given = torch.empty(0, 0)
    if given.shape != (batch,) or given.is_floating_point() or given.is_complex():
        raise InputError(
            f"Lengths must be {batch} whole numbers, one for each example, not {_told(lengths)}."
        )
    if batch and not 1 <= int(given.min()) <= int(given.max()) <= steps:
        raise InputError(
            f"Lengths from {int(given.min())} to {int(given.max())} were given; each must be from "
            f"1 to the input's {steps} steps."
        )
    return given.long()


def _check_kind(name: str, x: Tensor, like: Tensor, *, lowered: bool) -> None:
    if x.device != like.device:
        raise InputError(
            f"The {name} is on {x.device} and the weights are on {like.device}; move one of them."
        )
    if x.dtype != like.dtype and not (lowered and x.is_floating_point()):
        raise InputError(
            f"The {name} is {_name(x.dtype)} and the weights are {_name(like.dtype)}; convert one "
            f"of them, such as by .to(torch.{_name(like.dtype)})."
        )


def _parts(value: object) -> Sequence[object]:
    """What a tuple or a list holds; of anything else, itself."""
    return cast("Sequence[object]", value) if isinstance(value, tuple | list) else (value,)


def _name(kind: torch.dtype) -> str:
    return str(kind).removeprefix("torch.")


def _told(value: object) -> str:
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)} and type {_name(value.dtype)}"
    kind, parts = type(value).__name__, _parts(value)
    if isinstance(value, tuple | list) and len(parts) < 4:
        return f"a {kind} of ({', '.join(type(part).__name__ for part in parts)})"
    return f"a {kind}"
