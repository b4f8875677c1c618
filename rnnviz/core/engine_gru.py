"""The GRU over a whole sequence: forward as `cells.gru_step` states it, backward by hand."""

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


class GRU(Function):
    """h (T, B, H) from W D(x_t) + b of all steps, (T, B, 3·H), which is overwritten."""

    @staticmethod
    def forward(  # noqa: PLR0917 - autograd wants each tensor as an argument of its own
        ctx: Context, inward: Tensor, weight: Tensor, bias: Tensor, h0: Tensor,
        masks: LayerMasks,
    ) -> Tensor:  # fmt: skip
        pre, T = inward.detach(), len(inward)
        gates = torch.unflatten(
            pre, -1, (3, -1)
        )  # (T, B, 3, H), in the same memory: a becomes σ(a)
        hidden = states(h0, T)  # (T + 1, B, H)
        recurrent = bias.repeat(*pre.shape[:2], 1)  # (T, B, 3·H): b', and in time b' + U D(h)
        inner = torch.unflatten(recurrent, -1, (3, -1))  # (T, B, 3, H)
        columns = weight.T.contiguous()
        h = h0
        steps = zip(
            recurrent, gates[:, :, :2], inner[:, :, :2], *gates.unbind(2), inner[:, :, 2],
            hidden[1:], each(masks.recurrent, T), each(masks.carry, T), each(masks.candidate, T),
            each(masks.hidden, T), each(masks.renew_hidden, T), strict=True,
        )  # fmt: skip
        for u, r_z, r_z_inner, r, z, g, g_inner, h_new, d_h, d_z, d_g, d_h_new, share in steps:
            # u = U D(h_{t−1}) + b'
            add_recurrent(u, h, columns, d_h)
            # r, z = σ(W D(x_t) + b + u)
            r_z.add_(r_z_inner).sigmoid_()
            # g = tanh(W D(x_t) + b + r u)
            g.addcmul_(r, g_inner).tanh_()
            # h' = D((1 − z) D(g) + z D(h_{t−1}));  h_t = h_{t−1} + s (h' − h_{t−1})
            drop_(torch.lerp(drop(g, d_g), drop(h, d_z), z, out=h_new), d_h_new)
            h = renew_(h, h_new, share)
        ctx.masks, ctx.product = masks, current()
        ctx.save_for_backward(gates, inner[:, :, 2], hidden, weight, *drawn(masks))
        return hidden[1:].detach()

    @staticmethod
    @once_only
    def backward(ctx: Context, d_hidden: Tensor) -> tuple[Tensor | None, ...]:
        """δv stands for ∂L/∂v, D for the noise v met on its way, s for the share renewed."""
        gates, g_inner, hidden, weight, *_ = ctx.saved_tensors
        masks, T = ctx.masks, len(gates)
        r, z, g = gates.unbind(2)
        h_before = hidden[:-1]
        reach = drop(drop(torch.ones_like(h_before), masks.hidden), masks.renew_hidden)  # s D

        # All that doesn't wait for a later step's δ: how far h_t moves with each a and u.
        slopes = gates.new_empty(*gates.shape[:2], 4, gates.shape[3])  # (T, B, 4, H)
        of_r, of_z, of_u, of_g = slopes.unbind(2)
        # ∂h_t/∂a_g = s D (1 − z) D · (1 − g²)
        tanh_slope(drop(reach * (1 - z), masks.candidate), g, grad_input=of_g)
        # ∂h_t/∂u_g = ∂h_t/∂a_g · r
        torch.mul(of_g, r, out=of_u)
        # ∂h_t/∂a_r = ∂h_t/∂a_g · u · r (1 − r)
        sigmoid_slope(of_g * g_inner, r, grad_input=of_r)
        # ∂h_t/∂a_z = s D (D(h_{t−1}) − D(g)) · z (1 − z)
        carried = drop(h_before, masks.carry)
        sigmoid_slope(reach * (carried - drop(g, masks.candidate)), z, grad_input=of_z)
        # ∂h_t/∂h_{t−1} = s D z D, past all gates
        h_by_h = drop(reach * z, masks.carry)

        # Back through time. A slope times δh_t is a gradient and takes the slope's place.
        d_recurrent = slopes[:, :, :3].flatten(2)  # (T, B, 3·H): of u_r, u_z and u_g
        d_h = d_hidden[-1]
        steps = zip(
            slopes, d_recurrent, h_by_h, upstream(d_hidden), each(masks.recurrent, T),
            each(kept(masks.renew_hidden), T), strict=True,
        )  # fmt: skip
        for d_all, d_u, h_h, from_h, m, k in reversed(list(steps)):
            # δa = δh_t ∂h_t/∂a
            d_all.mul_(d_h.unsqueeze(1))
            # δh_{t−1} += D(Uᵀ δu) + δh_t ∂h_t/∂h_{t−1} + (1 − s) δh_t
            through = through_recurrent(d_u, weight, m, from_h)
            d_h = pass_by_(through.addcmul_(d_h, h_h), d_h, k)

        d_inward = torch.cat([slopes[:, :, :2], slopes[:, :, 3:]], 2).flatten(2)  # of a_r, a_z, a_g
        d_weight = recurrent_weight(d_recurrent, h_before, masks.recurrent)
        return d_inward, d_weight, d_recurrent.sum((0, 1)), d_h, None
