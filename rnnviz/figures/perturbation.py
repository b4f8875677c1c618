"""What another word k steps ago would have changed."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.analyses.perturbation import Perturbation
from rnnviz.content import sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.axes import logarithmic
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import figure

_LEAST = 1e-9


def perturbation(
    measured: Mapping[str, Perturbation], placements: Mapping[str, Placement]
) -> go.Figure:
    """KL of the next word's distribution, over the lag, with standard errors over masks."""
    drawing = figure(height=400)
    lags = next(iter(measured.values())).lags_steps
    lines = [
        Line(
            name,
            [kl if kl > _LEAST else None for kl in of_method.kl_nats],
            error=of_method.kl_error,
            placement=placements[name],
        )
        for name, of_method in measured.items()
    ]
    add_lines(drawing, lags, lines, sentence("figures.nats_point", y="%{y:.3g}", x="%{x}"))
    drawing.update_xaxes(title=sentence("figures.steps_back_changed"))
    seen = [value for line in lines for value in line.y]
    drawing.update_yaxes(title=sentence("figures.prediction_change"), **logarithmic(seen))
    return drawing
