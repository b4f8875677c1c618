"""How well a linear map reads off the state which word stood k steps ago."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.analyses.probe import Probe
from rnnviz.content import sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.lines import Line, add_level, add_lines
from rnnviz.figures.style import figure


def probe(measured: Mapping[str, Probe], placements: Mapping[str, Placement]) -> go.Figure:
    """Accuracy on held-out text from h, and c, with the baseline and chance."""
    drawing = figure(height=400)
    some = next(iter(measured.values()))
    lines = [
        Line(
            sentence(f"kit.from_{part}", name=name),
            accuracies,
            error=of_method.error,
            placement=placements[name],
            second=part == "c",
        )
        for name, of_method in measured.items()
        for part, accuracies in (("h", of_method.from_h), ("c", of_method.from_c))
        if accuracies is not None
    ]
    add_lines(
        drawing, some.lags_steps, lines, sentence("figures.accuracy_point", y="%{y:.2f}", x="%{x}")
    )
    baseline = sum(some.baseline) / len(some.baseline)
    add_level(drawing, baseline, sentence("figures.most_frequent"))
    add_level(drawing, some.chance, sentence("figures.chance"))
    drawing.update_xaxes(title=sentence("figures.steps_back_word"))
    drawing.update_yaxes(title=sentence("figures.accuracy"), range=[0, 1.02])
    return drawing
