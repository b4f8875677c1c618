"""One mask of one pass as it is met: where, on which edge, and of which steps."""

from dataclasses import dataclass

from torch import Tensor

from rnnviz.core.placement import Edge, Fill
from rnnviz.inspection.operations import Where


@dataclass(frozen=True, slots=True)
class Site:
    """One dropout of a program: what is applied there at all steps is one."""

    where: Where
    within: frozenset[object]  # the layer's directions it comes out of or goes into, or weights
    turn: int = 0  # which it is of several that the same call applies in a step


@dataclass(frozen=True, slots=True)
class Met:
    """One mask of one pass, and the edge that it is on."""

    edge: Edge | None  # None where it is on none of the vocabulary's
    layer: int
    fill: Fill
    site: Site
    factor: Tensor  # in the value's shape; (T, B, units) or (T, B, G, units) if `ready`
    number: int  # of the operation that applies it
    of: frozenset[int]  # the operations that made the value
    step: int  # the first that the value is of, or goes into
    span: int = 1  # how many steps it holds
    total: int = 0  # how many steps the layer has
    ready: bool = False
    gated: bool = False  # each gate has a mask of its own, in the last axis but one
    carry: bool = False  # of what a GRU carries past its gates
    beyond: bool = False  # other weights lie between the value and the layers
    scale: float | None = None  # the constant beside the mask
    after: frozenset[Site] = frozenset()  # the dropouts that the same value met before
    part: bool = False  # what is beside the value there meets no mask
