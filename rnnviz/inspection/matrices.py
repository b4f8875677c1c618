"""Masks on weights: single ones, rows, or columns, which are what the weights multiply."""

from torch import Tensor

from rnnviz.core.placement import GATES, Edge, Fill
from rnnviz.inspection.graph import Graph, scale_beside
from rnnviz.inspection.masks import differs
from rnnviz.inspection.met import Met, Site
from rnnviz.inspection.times import Around

_COUNTS = sorted(len(names) for names in GATES.values())


def of_weights(graph: Graph, site: Site, each: Around) -> Met:
    """A mask on weights and its edge; one on their columns as a mask on what they multiply."""
    number, factor = each.number, each.drop.factor
    edge, layer = _place(graph, number)
    columns = None
    if edge is Edge.WORD:
        edge = edge if bool((factor == factor[..., :1]).all()) else None
    elif (columns := _columns(factor)) is not None:
        if edge is Edge.WEIGHTS:
            edge = Edge.RECURRENT
    elif edge is not Edge.WEIGHTS:
        edge = None
    elif (factor == factor[..., :1]).all():
        edge = Edge.ROWS
    ready = columns is not None
    return Met(
        edge,
        layer,
        Fill.ZERO,
        site,
        factor if columns is None else columns,
        number,
        each.drop.of,
        each.step,
        ready=ready,
        gated=ready and columns is not None and columns.dim() > 3,
        scale=scale_beside(graph.nodes, number),
    )


def _place(graph: Graph, number: int) -> tuple[Edge | None, int]:
    """Which weights they are: of words, along time, or of what comes into a layer."""
    seen = {number} | graph.onward([number], graph.unchanged)
    if any(graph.nodes[n].op == "embedding" for n in seen):
        return Edge.WORD, 0
    products = [n for n in seen if graph.nodes[n].weights & seen]
    depths = {depth for n in products for depth in graph.recurs(n)}
    if depths:
        return Edge.WEIGHTS, min(depths)
    joined = graph.onward(products, graph.elementwise)
    along = [n for n in joined if graph.elementwise(n) and graph.steps[n]]
    layers = {graph.depths[d] for n in along for d in graph.steps[n]}
    lower = {graph.depths[d] for n in products for d in graph.steps[n]}
    if not layers - lower:
        return None, max(lower, default=0)
    return (Edge.BETWEEN if lower else Edge.INPUT), min(layers - lower)


def _columns(factor: Tensor) -> Tensor | None:
    """The mask (1, 1, units) or (1, 1, G, units) of what weights multiply, if it is one."""
    if factor.dim() < 2 or (differs(factor, 0) and not differs(factor, -1)):
        return None  # rows; what is the same everywhere may be a few columns by chance
    rows = factor.reshape(-1, factor.shape[-1])
    for gates in _COUNTS:
        if len(rows) % gates == 0:
            blocks = rows.reshape(gates, -1, rows.shape[-1])
            if blocks.shape[1] > 1 and bool((blocks == blocks[:, :1]).all()):
                first = blocks[:, 0]
                return (first if gates > 1 else first[0])[None, None]
    return None
