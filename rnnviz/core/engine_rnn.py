"""The vanilla RNN over a whole sequence: the plainest backpropagation through time there is."""

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
    states,
    tanh_slope,
    through_recurrent,
    upstream,
)
from rnnviz.core.masks import LayerMasks
from rnnviz.core.products import current


class RNN(Function):
    """h (T, B, H) from W D(x_t) + b of all steps, (T, B, H), which is overwritten."""

    @staticmethod
    def forward(
        ctx: Context, inward: Tensor, weight: Tensor, h0: Tensor, masks: LayerMasks
    ) -> Tensor:
        pre, T = inward.detach(), len(inward)  # (T, B, H): a becomes tanh(a) in place
        hidden = states(h0, T)  # (T + 1, B, H)
        columns = weight.T.contiguous()
        h = h0
        noise = (each(m, T) for m in (masks.recurrent, masks.hidden, masks.renew_hidden))
        for a, h_new, d_h, d_h_new, z in zip(pre, hidden[1:], *noise, strict=True):
            # a = W D(x_t) + U D(h_{t−1}) + b
            add_recurrent(a, h, columns, d_h)
            # h' = D(tanh(a));  h_t = h_{t−1} + z (h' − h_{t−1})
            drop_(h_new.copy_(a.tanh_()), d_h_new)
            h = renew_(h, h_new, z)
        ctx.masks, ctx.product = masks, current()
        ctx.save_for_backward(pre, hidden, weight, *drawn(masks))
        return hidden[1:].detach()

    @staticmethod
    @once_only
    def backward(ctx: Context, d_hidden: Tensor) -> tuple[Tensor | None, ...]:
        """δv stands for ∂L/∂v, and D for the noise that v met on its way forward."""
        activation, hidden, weight, *_ = ctx.saved_tensors
        masks, T = ctx.masks, len(activation)

        # ∂h_t/∂a = z D · (1 − tanh² a), for all steps at once
        reach = drop(drop(torch.ones_like(activation), masks.hidden), masks.renew_hidden)
        d_gates = tanh_slope(reach, activation)  # (T, B, H)

        # Back through time. A slope times its δ is δa and takes the slope's place.
        d_h = d_hidden[-1]
        noise = each(masks.recurrent, T), each(kept(masks.renew_hidden), T)
        steps = zip(d_gates, upstream(d_hidden), *noise, strict=True)
        for d_a, from_h, m, k in reversed(list(steps)):
            # δa = δh_t ∂h_t/∂a
            d_a.mul_(d_h)
            # δh_{t−1} += D(Uᵀ δa) + (1 − z) δh_t
            d_h = pass_by_(through_recurrent(d_a, weight, m, from_h), d_h, k)

        d_weight = recurrent_weight(d_gates, hidden[:-1], masks.recurrent)
        return d_gates, d_weight, d_h, None
