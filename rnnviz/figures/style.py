"""How every figure looks: one colour per edge, one per curve, the rest left to the page's theme.

Each colour has a contrast of at least 4.3 against both themes' backgrounds, so a figure needs no
second version for the dark one. Nothing is told by colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from rnnviz.core.placement import Edge, Placement, Share

PALETTE = {
    "ochre": "#947515",
    "blue": "#1d7cce",
    "teal": "#158590",
    "vermilion": "#dd4019",
    "mauve": "#ae57ae",
    "violet": "#a057d5",
    "green": "#4c8722",
    "crimson": "#dc366e",
    "brown": "#b56514",
    "indigo": "#606be8",
    "emerald": "#228a56",
}
EDGE_COLOURS = {edge: PALETTE[edge.row.color] for edge in Edge}
DASHES = {edge: edge.row.dash for edge in Edge if edge.row.dash != "dash"}  # along time
QUIET = "#7f8690"  # what carries no noise
CURVE_COLOURS = (
    *("#1d7cce", "#dd4019", "#4c8722", "#ae57ae"),
    *("#947515", "#158590", "#606be8", "#dc366e"),
)
LINE_DASHES = ("solid", "dot", "longdashdot", "longdash", "dash", "dashdot")
INKS = ("#5e7c9f", "#907551", "#5f8357", "#956d8f")  # pale: of what is no placement and no edge
# Of cells that hold their number: pale enough for the same letters on either theme.
WORSE_TO_BETTER = [[0, "#f3c9b8"], [0.5, "#c9d3da"], [1, "#4f8fc9"]]
ON_SCALE = {"color": "#0a0f0e", "size": 13}
CURVE_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")


_SET_COLOURS = {  # several edges at once: colours of edges that no set is told from by
    frozenset({Edge.INPUT, Edge.BETWEEN, Edge.OUTPUT}): PALETTE["blue"],
    frozenset({Edge.INPUT, Edge.BETWEEN, Edge.RECURRENT, Edge.OUTPUT}): PALETTE["emerald"],
    frozenset({Edge.WORD, Edge.INPUT, Edge.BETWEEN, Edge.RECURRENT, Edge.OUTPUT}): PALETTE[
        "violet"
    ],
    frozenset({Edge.WORD, Edge.INPUT, Edge.BETWEEN, Edge.WEIGHTS, Edge.OUTPUT}): "#857a1c",
}


def placement_colour(placement: Placement) -> str:
    """The colour of a placement on every page: its edges'; a set without one has an edge's of it.

    That is the last along time, where there is one.
    """
    edges = placement.edges
    if not edges:
        return QUIET
    along = [edge for edge in Edge if edge in edges and edge.row.along_h]
    some = along or [edge for edge in Edge if edge in edges]
    return _SET_COLOURS.get(edges) or EDGE_COLOURS[some[-1]]


_SHARE_DASHES = {Share.STEP: "solid", Share.SEQUENCE: "dash", Share.BATCH: "dot"}
_SHARE_SYMBOLS = {Share.STEP: "circle", Share.SEQUENCE: "square", Share.BATCH: "diamond"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is drawn: a placement's color is its edges', its dash how long a mask lasts."""

    color: str
    dash: str
    symbol: str
    width: float


def placement_look(placement: Placement) -> Look:
    """The same for a placement in every figure."""
    noises = placement.active
    shares = {noise.share for noise in noises} or {Share.STEP}
    share = shares.pop() if len(shares) == 1 else Share.SEQUENCE
    tied = noises[0].tied if noises else True
    dash = _SHARE_DASHES.get(share, "solid") if tied else "dashdot"
    symbol = _SHARE_SYMBOLS.get(share, "circle")
    return Look(placement_colour(placement), dash, symbol, 3.0 if len(noises) > 1 else 2.2)


def placement_looks(placements: Sequence[Placement]) -> list[Look]:
    """The look of each; one that an earlier placement has in this figure changes all but color."""
    own = [placement_look(placement) for placement in placements]
    seen: dict[tuple[str, str], int] = {}
    for n, look in enumerate(own):
        seen.setdefault((look.color, look.dash), n)
    looks = {n: own[n] for n in seen.values()}
    for n, look in enumerate(own):
        if n not in looks:
            looks[n] = _another(look, [at for at in looks.values() if at.color == look.color])
    return [looks[n] for n in range(len(own))]


def _another(look: Look, taken: Sequence[Look]) -> Look:
    """The same color with a dash and a symbol that are free, while there are any."""
    dashes, symbols = {other.dash for other in taken}, {other.symbol for other in taken}
    dash = next((dash for dash in LINE_DASHES if dash not in dashes), look.dash)
    symbol = next((symbol for symbol in CURVE_SYMBOLS if symbol not in symbols), look.symbol)
    return replace(look, dash=dash, symbol=symbol)


def placement_colours(placements: Mapping[str, Placement]) -> dict[str, str]:
    """A colour for each name: its placement's, if no earlier name has it, else one still free."""
    colours: dict[str, str] = {}
    for name, placement in placements.items():
        own = placement_colour(placement)
        if own not in colours.values():
            colours[name] = own
    free = iter(c for c in CURVE_COLOURS if c not in colours.values())
    for place, name in enumerate(placements):
        colours.setdefault(name, next(free, colour_of(place)))
    return colours


def colour_of(place: int) -> str:
    """The colour of a curve; with `symbol_of`, the first 56 places look all different."""
    return CURVE_COLOURS[place % len(CURVE_COLOURS)]


def symbol_of(place: int) -> str:
    return CURVE_SYMBOLS[place % len(CURVE_SYMBOLS)]


def figure(height: int = 380) -> go.Figure:
    """An empty figure in the house style."""
    return go.Figure(layout=_layout(height))


def drawn(height: int, traces: Sequence[dict[str, Any]], **layout: Any) -> go.Figure:  # noqa: ANN401
    """A figure made at once from all that is on it: ten times as fast as one that grows."""
    return go.Figure(
        data=[{"type": "scatter"} | t for t in traces], layout=_layout(height) | layout
    )


def _layout(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 10, "r": 10, "t": 30, "b": 10},
        "legend": {"orientation": "h", "y": -0.25},
        "hoverlabel": {"align": "left"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
