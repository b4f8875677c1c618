"""An ensemble's perplexity over the number of its members."""

import plotly.graph_objects as go

from rnnviz.analyses.ensemble import Ensemble
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import figure


def ensemble(found: Ensemble) -> go.Figure:
    """The mean over all ensembles of a size, in a band from the best to the worst."""
    drawing = figure(height=380)
    sizes = found.sizes
    best, worst = [size.best for size in sizes], [size.worst for size in sizes]
    lines = (
        Line("mean over all choices", [size.mean for size in sizes], low=best, high=worst),
        Line("best choice", best),
    )
    members = [size.members for size in sizes]
    add_lines(drawing, members, lines, "%{y:.1f} with %{x} models")
    drawing.update_xaxes(title="models averaged", tickvals=members)
    drawing.update_yaxes(title="perplexity (measured now)")
    return drawing
