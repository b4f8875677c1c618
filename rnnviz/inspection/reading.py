"""What a recorded pass says of its masks: the edge that each is on."""

from dataclasses import dataclass, field, replace

from torch import Tensor

from rnnviz.core.placement import Edge, Fill
from rnnviz.inspection.graph import Graph
from rnnviz.inspection.operations import Drop, Kind, Node, Where


@dataclass(frozen=True, slots=True)
class Met:
    """One mask of one pass, and the edge that it is on."""

    edge: Edge | None  # None where it is on none of the vocabulary's
    layer: int
    fill: Fill
    where: Where
    factor: Tensor  # in the value's shape
    carry: bool = False  # of what a GRU carries past its gates
    into: frozenset[int] = frozenset()  # the weights along time that the value goes straight into


@dataclass(slots=True)
class _Ways:
    """Where the values go that one line of the program drops, all steps together."""

    on: bool = False  # into the next step's product
    up: bool = False  # into any other product, or out
    carried: bool = False  # past the products to what the same line drops a step later
    within: bool = False  # into its own layer's later products, through gates
    above: set[int] = field(default_factory=set)  # the layers reached


def met(graph: Graph, *, scales: bool = False) -> list[Met]:
    """Every mask, with its edge; or instead every constant that multiplies a value."""
    groups: dict[tuple[Where, int | None, object], list[tuple[int, Drop]]] = {}
    for number, drop in _joined_zoneout(graph, scales=scales):
        node = graph.nodes[number]
        if node.kind is not Kind.START:
            source = graph.source(drop.of)
            apart = number if node.kind is Kind.WEIGHTS else graph.gate(number, source)
            key = node.where, source, apart
            groups.setdefault(key, []).append((number, drop))
    encounters = [
        encounter
        for (where, source, apart), group in groups.items()
        for encounter in _placed(graph, where, source, group, apart)
    ]
    return _whole_states(encounters)


def _whole_states(encounters: list[Met]) -> list[Met]:
    """What a GRU's gates and its carry meet alike is noise on the whole state."""
    for carried in [encounter for encounter in encounters if encounter.carry]:
        twins = [
            encounter
            for encounter in encounters
            if encounter.edge is Edge.RECURRENT
            and encounter.layer == carried.layer
            and encounter.factor.shape == carried.factor.shape
            and bool((encounter.factor == carried.factor).all())
        ]
        if twins:
            encounters.remove(carried)
            at = next(n for n, encounter in enumerate(encounters) if encounter is twins[0])
            encounters[at] = replace(twins[0], edge=Edge.STATE)
    return encounters


def _placed(
    graph: Graph, where: Where, source: int | None, group: list[tuple[int, Drop]], apart: object
) -> list[Met]:
    fill = Fill.PREVIOUS if group[0][1].fresh_share else Fill.ZERO
    carry = False
    if graph.nodes[group[0][0]].kind is Kind.WEIGHTS:
        edge, layer = _of_weights(graph, group)
    elif source is None:
        edge, layer = _from_outside(graph, group)
    else:
        edge, layer = _from_layer(graph, source, group, fill)
        carry = edge is Edge.CELL and _is_carry(graph, source, group)
    edge = None if carry else edge
    into = apart if isinstance(apart, frozenset) else frozenset()
    return [Met(edge, layer, fill, where, drop.factor, carry, into) for _, drop in group]


def _is_carry(graph: Graph, source: int, group: list[tuple[int, Drop]]) -> bool:
    """Whether it is h itself, which the gates read too, and no memory of its own."""
    return any(
        source in graph.recurs(child)
        for _, drop in group
        for made in drop.of
        for child in graph.onward([made], graph.unchanged)
    )


def _of_weights(graph: Graph, group: list[tuple[int, Drop]]) -> tuple[Edge | None, int]:
    for number, drop in group:
        seen = graph.onward([number], graph.unchanged)
        if any(graph.nodes[n].op == "embedding" for n in seen):
            return Edge.WORD, 0
        depths = {
            depth
            for n in seen
            for depth in graph.recurs(n)
            if number in graph.nodes[n].weights or (seen & graph.nodes[n].weights)
        }
        if depths:
            return _of_matrix(drop.factor), min(depths)
    return None, 0


def _of_matrix(factor: Tensor) -> Edge:
    """What a mask on W_hh is: whole columns are units of h, the same at all steps."""
    if (factor == factor[:, :1]).all():
        return Edge.ROWS
    return Edge.RECURRENT if (factor == factor[:1]).all() else Edge.WEIGHTS


