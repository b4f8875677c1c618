"""The unrolled network as a still: layers upwards, time to the right, noise where it stands.

As in Zaremba et al.'s figure 2 an edge with noise is dashed and coloured, one without is solid and
grey. Each class of edges is one trace, so that hovering tells what it is.
"""

from collections.abc import Iterable

import plotly.graph_objects as go

from rnnviz.core.crossings import Route
from rnnviz.core.placement import Cell, Edge, Noise, Placement
from rnnviz.figures.style import DASHES, EDGE_COLOURS, QUIET, figure

STEPS_DRAWN = 5
HALF_BOX = 0.27
C_LANE, H_LANE = 0.13, -0.13  # an LSTM carries c above h
INSIDE = {Edge.CANDIDATE: "g", Edge.HIDDEN: "h", Edge.WEIGHTS: "W", Edge.ROWS: "W"}

Point = tuple[float, float]
Line = tuple[Point, ...]


def unrolled(
    placement: Placement, cell: Cell, layers: int, route: Route | None = None
) -> go.Figure:
    """The network over `STEPS_DRAWN` steps; a route is lit up, if given."""
    drawing = figure(height=150 + 95 * layers)
    if route is not None:
        _add_route(drawing, cell, layers, route)
    for edge, lines in _edges(cell, layers).items():
        _add_edge(drawing, edge, lines, placement)
    _add_words(drawing, layers, placement)
    _add_cells(drawing, cell, layers, placement)
    drawing.update_xaxes(visible=False, range=[-0.6, STEPS_DRAWN - 0.4], fixedrange=True)
    drawing.update_yaxes(visible=False, range=[-1.3, layers + 0.3], fixedrange=True)
    drawing.update_layout(
        font={"size": 14}, showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0}
    )
    return drawing


def _lane(cell: Cell, route: Route) -> float:
    if cell is not Cell.LSTM:
        return 0.0
    return C_LANE if route is Route.C else H_LANE


def _edges(cell: Cell, layers: int) -> dict[Edge, list[Line]]:
    """From where to where the edges of each class that is an arrow go."""
    columns, rows = range(STEPS_DRAWN), range(layers)

    def along(lane: float) -> list[Line]:
        return [
            ((t + HALF_BOX, l + lane), (t + 1 - HALF_BOX, l + lane))
            for t in columns[:-1]
            for l in rows
        ]

    edges = {
        Edge.INPUT: [((t, -0.78), (t, -HALF_BOX)) for t in columns],
        Edge.BETWEEN: [
            ((t, l - 1 + HALF_BOX), (t, l - HALF_BOX)) for t in columns for l in rows[1:]
        ],
        Edge.OUTPUT: [((t, layers - 1 + HALF_BOX), (t, layers - 0.22)) for t in columns],
        Edge.RECURRENT: along(_lane(cell, Route.H)),
    }
    return edges | ({Edge.CELL: along(C_LANE)} if cell is Cell.LSTM else {})


def _add_edge(drawing: go.Figure, edge: Edge, lines: list[Line], placement: Placement) -> None:
    noises = [noise for noise in placement.active if noise.edge is edge]
    colour = EDGE_COLOURS[edge] if noises else QUIET
    dash = DASHES.get(edge, "dash") if noises else "solid"
    x, y = _broken(lines)
    drawing.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colour, "width": 3 if noises else 1.5, "dash": dash},
        name=edge.value,
        meta={"edge": edge.value, "noise": bool(noises)},
        hoverinfo="skip",
    )
    _add_hover(drawing, edge, lines, noises)
    drawing.add_scatter(  # arrow heads
        x=[line[-1][0] for line in lines],
        y=[line[-1][1] for line in lines],
        mode="markers",
        marker={
            "symbol": "triangle-right" if _is_level(lines) else "triangle-up",
            "size": 9,
            "color": colour,
        },
        hoverinfo="skip",
    )


