"""Masks that each gate has for itself, which a program may apply one by one."""

from dataclasses import replace

import torch

from rnnviz.core.placement import GATED_EDGES, GATES
from rnnviz.inspection.graph import Graph
from rnnviz.inspection.met import Met

_COUNTS = {len(names) for names in GATES.values()} - {1}


def joined_gates(graph: Graph, encounters: list[Met]) -> list[Met]:
    """The same with the masks of all gates beside each other: copies of one value at one step."""
    copies: dict[object, list[Met]] = {}
    for met in encounters:
        if met.edge in GATED_EDGES and not met.gated:
            place = met.edge, met.layer, met.fill, met.site.within, met.of, met.step
            copies.setdefault(place, []).append(met)
    joined: dict[int, Met | None] = {}
    for group in copies.values():
        if len(group) in _COUNTS and _apart(graph, group):
            joined |= dict.fromkeys((met.number for met in group), None)
            factor = torch.stack([met.factor for met in group], -2)
            joined[group[0].number] = replace(group[0], factor=factor, gated=True)
    kept = (joined.get(met.number, met) for met in encounters)
    return [met for met in kept if met is not None]


def _apart(graph: Graph, group: list[Met]) -> bool:
    """Whether each copy goes into products of its own."""
    into = [graph.straight(met.number) for met in group]
    return all(into) and len(set().union(*into)) == sum(map(len, into))
