"""The states of a layer's units over a text."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rnnviz.analyses.states import States
from rnnviz.content import sentence
from rnnviz.figures.style import figure

# The network picture's: blue below zero, orange above.
_SIGNS = [(0.0, "rgb(22,98,186)"), (0.5, "rgb(242,242,242)"), (1.0, "rgb(196,82,8)")]


def states(measured: States, words: Sequence[str], unit: int | None = None) -> go.Figure:
    """A row for each unit in the order of `found`, a column for each word; `unit` gets an arrow."""
    drawing = figure(height=620)
    most = max(abs(value) for row in measured.rows for value in row) or 1.0
    drawing.add_heatmap(
        x=list(range(len(words))),
        y=list(range(len(measured.units))),
        z=measured.rows,
        customdata=[[sentence("figures.unit", unit=unit)] * len(words) for unit in measured.units],
        zmin=-most,
        zmax=most,
        colorscale=_SIGNS,
        colorbar={"title": {"text": sentence("explore.value")}},
        hovertemplate=sentence(
            "figures.state_point", customdata="%{customdata}", x="%{x}", z="%{z:.2f}"
        )
        + "<extra></extra>",
    )
    drawing.update_xaxes(
        tickvals=list(range(len(words))),
        ticktext=list(words),
        tickangle=-60,
        title=sentence("figures.states_axis"),
    )
    drawing.update_yaxes(autorange="reversed", showticklabels=False, showgrid=False)
    if unit in measured.units:
        drawing.add_annotation(
            text=sentence("figures.unit_arrow", unit=unit),
            x=0,
            xref="paper",
            xanchor="right",
            y=measured.units.index(unit),
        )
        drawing.update_layout(margin={"l": 70})
    drawing.update_annotations(showarrow=False)
    return drawing
