"""How well a linear map reads off the state which word stood k steps ago."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.analyses.probe import Probe
from rnnviz.figures.lines import Line, add_level, add_lines
from rnnviz.figures.style import figure


def probe(found: Mapping[str, Probe]) -> go.Figure:
    """Accuracy on held-out text from h, and c, with the baseline and chance."""
    drawing = figure(height=400)
    some = next(iter(found.values()))
    lines = [
        Line(f"{name}, from {part}", accuracies, error=one.error)
        for name, one in found.items()
        for part, accuracies in (("h", one.from_h), ("c", one.from_c))
        if accuracies is not None
    ]
    add_lines(drawing, some.lags_steps, lines, "%{y:.2f} at lag %{x}")
    baseline = sum(some.baseline) / len(some.baseline)
    add_level(drawing, baseline, "always the most frequent word")
    add_level(drawing, some.chance, "chance (formula)")
    drawing.update_xaxes(title="steps back to the word")
    drawing.update_yaxes(title="accuracy (measured now)", range=[0, 1.02])
    return drawing
