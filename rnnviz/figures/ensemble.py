"""An ensemble's perplexity over the number of its members."""

import plotly.graph_objects as go

from rnnviz.analyses.ensemble import Ensemble
from rnnviz.content import sentence
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import figure


def ensemble(measured: Ensemble) -> go.Figure:
    """The mean over all ensembles of a size, in a band from the best to the worst."""
    drawing = figure(height=380)
    sizes = measured.sizes
    best, worst = [size.best for size in sizes], [size.worst for size in sizes]
    lines = (
        Line(sentence("figures.mean_choice"), [size.mean for size in sizes], low=best, high=worst),
        Line(sentence("figures.best_choice"), best),
    )
    members = [size.members for size in sizes]
    add_lines(drawing, members, lines, sentence("figures.ensemble_point", y="%{y:.1f}", x="%{x}"))
    drawing.update_xaxes(title=sentence("figures.models"), tickvals=members)
    drawing.update_yaxes(title=sentence("figures.perplexity_now"))
    return drawing
