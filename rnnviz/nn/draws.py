"""The masks of one forward pass: drawn, or given and looked at."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import torch
from torch import Generator
from torch.autograd import forward_ad
from torch.jit import is_tracing  # pyright: ignore[reportPrivateImportUsage] -- torch documents it

from rnnviz.core.edges import Hook, Shape, edges_at, layers_of
from rnnviz.core.masks import Dims, Mask, Masks, at_evaluation, sample
from rnnviz.core.placement import Edge, Placement, Share
from rnnviz.errors import InputError
from rnnviz.nn.kernel import AROUND

P = ParamSpec("P")
R = TypeVar("R")


def untraced(function: Callable[P, R]) -> Callable[P, R]:
    """The function, at which torch.compile breaks its graph: what draws masks can't be traced."""

    @wraps(function)
    def plain(*args: P.args, **kwargs: P.kwargs) -> R:
        dynamo = sys.modules.get("torch._dynamo")  # seconds to load: nobody compiles without it
        return (dynamo.disable(function) if dynamo else function)(*args, **kwargs)

    return plain


def drawn(
    placement: Placement,
    dims: Dims,
    directions: int,
    source: object,
    *,
    training: bool,
    dtype: torch.dtype,
) -> tuple[Masks, ...]:
    """The masks of one forward pass, one `Masks` for each direction.

    All directions have the same mask on what comes in from outside, and drop a whole frame of what
    they send up together. Masks come from `source`, or from torch's own stream, which
    `torch.utils.checkpoint` winds back. Raises `InputError` for a source that is no Generator, and
    where masks can't be drawn: while a program is exported or traced, and under `vmap` with any
    randomness but "same".
    """
    if not isinstance(source, Generator | None):
        raise InputError("nn.no_generator", kind=type(source).__name__)
    if not placement.active:  # as torch's own layer, which takes nothing from the stream then
        return (Masks(),) * directions
    draw = sample if training else at_evaluation
    random = any(training or noise.at_test for noise in placement.active)
    if random and (torch.compiler.is_exporting() or is_tracing()):
        raise InputError("nn.exported", placement=placement)
    try:
        stream = source or torch.default_generator
        return _alike([draw(placement, dims, stream, dtype) for _ in range(directions)])
    except RuntimeError as error:
        if not transformed():
            raise
        raise InputError("nn.vmapped") from error


def _alike(directions: list[Masks]) -> tuple[Masks, ...]:
    """The same masks, the first direction's wherever all directions have one draw."""
    first = directions[0].drawn
    pairs = ([*zip(first, each.drawn, strict=True)] for each in directions)
    return tuple(Masks(tuple(a if _for_all(a) else b for a, b in pair)) for pair in pairs)


def _for_all(mask: Mask) -> bool:
    edge, whole = mask.noise.edge, mask.noise.share is Share.FRAME
    return edge in edges_at(Hook.INWARD, 0) or (whole and edge in AROUND)


def transformed() -> bool:
    """Whether this runs inside of `torch.func`'s vmap, grad, jacrev or the like."""
    return torch._C._are_functorch_transforms_active()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] -- torch has no public way


def forward_mode() -> bool:
    """Whether this runs inside of `torch.autograd.forward_ad.dual_level`."""
    return cast("int", forward_ad._current_level) >= 0  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType] -- torch has no public way


def checked_masks(
    given: Masks | tuple[object, ...], dims: Dims, directions: int
) -> tuple[Masks, ...]:
    """One `Masks` for each direction. Raises `InputError` for any that don't fit the network."""
    parts = given if isinstance(given, tuple) else (given,)
    masks = tuple(part for part in parts if isinstance(part, Masks))
    if not len(masks) == len(parts) == directions:
        raise InputError("nn.no_masks", directions=directions)
    for mask in (mask for each in masks for mask in each.drawn):
        _check(mask, dims)
    return masks


def _check(mask: Mask, dims: Dims) -> None:
    """Raise `InputError` unless a mask lies on an edge of the network and fits it."""
    edge, layer = mask.noise.edge, mask.layer
    if edge is Edge.WORD or layer not in layers_of(edge, dims.layers):
        raise InputError("nn.mask_elsewhere", edge=edge, layer=layer, layers=dims.layers)
    whole, shape = _whole(mask, dims), tuple(mask.factor.shape)
    if len(shape) != len(whole) or any(n not in {1, m} for n, m in zip(shape, whole)):  # noqa: B905
        given, wanted = str(shape), str(whole)
        raise InputError("nn.other_mask", edge=edge, layer=layer, shape=given, wanted=wanted)


def _whole(mask: Mask, dims: Dims) -> tuple[int, ...]:
    """The shape of a mask that nobody shares."""
    edge = mask.noise.edge
    if edge.row.on_weights:
        return dims.gates * dims.units, dims.units
    units = dims.inputs if edge.row.shape is Shape.INPUTS else dims.units
    gates = (dims.gates,) if mask.factor.dim() == 4 else ()
    return dims.steps, dims.batch, *gates, units
