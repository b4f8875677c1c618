"""Which placement was meant, and whether a layer can carry it."""

from collections.abc import Iterable
from typing import Protocol

from rnnviz.content import Message
from rnnviz.core.masks import Mask
from rnnviz.core.methods import placement_of
from rnnviz.core.placement import Cell, Edge, Noise, Placement, edges_of
from rnnviz.errors import InputError
from rnnviz.nn.kernel import AROUND, leaves_time_alone

Given = Placement | str | None  # a method's key, a line, a placement, or none


class Sized(Protocol):
    """What is read of a layer that may have no form among the readable cells."""

    mode: str
    proj_size: int


def resolved(given: object) -> Placement:
    """The placement that a `Given` means. Raises `InputError` for whatever means none."""
    if given is None or isinstance(given, Placement):
        return given or Placement()
    if not isinstance(given, str):
        raise InputError("nn.no_placement", kind=type(given).__name__)
    return placement_of(given)


def met(placement: Placement, cell: Cell, layers: int) -> Placement:
    """What of a placement does something in so many layers without embedding."""
    there = edges_of(cell, layers) - {Edge.WORD}
    return Placement(tuple(noise for noise in placement.active if noise.edge in there))


def kernel_only(layer: Sized) -> Message | None:
    """What the layer is, if it has no form among the readable cells; else nothing."""
    if layer.proj_size:
        return Message("nn.projected", {"size": layer.proj_size})
    return Message("nn.rectified") if layer.mode == "RNN_RELU" else None


def check_carried(layer: Sized, cell: Cell, placement: Placement) -> None:
    """Raise `InputError` unless a layer can carry a placement; words are an embedding's."""
    placement.without(Edge.WORD).check(cell)
    what = kernel_only(layer)
    unfit = [n for n in placement.active if what and not _around(n, projects=layer.proj_size > 0)]
    if unfit:
        raise InputError("nn.not_carried", what=what, noise=unfit[0])


def check_masks_carried(layer: Sized, cell: Cell, masks: Iterable[Mask]) -> None:
    """Raise `InputError` for masks on edges that a cell lacks, or on weights that are projected."""
    for mask in masks:
        Placement((mask.noise,)).check(cell)
        if layer.proj_size and mask.noise.edge.row.on_weights:
            raise InputError("nn.masks_not_carried", what=kernel_only(layer))


def _around(noise: Noise, *, projects: bool) -> bool:
    """Whether torch's kernel can carry a noise; masks have no form for a projection's W_hh."""
    fits = noise.edge in AROUND or not projects
    return noise.edge is Edge.WORD or (fits and leaves_time_alone(noise))
