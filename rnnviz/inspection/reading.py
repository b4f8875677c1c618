"""What a recorded pass says of its masks: the edge that each is on."""

from dataclasses import dataclass, field, replace

from rnnviz.core.placement import Edge, Fill
from rnnviz.inspection.gates import joined_gates
from rnnviz.inspection.graph import Graph, scale_beside
from rnnviz.inspection.matrices import of_weights
from rnnviz.inspection.met import Met, Site
from rnnviz.inspection.operations import Kind
from rnnviz.inspection.times import Around, by_call, turns
from rnnviz.inspection.zoneout import drops_of

_ON_THE_WAY = {Edge.INPUT, Edge.BETWEEN, Edge.OUTPUT, None}


@dataclass(slots=True)
class _Ways:
    """Where the values go that one dropout of the program drops, all steps together."""

    on: bool = False  # into the next step's product
    up: bool = False  # into any other product, or out
    carried: bool = False  # past the products to what the same dropout drops a step later
    within: bool = False  # into its own layer's later products, through gates
    above: set[int] = field(default_factory=set)  # the layers reached


def met(graph: Graph, *, scales: bool = False) -> list[Met]:
    """Every mask, with its edge; or instead every constant that multiplies a value."""
    encounters: list[Met] = []
    for group in by_call(graph, drops_of(graph, scales=scales)):
        for turn, part in enumerate(turns(group)):
            where = graph.nodes[part[0].number].where
            encounters += _placed(graph, Site(where, part[0].within, turn), part)
    if scales:
        return encounters
    encounters = _in_part(graph, joined_gates(graph, encounters))
    return _whole_states(_in_order(graph, encounters))


def _in_part(graph: Graph, encounters: list[Met]) -> list[Met]:
    """The same, marked where what is beside a value in the same product meets no mask."""
    places: dict[tuple[Edge, int], set[int]] = {}
    for each in encounters:
        if each.edge is not None and each.edge in _ON_THE_WAY and not each.ready:
            places.setdefault((each.edge, each.layer), set()).add(each.number)
    partial: set[object] = set()
    for (edge, layer), numbers in places.items():
        first = graph.onward(numbers, graph.elementwise)
        inputs = {
            i for n in first for i in graph.nodes[n].inputs if graph.nodes[i].kind is Kind.DATA
        }
        source = {Edge.INPUT: None, Edge.BETWEEN: layer - 1}.get(edge, layer)
        if any(graph.depth(n) == source for n in inputs - first - numbers):
            partial.add((edge, layer))
    return [replace(each, part=(each.edge, each.layer) in partial) for each in encounters]


def _in_order(graph: Graph, encounters: list[Met]) -> list[Met]:
    """The same with the dropouts of its edge that a value met before."""
    sites: dict[tuple[Edge | None, int, Fill], dict[Site, set[int]]] = {}
    for each in encounters:
        place = each.edge, each.layer, each.fill
        sites.setdefault(place, {}).setdefault(each.site, set()).add(each.number)
    before: dict[Site, frozenset[Site]] = {}
    for (edge, *_), there in sites.items():
        passes = graph.steady if edge in _ON_THE_WAY else graph.unchanged
        for site, numbers in there.items() if len(there) > 1 else ():
            after = graph.onward(numbers, passes)
            for other, theirs in there.items():
                if other != site and theirs & after:
                    before[other] = before.get(other, frozenset()) | {site}
    return [replace(each, after=before.get(each.site, frozenset())) for each in encounters]


def _whole_states(encounters: list[Met]) -> list[Met]:
    """What a GRU's gates and its carry meet alike is noise on the whole state."""
    gone: set[int] = set()
    for carried in [encounter for encounter in encounters if encounter.carry]:
        twins = [n for n, each in enumerate(encounters) if _twin(each, carried)]
        for n in twins:
            encounters[n] = replace(encounters[n], edge=Edge.STATE)
        gone |= {carried.number} if twins else set()
    return [encounter for encounter in encounters if encounter.number not in gone]


def _twin(encounter: Met, carried: Met) -> bool:
    """Whether the gates meet what the carry meets; of weights, in their columns."""
    if encounter.edge not in {Edge.RECURRENT, Edge.STATE} or encounter.layer != carried.layer:
        return False
    mine, theirs = encounter.factor, carried.factor
    if not encounter.ready:
        return mine.shape == theirs.shape and bool((mine == theirs).all())
    return mine.shape[-1] == theirs.shape[-1] and bool((mine[0, 0] == theirs).all())


def _placed(graph: Graph, site: Site, group: list[Around]) -> list[Met]:
    """The masks of one dropout on the edge that it is on, or on both of [x, h]."""
    if graph.nodes[group[0].number].kind is Kind.WEIGHTS:
        return [of_weights(graph, site, each) for each in group]
    inner = [each for each in group if each.source is not None]
    outer = [each for each in group if each.source is None]
    if inner and outer and any(_joins(graph, each) for each in inner):
        outer = group
    placed: list[Met] = []
    if inner:
        placed += _of_layer(graph, site, inner)
    if outer:
        edge, layer = _from_outside(graph, outer)
        placed += [_met(graph, site, each, edge, layer, beyond=edge is None) for each in outer]
    return placed


