"""Softmax and cross-entropy in one function: more than half of a language model's training step."""

# torch leaves what `Function.apply` takes and gives untyped.
# pyright: reportUnknownMemberType=false

from typing import cast

import torch
from torch import Tensor
from torch.autograd import Function

from rnnviz.core.engine_steps import Context, once_only
from rnnviz.core.products import current


def cross_entropy(hidden: Tensor, weight: Tensor, bias: Tensor, targets: Tensor) -> Tensor:
    """The mean surprisal, in nats, of targets (N,) given hidden (N, H); weight (V, H), bias (V,).

    Equal to `F.cross_entropy(F.linear(hidden, weight, bias), targets)`, which holds three arrays
    (N, V). Here is one: first the logits, then log p, in the backward pass the logits' gradient.
    So gradients can be asked for once; a second time raises `RuntimeError`.
    """
    return cast("Tensor", CrossEntropy.apply(hidden, weight, bias, targets))


class CrossEntropyContext(Context):
    """Keeps log p (N, V) until it becomes the logits' gradient."""

    log_p: Tensor | None


class CrossEntropy(Function):
    """Mean cross-entropy over N rows of V logits."""

    @staticmethod
    def forward(
        ctx: CrossEntropyContext, hidden: Tensor, weight: Tensor, bias: Tensor, targets: Tensor
    ) -> Tensor:
        logits = torch.addmm(bias, hidden, weight.T)  # (N, V)
        # log p_v = logit_v − log Σ_w exp(logit_w), in place
        log_p = torch.log_softmax(logits, -1, out=logits)
        ctx.product = current()
        ctx.save_for_backward(hidden, weight, targets)
        ctx.log_p = log_p
        # L = −(1/N) Σ_n log p_n[target_n]
        return -log_p.gather(1, targets.unsqueeze(1)).mean()

    @staticmethod
    @once_only
    def backward(ctx: CrossEntropyContext, d_loss: Tensor) -> tuple[Tensor | None, ...]:
        """δv stands for ∂(what the caller differentiates)/∂v; the caller's δL is `d_loss`."""
        hidden, weight, targets = ctx.saved_tensors
        log_p, ctx.log_p = ctx.log_p, None
        if log_p is None:
            raise RuntimeError("This loss has been differentiated already: compute it again.")
        N = len(targets)
        scale = d_loss / N
        # ∂(N L)/∂logits = p − 1[v = target], in place
        d_logits = log_p.exp_()  # (N, V)
        d_logits[torch.arange(N, device=targets.device), targets] -= 1
        # δhidden = δlogits W;  δW = δlogitsᵀ hidden;  δb = Σ_n δlogits: each with δL / N once
        d_hidden = (d_logits @ weight).mul_(scale)
        d_weight = d_logits.T @ (hidden * scale)
        d_bias = d_logits.sum(0).mul_(scale)
        return d_hidden, d_weight, d_bias, None
