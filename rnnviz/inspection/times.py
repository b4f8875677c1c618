"""Around a mask: the layer that its value comes from or goes to, and the steps that it is of."""

from dataclasses import dataclass, replace

from rnnviz.inspection.graph import Direction, Graph
from rnnviz.inspection.operations import Drop, Kind, Where


@dataclass(frozen=True, slots=True)
class Around:
    """One mask, and what it is between."""

    number: int
    drop: Drop
    source: int | None  # the layer that the value comes out of; None for what comes from outside
    layer: int | None  # that one, or the first that the value comes to
    within: frozenset[object]  # the same layer's directions; of weights, the parameters
    step: int  # the first that the value is of, or goes into
    span: int  # how many steps it holds


def around(graph: Graph, number: int, drop: Drop) -> Around:
    """What a mask is between."""
    if graph.nodes[number].kind is Kind.WEIGHTS:
        seen = {number} | graph.onward([number], graph.elementwise)
        steps = [count for n in seen for count in graph.steps[n].values()]
        within = frozenset[object](graph.parameters[number])
        return Around(number, drop, None, None, within, min(steps, default=0), 1)
    source = graph.source(drop.of)
    if source:
        steps = {graph.steps[n][d] for n in drop.of for d in source if d in graph.steps[n]}
        depth = max(graph.depths[direction] for direction in source)
        within = frozenset[object](source)
        return Around(number, drop, depth, depth, within, max(steps), len(steps))
    return _from_outside(graph, number, drop)


def _from_outside(graph: Graph, number: int, drop: Drop) -> Around:
    """The same for a value that no layer made: it goes where it first meets what one did."""
    seen = graph.onward([number], lambda n: not graph.steps[n])
    into = {direction for n in seen for direction in _deepest(graph, n)}
    if not into:
        return Around(number, drop, None, None, frozenset(), number, 1)
    depth = min(graph.depths[direction] for direction in into)
    into = {direction for direction in into if graph.depths[direction] == depth}
    steps = {graph.steps[n][d] for n in seen for d in into if d in graph.steps[n]}
    return Around(number, drop, None, depth, frozenset[object](into), min(steps), len(steps))


def _deepest(graph: Graph, number: int) -> set[Direction]:
    """The highest layer's directions that lead to a node."""
    there = graph.steps[number]
    top = max((graph.depths[direction] for direction in there), default=0)
    return {direction for direction in there if graph.depths[direction] == top}


def by_call(graph: Graph, drops: list[tuple[int, Drop]]) -> list[list[Around]]:
    """Masks of one call on one layer together, by the calls' order."""
    groups: dict[tuple[Where, frozenset[object]], list[Around]] = {}
    for number, drop in drops:
        if graph.nodes[number].kind is not Kind.START:
            each = around(graph, number, drop)
            groups.setdefault((graph.nodes[number].where, each.within), []).append(each)
    for (where, within), group in list(groups.items()):
        for each in group.copy():
            mine = frozenset[object](_begins(graph, each.number))
            if mine != within and (where, mine) in groups:
                layer = groups[where, mine][0].layer
                moved = replace(each, source=layer, layer=layer, within=mine, step=0)
                groups[where, mine].insert(0, moved)
                group.remove(each)
    return [group for group in groups.values() if group]


def _begins(graph: Graph, number: int) -> frozenset[Direction]:
    """The directions whose first state a value is, where it comes from another layer."""
    into = [n for n in graph.straight(number) if graph.nodes[n].inputs == {number}]
    return frozenset(d for n in into for d in graph.recurrent[n] if graph.steps[n][d] == 1)


def turns(group: list[Around]) -> list[list[Around]]:
    """The masks of one call apart, where it applies several in most of the steps."""
    by_step: dict[int, list[Around]] = {}
    for each in group:
        by_step.setdefault(each.step, []).append(each)
    several = sum(len(there) > 1 for there in by_step.values())
    if 2 * several < len(by_step):
        return [group]
    each_step = by_step.values()
    most = max(map(len, each_step))
    return [[there[turn] for there in each_step if turn < len(there)] for turn in range(most)]
