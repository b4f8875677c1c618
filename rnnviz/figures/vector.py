"""What is left of a vector: fresh masks beside one that lasts."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.analyses.vector import Vector
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import QUIET, figure


def vector(found: Mapping[str, Vector]) -> go.Figure:
    """How much of the vector a fixed linear decoder finds, over the steps, for each mask's life."""
    drawing = figure(height=360)
    some = next(iter(found.values()))
    steps = list(range(len(some.decoded.measured)))
    lines = [Line(name, seen.decoded.measured) for name, seen in found.items()]
    add_lines(drawing, steps, lines, "%{y:.3f} after %{x} steps")
    for name, seen in found.items():
        if seen.decoded.formula is not None:
            drawing.add_scatter(
                x=steps,
                y=seen.decoded.formula,
                mode="lines",
                name=f"{name}, formula",
                line={"color": QUIET, "width": 1.5},
                hovertemplate=f"{name}, formula: %{{y:.3f}}<extra></extra>",
            )
    drawing.update_xaxes(title="steps")
    drawing.update_yaxes(title="share decoded, R² (measured now)", range=[0, 1.05])
    return drawing
