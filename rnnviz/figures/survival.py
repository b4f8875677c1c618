"""What the closed forms say is left of a value, over the lag: one curve per route."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rnnviz.core.crossings import Route, crossings, routes, survival
from rnnviz.core.placement import Cell, Placement
from rnnviz.figures.style import CURVE_COLOURS, QUIET, figure

LAGS = tuple(range(41))
_LOOKS = {Route.H: (CURVE_COLOURS[1], "dot"), Route.C: (CURVE_COLOURS[0], "solid")}


def survival_over_lag(placement: Placement, cell: Cell, layers: int, lag_steps: int) -> go.Figure:
    """P(a value comes through undropped) against the lag, for each route; the lag is marked."""
    drawing = figure(height=300)
    for route in routes(cell):
        colour, dash = _LOOKS[route]
        drawing.add_scatter(
            x=LAGS,
            y=survivals(placement, cell, layers, route),
            mode="lines",
            name=route.value,
            zorder=int(dash == "dot"),  # seen above a solid one that is the same
            line={"color": colour, "dash": dash, "width": 3},
            hovertemplate=f"{route}: %{{y:.3g}} after %{{x}} steps<extra></extra>",
        )
    drawing.add_vline(x=lag_steps, line={"dash": "dash", "width": 1.5, "color": QUIET})
    drawing.update_xaxes(title="steps between word and prediction")
    drawing.update_yaxes(title="chance to survive (formula)", range=[0, 1.03])
    return drawing


def survivals(
    placement: Placement, cell: Cell, layers: int, route: Route, lags: Sequence[int] = LAGS
) -> list[float]:
    """The survival at each lag. Along h the weights hand a value on to other units."""
    return [
        survival(crossings(placement, cell, layers, lag, route), mixing=route is Route.H)
        for lag in lags
    ]