def _add_hover(drawing: go.Figure, edge: Edge, lines: list[Line], noises: list[Noise]) -> None:
    """A line is only hovered at its ends: put unseen points in its middle."""
    drawing.add_scatter(
        x=[(line[0][0] + line[-1][0]) / 2 for line in lines],
        y=[(line[0][1] + line[-1][1]) / 2 for line in lines],
        mode="markers",
        marker={"size": 22, "opacity": 0},
        hovertemplate=f"<b>{edge.value}</b><br>{spoken(noises)}<extra></extra>",
    )


def spoken(noises: Iterable[Noise]) -> str:
    """What hovering says of an edge."""
    return "<br>".join(str(noise).replace(":", " · ") for noise in noises) or "no noise"


def _add_words(drawing: go.Figure, layers: int, placement: Placement) -> None:
    columns = list(range(STEPS_DRAWN))
    word = [n for n in placement.active if n.edge is Edge.WORD]
    drawing.add_scatter(
        x=columns,
        y=[-1.0] * STEPS_DRAWN,
        mode="markers+text",
        text=[f"w<sub>{t + 1}</sub>" for t in columns],
        marker={
            "symbol": "circle",
            "size": 34,
            "color": "rgba(127,134,144,0.12)",
            "line": {
                "color": EDGE_COLOURS[Edge.WORD] if word else QUIET,
                "width": 4 if word else 1,
            },
        },
        name=Edge.WORD.value,
        meta={"edge": Edge.WORD.value, "noise": bool(word)},
        hovertemplate=f"<b>word</b><br>{spoken(word)}<extra></extra>",
    )
    drawing.add_scatter(
        x=columns,
        y=[layers] * STEPS_DRAWN,
        mode="text",
        text=[f"ŵ<sub>{t + 2}</sub>" for t in columns],
        hovertemplate="the next word, predicted<extra></extra>",
    )


def _add_cells(drawing: go.Figure, cell: Cell, layers: int, placement: Placement) -> None:
    """The boxes, and the noise that sits inside them as letters."""
    centres = [(t, l) for t in range(STEPS_DRAWN) for l in range(layers)]
    inside = [n for n in placement.on(cell).active if n.edge in INSIDE]
    for x, y in centres:
        drawing.add_shape(
            type="rect",
            x0=x - HALF_BOX,
            x1=x + HALF_BOX,
            y0=y - HALF_BOX,
            y1=y + HALF_BOX,
            line={"color": QUIET, "width": 1.5},
            fillcolor="rgba(127,134,144,0.10)",
            layer="below",
        )
    letters = " ".join(
        f"<b><span style='color:{EDGE_COLOURS[n.edge]}'>{INSIDE[n.edge]}</span></b>" for n in inside
    )
    drawing.add_scatter(
        x=[x for x, _ in centres],
        y=[y for _, y in centres],
        mode="text",
        text=[letters or cell.upper()] * len(centres),
        name="cells",
        meta={"edges": [n.edge.value for n in inside]},
        hovertemplate=f"<b>{cell.upper()}</b><br>{spoken(inside)}<extra></extra>",
    )


def _add_route(drawing: go.Figure, cell: Cell, layers: int, route: Route) -> None:
    """In at the first word, along time in the lowest layer, up and out at the last."""
    last, lane = STEPS_DRAWN - 1, _lane(cell, route)
    x, y = zip((0, -0.78), (0, lane), (last, lane), (last, layers - 0.22), strict=True)
    drawing.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": "rgba(230,170,30,0.45)", "width": 16, "shape": "linear"},
        name="path",
        hoverinfo="skip",
    )


def _broken(lines: list[Line]) -> tuple[list[float | None], list[float | None]]:
    """Many lines as one trace: None lifts the pen."""
    x = [v for line in lines for v in (*(p[0] for p in line), None)]
    y = [v for line in lines for v in (*(p[1] for p in line), None)]
    return x, y


def _is_level(lines: list[Line]) -> bool:
    return bool(lines) and lines[0][0][1] == lines[0][-1][1]
