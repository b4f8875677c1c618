"""What is left of a vector: fresh masks beside one that lasts."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.analyses.vector import Vector
from rnnviz.content import sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import QUIET, figure


def vector(measured: Mapping[str, Vector], placements: Mapping[str, Placement]) -> go.Figure:
    """How much of the vector a fixed linear decoder finds, over the steps, for each mask's life."""
    drawing = figure(height=360)
    some = next(iter(measured.values()))
    steps = list(range(len(some.decoded.measured)))
    lines = [
        Line(name, seen.decoded.measured, placement=placements[name])
        for name, seen in measured.items()
    ]
    add_lines(drawing, steps, lines, sentence("figures.vector_point", y="%{y:.3f}", x="%{x}"))
    formulas = {name: seen.decoded.formula for name, seen in measured.items()}
    for name, formula in formulas.items():
        if formula is not None:
            drawing.add_scatter(
                x=steps,
                y=formula,
                mode="lines",
                name=sentence("figures.formula"),
                legendgroup="formula",  # alike, so one entry is for all
                showlegend=name == next(n for n, known in formulas.items() if known is not None),
                line={"color": QUIET, "width": 1.5},
                hovertemplate=sentence("figures.formula_point", name=name, y="%{y:.3f}")
                + "<extra></extra>",
            )
    drawing.update_xaxes(title=sentence("figures.steps"))
    drawing.update_yaxes(title=sentence("figures.decoded"), range=[0, 1.05])
    return drawing
