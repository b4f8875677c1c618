"""The vanilla RNN over a whole sequence: the plainest backpropagation through time there is."""

import torch
from torch import Tensor
from torch.autograd import Function

from rnnviz.core.cells import drop
from rnnviz.core.engine_steps import (
    Context,
    add_recurrent,
    before,
    drawn,
    drop_,
    once_only,
    pass_by_,
    recurrent_weight,
    renew_,
    tanh_slope,
    through_recurrent,
)
from rnnviz.core.masks import LayerMasks
from rnnviz.core.products import current


class RNN(Function):
    """h (T, B, H) from W D(x_t) + b of all steps, (T, B, H), which is overwritten."""

    @staticmethod
    def forward(
        ctx: Context, inward: Tensor, weight: Tensor, h0: Tensor, masks: LayerMasks
    ) -> Tensor:
        pre = inward.detach()  # (T, B, H): a becomes tanh(a) in place
        hidden = torch.empty_like(pre)
        columns = weight.T.contiguous()
        noise = [masks.at(t) for t in range(len(pre))]
        h = h0
        for a, h_new, m in zip(pre, hidden, noise, strict=True):
            # a = W D(x_t) + U D(h_{t−1}) + b
            add_recurrent(a, h, columns, m.recurrent)
            # h' = D(tanh(a));  h_t = h_{t−1} + z (h' − h_{t−1})
            drop_(h_new.copy_(a.tanh_()), m.hidden)
            h = renew_(h, h_new, m.renew_hidden)
        ctx.masks, ctx.noise, ctx.product = masks, noise, current()
        ctx.save_for_backward(pre, hidden, weight, h0, *drawn(masks))
        return hidden

    @staticmethod
    @once_only
    def backward(ctx: Context, d_hidden: Tensor) -> tuple[Tensor | None, ...]:
        """δv stands for ∂L/∂v, and D for the noise that v met on its way forward."""
        activation, hidden, weight, h0, *_ = ctx.saved_tensors
        masks = ctx.masks

        # ∂h_t/∂a = z D · (1 − tanh² a), for all steps at once
        reach = drop(drop(torch.ones_like(hidden), masks.hidden), masks.renew_hidden)
        d_gates = tanh_slope(reach, activation)  # (T, B, H)

        # Back through time. A slope times its δ is δa and takes the slope's place.
        d_h = d_hidden[-1]
        steps = zip(d_gates, before(torch.zeros_like(h0), d_hidden), ctx.noise, strict=True)
        for d_a, d_h_before, m in reversed(list(steps)):
            # δa = δh_t ∂h_t/∂a
            d_a.mul_(d_h)
            # δh_{t−1} += D(Uᵀ δa) + (1 − z) δh_t
            through = through_recurrent(d_a, weight, m.recurrent, d_h_before)
            d_h = pass_by_(through, d_h, m.renew_hidden)

        d_weight = recurrent_weight(d_gates, before(h0, hidden), masks.recurrent)
        return d_gates, d_weight, d_h, None
