"""The LSTM in float32 on a CPU where Numba is installed: the engine's, with two calls to a step.

One is the product, the other all that comes after it (`fused_kernels`). The same masks in, the
same numbers out, but for rounding.
"""

# torch leaves what `Function.apply` takes and gives untyped.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import cast

import torch
from torch import Tensor
from torch.autograd import Function

from rnnviz.core import engine
from rnnviz.core.cells import LayerRun, LayerWeights, State, drop
from rnnviz.core.engine_lstm import LSTM
from rnnviz.core.engine_steps import (
    Context,
    add_recurrent,
    drawn,
    each,
    kept,
    once_only,
    pass_by_,
    recurrent_weight,
    states,
    through_recurrent,
)
from rnnviz.core.masks import LayerMasks
from rnnviz.core.placement import Cell
from rnnviz.core.products import current


def layer(
    cell: Cell, x: Tensor, state: State, weights: LayerWeights, masks: LayerMasks
) -> LayerRun:
    """What `engine.layer` returns, in compiled steps where there are any."""
    return engine.layer(cell, x, state, weights, masks, lstm=_lstm)


def _lstm(inward: Tensor, weight: Tensor, h0: Tensor, c0: Tensor, masks: LayerMasks) -> object:
    compiled, given = usable(inward, masks), (inward, weight, h0, c0, masks)
    return cast("object", FusedLSTM.apply(*given, compiled) if compiled else LSTM.apply(*given))


@cache
def kernels() -> ModuleType | None:
    """What Numba compiles, seconds of work the first time; None where it isn't, or is of no use."""
    try:
        from rnnviz.nn import fused_kernels  # noqa: PLC0415 -- Numba is nobody's must
    except ImportError:  # such as of a Numba that knows no NumPy as new as the one that is there
        return None
    return fused_kernels


def usable(inward: Tensor, masks: LayerMasks) -> ModuleType | None:
    """The kernels, if they can take these sums of the gates, (T, B, 4·H), under these masks."""
    plain = type(inward) is Tensor and inward.device.type == "cpu"
    single = all(tensor.dtype is torch.float32 for tensor in (inward, *drawn(masks)))
    return kernels() if plain and single else None


class FusedContext(Context):
    """The same, and what compiled the way forward."""

    kernels: ModuleType


class FusedLSTM(Function):
    """h and c, (T, B, H) each, from W D(x_t) + b of all steps, (T, B, 4·H); it is overwritten."""

    @staticmethod
    def forward(  # noqa: PLR0917 - autograd wants each tensor as an argument of its own
        ctx: FusedContext,
        inward: Tensor,
        weight: Tensor,
        h0: Tensor,
        c0: Tensor,
        masks: LayerMasks,
        kernels: ModuleType,
    ) -> tuple[Tensor, Tensor]:
        gates, T = inward.detach().contiguous(), len(inward)  # (T, B, 4·H): a becomes σ(a)
        hidden, cell = states(h0, T), states(c0, T)  # (T + 1, B, H)
        tanh_cell = torch.empty_like(cell[1:])
        columns = weight.T.contiguous()  # (H, 4·H): products with few rows take a third less time
        shared, by_gate = _recurrent(masks, T)
        shown = hidden[:0] if shared is None else states(h0 * shared[0], T)  # D(h), if not h
        seen = hidden if shared is None else shown
        arrays = [
            tensor.numpy()
            for tensor in (gates, hidden, cell, tanh_cell, shown, *_rows(shared, masks, h0))
        ]
        for t, a, h, factor in zip(range(T), gates, seen[:-1], by_gate, strict=True):
            add_recurrent(a, h, columns, factor)
            kernels.forward(t, *arrays)
        ctx.masks, ctx.product, ctx.kernels = masks, current(), kernels
        ctx.save_for_backward(gates, cell, tanh_cell, seen, weight, *drawn(masks))
        ctx.set_materialize_grads(False)
        return hidden[1:].detach(), cell[1:].detach()

    @staticmethod
    @once_only
    def backward(
        ctx: FusedContext, d_hidden: Tensor | None, d_cell: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        """δv stands for ∂L/∂v, and D for the noise that v met on its way forward."""
        gates, cell, tanh_cell, seen, weight, *_ = ctx.saved_tensors
        masks, T = ctx.masks, len(gates)
        shared, by_gate = _recurrent(masks, T)
        d_gates = torch.empty_like(gates)
        nothing, d_h, d_c, through = (torch.zeros_like(cell[0]) for _ in range(4))  # (B, H)
        from_caller = (nothing[None] if d is None else d.contiguous() for d in (d_hidden, d_cell))
        arrays = [
            tensor.numpy()
            for tensor in (
                *(d_gates, d_h, d_c, through, *from_caller, gates, cell, tanh_cell),
                *_rows(shared, masks, d_h),
            )
        ]
        steps = zip(range(T), d_gates, by_gate, strict=True)
        for t, d_a, factor in reversed(list(steps)):
            ctx.kernels.backward(t, *arrays)
            # Uᵀ δa_t
            if factor is None:
                torch.mm(d_a, weight, out=through)
            else:
                through.copy_(through_recurrent(d_a, weight, factor, nothing))
        # of the first state: D(Uᵀ δa_1) + (1 − z) δh_1
        d_first = drop(through, None if shared is None else shared[0])
        d_first = pass_by_(d_first, d_h, kept(each(masks.renew_hidden, T)[0]))
        d_weight = recurrent_weight(
            d_gates, seen[:-1], None if shared is not None else masks.recurrent
        )
        return d_gates, d_weight, d_first, d_c, None, None


def _recurrent(masks: LayerMasks, steps: int) -> tuple[Tensor | None, Sequence[Tensor | None]]:
    """The mask of h_{t−1} that all gates share, or else, step by step, the gates' own."""
    mask = masks.recurrent
    if mask is None or mask.dim() == 3:
        return mask, [None] * steps
    return None, each(mask, steps)


def _rows(shared: Tensor | None, masks: LayerMasks, state: Tensor) -> list[Tensor]:
    """Each mask as the kernels take it, (T or 1, B or 1, H): ones where there is none."""
    H = state.shape[-1]
    ones = state.new_ones(1, 1, H)
    after = (masks.candidate, masks.cell, masks.hidden, masks.renew_cell, masks.renew_hidden)
    return [ones if m is None else m.expand(-1, -1, H).contiguous() for m in (shared, *after)]
