"""The masks of a pass; where a value and the one before it share one, as one on their sum."""

from dataclasses import replace

from rnnviz.inspection.graph import Graph
from rnnviz.inspection.operations import Drop, Node, Where

_ADDS = ("add", "__add", "__radd", "__iadd")
_SUBTRACTS = ("sub", "__sub", "rsub", "__rsub")


def drops_of(graph: Graph, *, scales: bool) -> list[tuple[int, Drop]]:
    """All masks, or all constants that multiply a value, by the node that each is at."""
    every = ((n, node.scale if scales else node.drop) for n, node in enumerate(graph.nodes))
    drops = {n: drop for n, drop in every if drop is not None}
    sums: dict[int, Drop] = {}
    taken: set[Where] = set()
    for number, node in enumerate(graph.nodes):
        inside = _inside(graph, node, drops) if node.op.startswith(_ADDS) else {}
        combined = _old_and_new(graph, node, inside)
        if combined is not None:
            taken |= {graph.nodes[n].where for n, _ in inside.values()}
            sums[number] = combined
    alone = {n: drop for n, drop in drops.items() if graph.nodes[n].where not in taken}
    return sorted((alone | sums).items())


def _inside(graph: Graph, node: Node, drops: dict[int, Drop]) -> dict[int, tuple[int, Drop]]:
    """Of the values that a sum is of those with a mask, which a constant may multiply."""
    inside: dict[int, tuple[int, Drop]] = {}
    for parent in node.parents:
        scale = graph.nodes[parent].scale
        if parent in drops:
            inside[parent] = parent, drops[parent]
        elif scale is not None and len(scale.of) == 1 and (n := min(scale.of)) in drops:
            inside[parent] = n, replace(drops[n], factor=drops[n].factor * scale.factor)
    return inside


def _old_and_new(graph: Graph, node: Node, inside: dict[int, tuple[int, Drop]]) -> Drop | None:
    """The share of the new value in a sum of it and the one before."""
    if len(inside) == 1:  # old + z (new − old)
        ((a, (_, drop)),) = inside.items()
        minus = [p for n in drop.of for p in _subtracted(graph.nodes[n])]
        same = (node.parents - {a}) & set(minus)
        return Drop(frozenset([a]), drop.factor, fresh_share=True) if same else None
    if len(inside) == 2:  # (1 − z) old + z new
        (_, kept), (b, new) = sorted(inside.values(), key=lambda each: max(each[1].of))
        if kept.factor.shape != new.factor.shape:
            return None
        if bool(((kept.factor + new.factor - 1).abs() < 1e-6).all()):
            return Drop(frozenset([b]), new.factor, fresh_share=True)
    return None


def _subtracted(node: Node) -> frozenset[int]:
    """What a difference is of."""
    return node.parents if node.op.startswith(_SUBTRACTS) else frozenset()
