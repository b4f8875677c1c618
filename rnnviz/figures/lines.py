"""A curve for each thing that is compared, told apart by colour, dash and symbol."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from rnnviz.content import sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.style import INKS, LINE_DASHES, QUIET, Look, placement_looks, symbol_of


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured of one thing, with a band or error bars where there are some."""

    name: str
    y: Sequence[float | None]  # None leaves a gap
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    error: Sequence[float] | None = None
    placement: Placement | None = None  # under which it was measured, which decides its look
    second: bool = False  # of two lines of one placement: thinner, its marks open


def add_lines(drawing: go.Figure, x: Sequence[float], lines: Sequence[Line], hover: str) -> None:
    """Draw lines over one x; `hover` is what a pointer over it reads, such as "%{y:.3g} nats"."""
    for line, look in zip(lines, _looks(lines), strict=True):
        _add_band(drawing, x, line, look.color)
        wide = look.color == QUIET  # no dropout lies beneath, and is seen where another covers it
        drawing.add_scatter(
            x=x,
            y=line.y,
            mode="lines+markers",
            name=line.name,
            line={"color": look.color, "dash": look.dash, "width": look.width + 2 * wide},
            marker={"symbol": look.symbol, "size": 8 + 3 * wide},
            zorder=-int(wide),
            error_y=None if line.error is None else {"array": line.error, "thickness": 1.2},
            hovertemplate=f"{line.name}: {hover}<extra></extra>",
        )


def _looks(lines: Sequence[Line]) -> list[Look]:
    """Placements look as they do everywhere; other things have inks that no placement has."""
    placed = [line.placement for line in lines if line.placement and not line.second]
    looks, mine = iter(placement_looks(placed)), Look(QUIET, "solid", "circle", 2.2)
    chosen = []
    for place, line in enumerate(lines):
        if line.placement is None:
            ink, dash = INKS[place % len(INKS)], LINE_DASHES[place % len(LINE_DASHES)]
            chosen.append(Look(ink, dash, symbol_of(place), 2.2))
        elif line.second:
            chosen.append(replace(mine, symbol=f"{mine.symbol}-open", width=1.4))
        else:
            mine = next(looks)
            chosen.append(mine)
    return chosen


def add_level(
    drawing: go.Figure, y: float, text: str, *, below: bool = False, keyed: bool = False
) -> None:
    """A horizontal line with a name, such as chance or the floor; not for a logarithmic axis.

    Where curves end on it, its name is `keyed`: it stands in the legend, not in their way.
    """
    line = {"dash": "dash", "color": QUIET, "width": 1.5}
    drawing.add_hline(y=y, line=line, name=text, showlegend=keyed)
    if keyed:
        return
    place = {"xref": "paper", "x": 1, "xanchor": "right", "y": y}
    place["yanchor"] = "top" if below else "bottom"
    drawing.add_annotation(text=text, showarrow=False, **place)


def _add_band(drawing: go.Figure, x: Sequence[float], line: Line, colour: str) -> None:
    """The range between the least and the most, paler, without hover or legend."""
    if line.low is None or line.high is None:
        return
    drawing.add_scatter(
        x=[*x, *reversed(x)],
        y=[*line.high, *reversed(line.low)],
        mode="lines",
        fill="toself",
        fillcolor=colour,
        opacity=0.18,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        name=sentence("figures.range", name=line.name),
    )
