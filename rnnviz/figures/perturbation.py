"""What another word k steps ago would have changed."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.analyses.perturbation import Perturbation
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import figure

_LEAST = 1e-9


def perturbation(found: Mapping[str, Perturbation]) -> go.Figure:
    """KL of the next word's distribution, over the lag, with standard errors over masks."""
    drawing = figure(height=400)
    lags = next(iter(found.values())).lags_steps
    lines = [
        Line(name, [kl if kl > _LEAST else None for kl in one.kl_nats], error=one.kl_error)
        for name, one in found.items()
    ]
    add_lines(drawing, lags, lines, "%{y:.3g} nats at lag %{x}")
    drawing.update_xaxes(title="steps back to the changed word")
    drawing.update_yaxes(
        title="change of the prediction, nats (measured now)", type="log", exponentformat="power"
    )
    return drawing
