"""What the engine's cells share: the recurrent product, zoneout, and how gradients pass them."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import wraps
from operator import attrgetter

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

from rnnviz.core.cells import drop
from rnnviz.core.masks import LayerMasks
from rnnviz.core.products import Product, using

# Of y = σ(a) the slope is y (1 − y), of y = tanh(a) it is 1 − y²: each times its first argument.
sigmoid_slope = torch.ops.aten.sigmoid_backward
tanh_slope = torch.ops.aten.tanh_backward
_all_hooks = attrgetter(*(field.name for field in fields(LayerMasks)))


class Context(FunctionCtx):
    """What one pass forward leaves to its way back, of which torch's own class names nothing."""

    saved_tensors: tuple[Tensor, ...]
    masks: LayerMasks
    product: Product  # of the pass forward, and so of its way back


Backward = Callable[..., tuple[Tensor | None, ...]]


def once_only(backward: Backward) -> Backward:
    """The backward pass, which refuses to be differentiated in its turn.

    Autograd's own `once_differentiable` lets second derivatives pass as zero where the upstream
    gradient is a constant.
    """

    @wraps(backward)
    def checked(ctx: Context, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        if torch.is_grad_enabled():  # only under create_graph=True
            raise RuntimeError(
                "The engine has first derivatives only: use cells.unroll instead, or in rnnviz.nn "
                "readable=True."
            )
        with using(ctx.product):
            return backward(ctx, *upstream)

    return checked


def add_recurrent(a: Tensor, h: Tensor, weight: Tensor, factor: Tensor | None) -> None:
    """Compute a += U D(h_{t−1}), in place on a (B, G·H), where `weight` is Uᵀ (H, G·H).

    A factor (B, G, H) shows each gate its own masked copy of h, at the price of G products.
    """
    if factor is None or factor.dim() == 2:
        a.addmm_(drop(h, factor), weight)
        return
    G = factor.shape[-2]
    gates = zip(a.chunk(G, -1), weight.chunk(G, -1), factor.unbind(-2), strict=True)
    for a_k, weight_k, factor_k in gates:
        a_k.addmm_(h * factor_k, weight_k)


def through_recurrent(d_a: Tensor, weight: Tensor, factor: Tensor | None, onto: Tensor) -> Tensor:
    """The sum onto + D(Uᵀ δa), (B, H): what the gates' gradients (B, G·H) say about h_{t−1}."""
    if factor is None:
        return torch.addmm(onto, d_a, weight)
    if factor.dim() == 2:
        return torch.addcmul(onto, d_a @ weight, factor)
    G = factor.shape[-2]
    for d_k, weight_k, factor_k in zip(
        d_a.chunk(G, -1), weight.chunk(G), factor.unbind(-2), strict=True
    ):
        onto = torch.addcmul(onto, d_k @ weight_k, factor_k)
    return onto


def recurrent_weight(d_a: Tensor, h_before: Tensor, factor: Tensor | None) -> Tensor:
    """δU = Σ_t δa_t D(h_{t−1})ᵀ, (G·H, H): one product over all steps and examples."""
    if factor is None or factor.dim() == 3:
        return d_a.flatten(0, 1).T @ drop(h_before, factor).flatten(0, 1)
    gates = zip(d_a.chunk(factor.shape[-2], -1), factor.unbind(-2), strict=True)
    return torch.cat([recurrent_weight(d_k, h_before, factor_k) for d_k, factor_k in gates])


def states(first: Tensor, steps: int) -> Tensor:
    """Room for the first state and, behind it, that of each step: (T + 1, B, H)."""
    room = first.new_empty(steps + 1, *first.shape)
    room[0] = first
    return room


def upstream(d_states: Tensor) -> tuple[Tensor, ...]:
    """What the caller says of each step's predecessor, (B, H) each: of the first state, nothing."""
    return torch.zeros_like(d_states[0]), *d_states[:-1].unbind()


def each(factor: Tensor | None, steps: int) -> Sequence[Tensor | None]:
    """A mask (T or 1, ...) step by step; taken apart once, since a view costs what a sum costs."""
    if factor is None or len(factor) == 1:
        return [factor if factor is None else factor[0]] * steps
    return factor.unbind()


def drop_(value: Tensor, factor: Tensor | None) -> Tensor:
    """The value after noise, in place."""
    return value if factor is None else value.mul_(factor)


def renew_(previous: Tensor, new: Tensor, share: Tensor | None) -> Tensor:
    """Zoneout, in place on `new`: the new value where `share` is 1, the old one where it is 0."""
    return new if share is None else torch.lerp(previous, new, share, out=new)


def kept(share: Tensor | None) -> Tensor | None:
    """Zoneout's way back: the share 1 − z of δ that passes a step by."""
    return share if share is None else 1 - share


def pass_by_(d_before: Tensor, d_now: Tensor, kept: Tensor | None) -> Tensor:
    """Compute d_before += (1 − z) δ, in place: the part that was not renewed."""
    return d_before if kept is None else d_before.addcmul_(kept, d_now)


def drawn(masks: LayerMasks) -> tuple[Tensor, ...]:
    """The masks that are there; saved for backward, so that autograd notices a change to them."""
    return tuple(mask for mask in _all_hooks(masks) if mask is not None)
