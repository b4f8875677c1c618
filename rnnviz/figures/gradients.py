"""Gradients over the lag, a band over masks for each placement."""

from collections.abc import Mapping
from enum import StrEnum

import plotly.graph_objects as go

from rnnviz.analyses.gradients import Flow, Gradients
from rnnviz.content import named, sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.axes import logarithmic
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import figure


class Which(StrEnum):
    """Which dependence on the past."""

    C = "c"
    H = "h"
    LOSS = "loss"
    AGREEMENT = "agreement"
    ALIGNMENT = "alignment"


SHARES = {Which.AGREEMENT, Which.ALIGNMENT}
_LEAST = 1e-12  # smaller ones are left out: nothing is to be read off them


def gradients(
    measured: Mapping[str, Gradients], which: Which, placements: Mapping[str, Placement]
) -> go.Figure:
    """The median over passes with masks, the band from the least to the most of them."""
    drawing = figure(height=400)
    flows = {
        name: flow for name, of_method in measured.items() if (flow := flow_of(of_method, which))
    }
    lags = list(range(max(len(flow.median) for flow in flows.values()))) if flows else []
    lines = [
        Line(name, flow.median, flow.least, flow.most, placement=placements[name])
        if which in SHARES
        else Line(
            name,
            _drawable(flow.median),
            _floored(flow.least),
            _floored(flow.most),
            placement=placements[name],
        )
        for name, flow in flows.items()
    ]
    add_lines(drawing, lags, lines, sentence("figures.lag_point", y="%{y:.3g}", x="%{x}"))
    drawing.update_xaxes(title=sentence("figures.steps_back"))
    drawing.update_yaxes(title=sentence("figures.measured", quantity=named("flow", which)))
    if which in SHARES:
        drawing.update_yaxes(range=[-0.12, 1.05])
    else:
        seen = [value for flow in flows.values() for value in _drawable(flow.median)]
        drawing.update_yaxes(**logarithmic(seen))
    return drawing


def flow_of(measured: Gradients, which: Which) -> Flow | None:
    """The flow that a choice names; None for c where the cell has none."""
    return {
        Which.C: measured.along_c,
        Which.H: measured.along_h,
        Which.LOSS: measured.loss,
        Which.AGREEMENT: measured.agreement,
        Which.ALIGNMENT: measured.alignment,
    }[which]


def _drawable(values: tuple[float, ...]) -> list[float | None]:
    return [value if value > _LEAST else None for value in values]


def _floored(values: tuple[float, ...]) -> list[float]:
    return [max(value, _LEAST) for value in values]
