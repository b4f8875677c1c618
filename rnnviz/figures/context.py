"""The loss over how much of the past is read, and over how much of it stands in order."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.analyses.context import Context
from rnnviz.content import sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.lines import Line, add_lines
from rnnviz.figures.style import figure


def context(contexts: Mapping[str, Context], placements: Mapping[str, Placement]) -> go.Figure:
    """What a shorter or a shuffled past costs, in nats; error bars over words."""
    drawing = figure(height=400)
    lengths = next(iter(contexts.values())).lengths
    lines = [
        line
        for name, measured in contexts.items()
        for line in (
            Line(
                sentence("figures.cut_off", name=name),
                costs(measured.truncated),
                error=measured.truncated_error,
                placement=placements[name],
            ),
            Line(
                sentence("figures.shuffled", name=name),
                costs(measured.shuffled),
                error=measured.shuffled_error,
                placement=placements[name],
                second=True,
            ),
        )
    ]
    add_lines(drawing, lengths, lines, sentence("figures.context_point", y="%{y:.3f}", x="%{x}"))
    drawing.update_xaxes(title=sentence("figures.words_in_order"), type="log", tickvals=lengths)
    drawing.update_yaxes(title=sentence("figures.context_loss"))
    return drawing


def costs(losses: tuple[float, ...]) -> list[float]:
    """Losses less the one of the full context."""
    return [loss - losses[-1] for loss in losses]
