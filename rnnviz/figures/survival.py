"""What the closed forms say over the lag: how often a word meets noise, what is left of a value."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from rnnviz.content import sentence
from rnnviz.core.crossings import Route, crossings, erasing, routes, survival
from rnnviz.core.placement import Cell, Placement
from rnnviz.figures.labels import route_name
from rnnviz.figures.style import INKS, QUIET, drawn

LAGS = tuple(range(41))
_ROOM = 1.05  # above the highest curve
_LOOKS = {Route.H: (INKS[1], "dot"), Route.C: (INKS[0], "solid")}


def crossings_over_lag(
    placement: Placement,
    cell: Cell,
    layers: int,
    lag_steps: int,
    beside: Sequence[Placement] = (),
) -> go.Figure:
    """How often a value meets noise that could erase it, for each route; the lag is marked.

    With placements that are drawn `beside` it, it has the axis in common.
    """
    curves = {route: counts(placement, cell, layers, route) for route in routes(cell)}
    others = [counts(other, cell, layers, route) for other in beside for route in routes(cell)]
    most = max(map(max, [*curves.values(), *others]))
    axis = {"title": sentence("figures.crossings"), "range": [0, _ROOM * most or 4]}
    return _over_lag(
        curves, cell, lag_steps, sentence("figures.crossings_point", y="%{y}", x="%{x}"), axis
    )


def survival_over_lag(placement: Placement, cell: Cell, layers: int, lag_steps: int) -> go.Figure:
    """P(a value comes through undropped), for each route; the lag is marked."""
    curves = {route: survivals(placement, cell, layers, route) for route in routes(cell)}
    axis = {"title": sentence("figures.survival"), "range": [0, 1.03]}
    hover = sentence("figures.survival_point", y="%{y:.3g}", x="%{x}")
    return _over_lag(curves, cell, lag_steps, hover, axis)


def counts(
    placement: Placement, cell: Cell, layers: int, route: Route, lags: Sequence[int] = LAGS
) -> list[int]:
    """The crossings that could erase, at each lag."""
    return [
        sum(met.times for met in erasing(crossings(placement, cell, layers, lag, route)))
        for lag in lags
    ]


def survivals(
    placement: Placement, cell: Cell, layers: int, route: Route, lags: Sequence[int] = LAGS
) -> list[float]:
    """The survival at each lag. Along h the weights hand a value on to other units."""
    return [
        survival(crossings(placement, cell, layers, lag, route), mixing=route is Route.H)
        for lag in lags
    ]


def _over_lag(
    curves: Mapping[Route, Sequence[float]],
    cell: Cell,
    lag_steps: int,
    hover: str,
    axis: dict[str, Any],
) -> go.Figure:
    mark = {"type": "line", "x0": lag_steps, "x1": lag_steps, "y0": 0, "y1": 1, "yref": "y domain"}
    return drawn(
        300,
        [_curve(route, cell, values, hover) for route, values in curves.items()],
        xaxis={"title": sentence("figures.lag")},
        yaxis=axis,
        shapes=[mark | {"line": {"dash": "dash", "width": 1.5, "color": QUIET}}],
    )


def _curve(route: Route, cell: Cell, values: Sequence[float], hover: str) -> dict[str, Any]:
    (colour, dash), name = _LOOKS[route], route_name(route, cell)
    return {
        "x": LAGS,
        "y": values,
        "mode": "lines",
        "name": name,
        "zorder": int(dash == "dot"),  # seen above a solid one that is the same
        "line": {"color": colour, "dash": dash, "width": 3},
        "hovertemplate": f"{name}: {hover}<extra></extra>",
    }
