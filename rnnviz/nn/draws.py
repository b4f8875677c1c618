"""The masks of one forward pass: drawn, or given and looked at."""

import torch
from torch import Generator

from rnnviz.core.edges import Shape, layers_of
from rnnviz.core.masks import Dims, Mask, Masks, at_evaluation, sample
from rnnviz.core.placement import Edge, Placement
from rnnviz.errors import InputError


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

    From `source`, or from torch's own stream, which `torch.utils.checkpoint` winds back. Raises
    `InputError` for a source that is no Generator, and where masks can't be drawn: while a program
    is exported, and under `vmap` with any randomness but "same".
    """
    if not isinstance(source, Generator | None):
        raise InputError(
            f"The generator is of type {type(source).__name__}; give a torch.Generator, or none for"
            " torch's own stream."
        )
    draw = sample if training else at_evaluation
    random = any(training or noise.at_test for noise in placement.active)
    if random and torch.compiler.is_exporting():
        raise InputError(
            f"Masks are drawn anew at each call, which an exported program can't do: call eval() "
            f"first, or take {placement} off."
        )
    try:
        stream = source or torch.default_generator
        return tuple(draw(placement, dims, stream, dtype) for _ in range(directions))
    except RuntimeError as error:
        if not transformed():
            raise
        raise InputError(
            "Under vmap all examples share their masks: call vmap(…, randomness='same'), or eval() "
            "first."
        ) from error


def transformed() -> bool:
    """Whether this runs inside of `torch.func`'s vmap, grad, jacrev or the like."""
    return torch._C._are_functorch_transforms_active()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] -- torch has no public way


def checked_masks(
    given: Masks | tuple[object, ...], dims: Dims, directions: int
) -> tuple[Masks, ...]:
    """One `Masks` for each direction. Raises `InputError` for any that don't fit the network."""
    parts = given if isinstance(given, tuple) else (given,)
    masks = tuple(part for part in parts if isinstance(part, Masks))
    if not len(masks) == len(parts) == directions:
        raise InputError(
            f"Masks must be one `Masks` for each direction, of which this layer has {directions}; "
            "`last_masks` holds such, where `keep_masks` is set."
        )
    for mask in (mask for each in masks for mask in each.drawn):
        _check(mask, dims)
    return masks


def _check(mask: Mask, dims: Dims) -> None:
    """Raise `InputError` unless a mask lies on an edge of the network and fits it."""
    edge, layer = mask.noise.edge, mask.layer
    if edge is Edge.WORD or layer not in layers_of(edge, dims.layers):
        raise InputError(
            f"A mask lies on {edge} of layer {layer}, where this network of {dims.layers} "
            "layers has no such edge; draw the masks for this network."
        )
    whole, shape = _whole(mask, dims), tuple(mask.factor.shape)
    if len(shape) != len(whole) or any(n not in {1, m} for n, m in zip(shape, whole)):  # noqa: B905
        raise InputError(
            f"The mask on {edge} of layer {layer} has shape {shape}, where {whole} or 1 in "
            "places of it would fit; draw the masks for this input."
        )


def _whole(mask: Mask, dims: Dims) -> tuple[int, ...]:
    """The shape of a mask that nobody shares."""
    edge = mask.noise.edge
    if edge.row.on_weights:
        return dims.gates * dims.units, dims.units
    units = dims.inputs if edge.row.shape is Shape.INPUTS else dims.units
    gates = (dims.gates,) if mask.factor.dim() == 4 else ()
    return dims.steps, dims.batch, *gates, units