def _joins(graph: Graph, each: Around) -> bool:
    """Whether a value holds something from outside beside what comes out of a layer."""
    return any(graph.nodes[n].kind is Kind.DATA and not graph.steps[n] for n in each.drop.of)


def _of_layer(graph: Graph, site: Site, group: list[Around]) -> list[Met]:
    fresh = any(each.drop.fresh_share for each in group)
    fill = Fill.PREVIOUS if fresh else Fill.ZERO
    source = group[0].source or 0
    edge, layer = _from_layer(graph, source, group, fill)
    carry = edge is Edge.CELL and _is_carry(graph, source, group)
    beyond = edge in {Edge.BETWEEN, Edge.OUTPUT} and _behind(graph, source, group)
    beyond |= edge is Edge.BETWEEN and not _directly(graph, group, layer)
    edge = None if carry or beyond else edge
    return [
        replace(_met(graph, site, each, edge, layer, beyond=beyond), fill=fill, carry=carry)
        for each in group
    ]


def _met(
    graph: Graph, site: Site, each: Around, edge: Edge | None, layer: int, *, beyond: bool
) -> Met:
    return Met(
        edge,
        layer,
        Fill.ZERO,
        site,
        each.drop.factor,
        each.number,
        each.drop.of,
        each.step,
        each.span,
        max((graph.lengths.get(direction, 0) for direction in each.within), default=0),
        gated=each.drop.copies,
        beyond=beyond,
        scale=scale_beside(graph.nodes, each.number),
    )


def _is_carry(graph: Graph, source: int, group: list[Around]) -> bool:
    """Whether it is h itself, which the gates read too, and no memory of its own."""
    return any(
        source in graph.recurs(child)
        for each in group
        for made in each.drop.of
        for child in graph.onward([made], graph.unchanged)
    )


def _behind(graph: Graph, source: int, group: list[Around]) -> bool:
    """Whether a value was multiplied with weights since it came out of its layer."""
    return any(graph.before[n] - graph.inside[source] for each in group for n in each.drop.of)


def _directly(graph: Graph, group: list[Around], layer: int) -> bool:
    """Whether values come into a layer with no weights but its own between."""
    first = graph.onward([each.number for each in group], graph.elementwise)
    products = {n for n in first if not graph.elementwise(n)}
    after = graph.onward([n for n in products if graph.steady(n)], graph.elementwise)
    inside = (n for n in first | after if graph.elementwise(n))
    return any(layer in graph.recurs(n) for n in products) or any(
        graph.depths[direction] == layer for n in inside for direction in graph.steps[n]
    )


def _from_outside(graph: Graph, group: list[Around]) -> tuple[Edge | None, int]:
    layers = {each.layer for each in group if each.layer is not None}
    if not layers:
        return None, 0
    layer = min(layers)
    return (Edge.INPUT if _directly(graph, group, layer) else None), layer


def _from_layer(
    graph: Graph, source: int, group: list[Around], fill: Fill
) -> tuple[Edge | None, int]:
    ways = _Ways()
    numbers = [each.number for each in group]
    for each in group:
        number = each.number
        straight = {number} | graph.onward([number], graph.unchanged)
        products = {n for n in straight if graph.nodes[n].inputs}
        ways.on |= any(source in graph.recurs(n) for n in products)
        ways.up |= any(source not in graph.recurs(n) for n in products)
        ways.up |= bool(graph.outputs & {n for n in straight if n not in products})
        apart = graph.onward([number], graph.elementwise)
        later = {made for other in group if other.number > number for made in other.drop.of}
        ways.carried |= bool(apart & later)
        ways.within |= any(source in graph.recurs(n) for n in apart)
        reached = graph.onward([number], graph.steady)
        ways.above |= {layer for n in reached for layer in graph.recurs(n) if layer > source}
    if ways.on:
        copy = Edge.STATE if ways.carried else Edge.RECURRENT
        return (Edge.HIDDEN if ways.up or fill is Fill.PREVIOUS else copy), source
    if ways.within or fill is Fill.PREVIOUS:
        tanh = all(graph.nodes[n].op.startswith("tanh") for each in group for n in each.drop.of)
        inner = Edge.CANDIDATE if tanh else None
        return (Edge.CELL if ways.carried or fill is Fill.PREVIOUS else inner), source
    if ways.above:
        return Edge.BETWEEN, min(ways.above)
    after = graph.onward(numbers, lambda _: True) | set(numbers)
    return (Edge.OUTPUT if after & graph.outputs else None), source
