"""The LSTM over a whole sequence: forward as `cells.lstm_step` states it, backward by hand."""

import torch
from torch import Tensor
from torch.autograd import Function

from rnnviz.core.cells import drop
from rnnviz.core.engine_steps import (
    Context,
    add_recurrent,
    drawn,
    drop_,
    each,
    kept,
    once_only,
    pass_by_,
    recurrent_weight,
    renew_,
    sigmoid_slope,
    states,
    tanh_slope,
    through_recurrent,
    upstream,
)
from rnnviz.core.masks import LayerMasks
from rnnviz.core.products import current


class LSTM(Function):
    """h and c, (T, B, H) each, from W D(x_t) + b of all steps, (T, B, 4·H); it is overwritten."""

    @staticmethod
    def forward(  # noqa: PLR0917 - autograd wants each tensor as an argument of its own
        ctx: Context, inward: Tensor, weight: Tensor, h0: Tensor, c0: Tensor, masks: LayerMasks
    ) -> tuple[Tensor, Tensor]:
        pre, T = inward.detach(), len(inward)
        gates = torch.unflatten(
            pre, -1, (4, -1)
        )  # (T, B, 4, H), in the same memory: a becomes σ(a)
        hidden, cell = states(h0, T), states(c0, T)  # (T + 1, B, H)
        tanh_cell = torch.empty_like(cell[1:])
        columns = weight.T.contiguous()  # (H, 4·H): products with few rows take a third less time
        h, c = h0, c0
        steps = zip(
            pre, gates[:, :, :2], *gates.unbind(2), cell[1:], tanh_cell, hidden[1:],
            *(each(m, T) for m in (masks.recurrent, masks.candidate, masks.cell, masks.hidden)),
            each(masks.renew_cell, T), each(masks.renew_hidden, T), strict=True,
        )  # fmt: skip
        for a, i_f, i, f, g, o, c_new, tanh_c, h_new, d_h, d_g, d_c, d_h_new, z_c, z_h in steps:
            # a = W D(x_t) + U D(h_{t−1}) + b;  i, f, o = σ(a),  g = tanh(a)
            add_recurrent(a, h, columns, d_h)
            i_f.sigmoid_()
            g.tanh_()
            o.sigmoid_()
            # c' = D(f c_{t−1} + i D(g))
            drop_(torch.mul(f, c, out=c_new).addcmul_(i, drop(g, d_g)), d_c)
            # h' = D(o tanh c')
            drop_(torch.mul(o, torch.tanh(c_new, out=tanh_c), out=h_new), d_h_new)
            # c_t = c_{t−1} + z (c' − c_{t−1}), and h_t likewise
            c = renew_(c, c_new, z_c)
            h = renew_(h, h_new, z_h)
        ctx.masks, ctx.product = masks, current()
        ctx.save_for_backward(gates, hidden, cell, tanh_cell, weight, *drawn(masks))
        ctx.set_materialize_grads(False)
        return hidden[1:].detach(), cell[1:].detach()

    @staticmethod
    @once_only
    def backward(
        ctx: Context, d_hidden: Tensor | None, d_cell: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        """δv stands for ∂L/∂v, and D for the noise that v met on its way forward."""
        gates, hidden, cell, tanh_cell, weight, *_ = ctx.saved_tensors
        masks, T = ctx.masks, len(gates)
        slopes, h_by_c, c_by_c = _slopes(gates, cell[:-1], tanh_cell, masks)

        # Back through time. A slope times its δ is a gate's gradient and takes the slope's place.
        d_gates = slopes.flatten(2)  # (T, B, 4·H)
        d_hidden = torch.zeros_like(tanh_cell) if d_hidden is None else d_hidden
        d_h, d_c = d_hidden[-1], torch.zeros_like(cell[0]) if d_cell is None else d_cell[-1]
        steps = zip(
            d_gates, slopes[:, :, :3], slopes[:, :, 3], h_by_c, c_by_c, upstream(d_hidden),
            [None] * T if d_cell is None else upstream(d_cell), each(masks.recurrent, T),
            *(each(share, T) for share in (masks.renew_cell, kept(masks.renew_cell))),
            each(kept(masks.renew_hidden), T), strict=True,
        )  # fmt: skip
        for d_a, d_ifg, d_o, h_c, c_c, from_h, from_c, m, z_c, k_c, k_h in reversed(list(steps)):
            # δc' = z δc_t + δh_t ∂h_t/∂c'
            d_c_new = torch.addcmul(drop(d_c, z_c), d_h, h_c)
            # δa_i, δa_f, δa_g = δc' ∂c'/∂a;  δa_o = δh_t ∂h_t/∂a_o
            d_ifg.mul_(d_c_new.unsqueeze(1))
            d_o.mul_(d_h)
            # δc_{t−1} += δc' ∂c'/∂c_{t−1} + (1 − z) δc_t
            through = d_c_new * c_c if from_c is None else torch.addcmul(from_c, d_c_new, c_c)
            d_c = pass_by_(through, d_c, k_c)
            # δh_{t−1} += D(Uᵀ δa) + (1 − z) δh_t
            d_h = pass_by_(through_recurrent(d_a, weight, m, from_h), d_h, k_h)

        d_weight = recurrent_weight(d_gates, hidden[:-1], masks.recurrent)
        return d_gates, d_weight, d_h, d_c, None


def _slopes(
    gates: Tensor, c_before: Tensor, tanh_cell: Tensor, masks: LayerMasks
) -> tuple[Tensor, Tensor, Tensor]:
    """All that waits for no later step's δ: how far c' and h' move with each gate's a.

    Also ∂h_t/∂c' and ∂c'/∂c_{t−1}, (T, B, H) each.
    """
    i, f, g, o = gates.unbind(2)
    slopes = torch.empty_like(gates)  # (T, B, 4, H)
    of_i, of_f, of_g, of_o = slopes.unbind(2)
    # ∂c'/∂a_i = D(g) D · i (1 − i)
    sigmoid_slope(drop(drop(g, masks.candidate), masks.cell), i, grad_input=of_i)
    # ∂c'/∂a_f = c_{t−1} D · f (1 − f)
    sigmoid_slope(drop(c_before, masks.cell), f, grad_input=of_f)
    # ∂c'/∂a_g = D(i) D · (1 − g²)
    tanh_slope(drop(drop(i, masks.candidate), masks.cell), g, grad_input=of_g)
    # ∂h_t/∂a_o = z D tanh(c') · o (1 − o)
    sigmoid_slope(drop(drop(tanh_cell, masks.hidden), masks.renew_hidden), o, grad_input=of_o)
    # ∂h_t/∂c' = z D o · (1 − tanh² c')
    h_by_c = tanh_slope(drop(drop(o, masks.hidden), masks.renew_hidden), tanh_cell)
    # ∂c'/∂c_{t−1} = D f
    c_by_c = drop(f, masks.cell)
    return slopes, h_by_c, c_by_c
