"""Is a placement the one that was asked for? Compared as data: where, what kind, how long.

Two placements that no draw can tell apart count as one. Rates and scalings are not graded.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from rnnviz.core.edges import layers_of, standing_for
from rnnviz.core.placement import GATES, Cell, Edge, Noise, Placement, Share


class Fault(StrEnum):
    """What can be wrong with a placement."""

    MISSING = "missing"  # an edge that should carry noise carries none
    TOO_MANY = "too_many"  # one that should carry none does
    FILL = "fill"  # a dropped value becomes something else
    SHARE = "share"  # a mask lasts too long or too short, or is shared by others
    GATES = "gates"  # tied where each gate has its own mask, or the other way round
    AT_TEST = "at_test"  # on at evaluation, or off


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong."""

    fault: Fault
    edge: Edge
    placed: Noise | None
    wanted: Noise | None


def grade(placed: Placement, wanted: Placement, cell: Cell, layers: int) -> tuple[Remark, ...]:
    """What is wrong with a placement on a network, in the order of `Edge`; nothing if it is right.

    Wrong edges are named first of all: while there are any, of the others nothing is said.
    """
    placed, wanted = (normal_form(p, cell, layers) for p in (placed, wanted))
    where = tuple(
        Remark(Fault.MISSING if edge in wanted.edges else Fault.TOO_MANY, edge, None, None)
        for edge in Edge
        if edge in placed.edges ^ wanted.edges
    )
    return where or tuple(
        remark for edge in Edge if edge in wanted.edges for remark in _how(placed, wanted, edge)
    )


def _how(placed: Placement, wanted: Placement, edge: Edge) -> tuple[Remark, ...]:
    """What is wrong on an edge that carries noise in both."""
    ours, theirs = ([n for n in p.noises if n.edge is edge] for p in (placed, wanted))
    if [n.fill for n in ours] != [n.fill for n in theirs]:
        return (Remark(Fault.FILL, edge, ours[0], theirs[0]),)
    return tuple(
        Remark(fault, edge, mine, right)
        for mine, right in zip(ours, theirs, strict=True)
        for fault, field in (
            (Fault.SHARE, "share"),
            (Fault.GATES, "tied"),
            (Fault.AT_TEST, "at_test"),
        )
        if getattr(mine, field) != getattr(right, field)
    )


def normal_form(placement: Placement, cell: Cell, layers: int) -> Placement:
    """The placement that stands for all those that this network can't tell from it.

    - A rate of 0 is no noise, nor is noise on an edge that the network has not.
    - With one gate, a mask for each gate is one for all gates.
    - Of two edges that the cell can't tell apart one stands for both.
    - Dropping all units of x_t together is dropping the occurrence of a word.
    """
    there = (n for n in placement.on(cell).active if layers_of(n.edge, layers))
    one_gate = len(GATES[cell]) == 1
    normal = Placement(tuple(replace(n, tied=n.tied or one_gate) for n in there))
    for noise in normal.noises:
        normal = _moved(normal, noise, standing_for(noise.edge, cell))
    for noise in normal.noises:
        whole = noise.edge.row.whole if noise.share is Share.FRAME and noise.tied else None
        if whole:
            normal = _moved(normal, noise, whole, share=Share.STEP)
    return normal


def _moved(placement: Placement, noise: Noise, edge: Edge, **changes: Share) -> Placement:
    """A noise put on another edge, where there is none of its kind; two of them stay two."""
    if edge is noise.edge or placement.noise(edge, noise.fill):
        return placement
    there = replace(noise, edge=edge, **changes)
    return placement.without(noise.edge, noise.fill).with_noise(there)