def _from_outside(graph: Graph, group: list[tuple[int, Drop]]) -> tuple[Edge | None, int]:
    seen = graph.onward([number for number, _ in group], lambda n: not graph.recurs(n))
    layers = {layer for n in seen for layer in graph.recurs(n)}
    return (Edge.INPUT, min(layers)) if layers else (None, 0)


def _from_layer(
    graph: Graph, source: int, group: list[tuple[int, Drop]], fill: Fill
) -> tuple[Edge | None, int]:
    ways = _Ways()
    numbers = [number for number, _ in group]
    for number, _ in group:
        straight = {number} | graph.onward([number], graph.unchanged)
        products = {n for n in straight if graph.nodes[n].inputs}
        ways.on |= any(source in graph.recurs(n) for n in products)
        ways.up |= any(source not in graph.recurs(n) for n in products)
        ways.up |= bool(graph.outputs & {n for n in straight if n not in products})
        apart = graph.onward([number], graph.elementwise)
        later = {made for other, d in group if other > number for made in d.of}
        ways.carried |= bool(apart & later)
        ways.within |= any(source in graph.recurs(n) for n in apart)
        reached = graph.onward([number], lambda n: not graph.recurs(n))
        ways.above |= {layer for n in reached for layer in graph.recurs(n) if layer > source}
    if ways.on:
        copy = Edge.STATE if ways.carried else Edge.RECURRENT
        return (Edge.HIDDEN if ways.up or fill is Fill.PREVIOUS else copy), source
    if ways.within or fill is Fill.PREVIOUS:
        tanh = all(graph.nodes[n].op.startswith("tanh") for _, d in group for n in d.of)
        inner = Edge.CANDIDATE if tanh else None
        return (Edge.CELL if ways.carried or fill is Fill.PREVIOUS else inner), source
    if ways.above:
        return Edge.BETWEEN, min(ways.above)
    after = graph.onward(numbers, lambda _: True) | set(numbers)
    return (Edge.OUTPUT if after & graph.outputs else None), source


def _joined_zoneout(graph: Graph, *, scales: bool) -> list[tuple[int, Drop]]:
    """All masks; where a value and the one before it share one, as one mask on their sum."""
    every = ((n, node.scale if scales else node.drop) for n, node in enumerate(graph.nodes))
    drops = {
        n: drop if scales else _scaled(graph, n, drop) for n, drop in every if drop is not None
    }
    sums: dict[int, Drop] = {}
    taken: set[Where] = set()
    for number, node in enumerate(graph.nodes):
        combined = _sum_of_old_and_new(graph, node, drops)
        if combined is not None:
            taken |= {graph.nodes[n].where for n in node.parents if n in drops}
            sums[number] = combined
    alone = {n: drop for n, drop in drops.items() if graph.nodes[n].where not in taken}
    return sorted((alone | sums).items())


def _scaled(graph: Graph, number: int, drop: Drop) -> Drop:
    """A mask times the constant that the program multiplies the dropped value by at once."""
    children = graph.nodes[number].children
    scale = graph.nodes[min(children)].scale if len(children) == 1 else None
    return drop if scale is None else replace(drop, factor=drop.factor * scale.factor)


def _sum_of_old_and_new(graph: Graph, node: Node, drops: dict[int, Drop]) -> Drop | None:
    if not node.op.startswith(("add", "__add", "__radd", "__iadd")):
        return None
    inside = [n for n in node.parents if n in drops]
    if len(inside) == 1:  # old + z (new − old)
        (a,) = inside
        others = node.parents - {a}
        minus = [p for n in drops[a].of for p in _subtracted(graph.nodes[n])]
        same = others & set(minus)
        return Drop(frozenset([a]), drops[a].factor, fresh_share=True) if same else None
    if len(inside) == 2:  # (1 − z) old + z new
        a, b = sorted(inside, key=lambda n: max(drops[n].of))
        kept, new = drops[a].factor, drops[b].factor
        if kept.shape == new.shape and bool(((kept + new - 1).abs() < 1e-6).all()):
            return Drop(frozenset([b]), new, fresh_share=True)
    return None


def _subtracted(node: Node) -> frozenset[int]:
    """What a difference is of."""
    return node.parents if node.op.startswith(("sub", "__sub", "rsub", "__rsub")) else frozenset()
