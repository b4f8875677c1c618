"""The recall test: every placement at every lag, and the loss between its floor and chance."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from rnnviz.analyses.recall_record import Row
from rnnviz.analyses.recall_task import Task
from rnnviz.content import sentence
from rnnviz.core.methods import placement_of
from rnnviz.figures.labels import in_lines
from rnnviz.figures.lines import Line, add_level, add_lines
from rnnviz.figures.style import ON_SCALE, WORSE_TO_BETTER, figure

_LETTERS = 26  # in a line of a placement's name, so that a phone has room for the numbers


def recall(rows: Sequence[Row], labels: Mapping[str, str]) -> go.Figure:
    """Accuracy at evaluation, means over seeds, as a table of colours."""
    lags = list(dict.fromkeys(row.lag_steps for row in rows))
    keys = list(dict.fromkeys(row.key for row in rows))
    accuracies = {(row.key, row.lag_steps): row.accuracy for row in rows}
    table = [[accuracies[key, lag] for lag in lags] for key in keys]
    drawing = figure(height=90 + 40 * len(keys))
    drawing.add_heatmap(
        x=[str(lag) for lag in lags],
        y=[in_lines(labels[key], _LETTERS) for key in keys],
        z=table,
        zmin=0,
        zmax=1,
        colorscale=WORSE_TO_BETTER,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[f"{value:.2f}" for value in row] for row in table],
        texttemplate="%{text}",
        textfont=ON_SCALE,
        hovertemplate=sentence("figures.recall_point", y="%{y}", text="%{text}", x="%{x}")
        + "<extra></extra>",
    )
    drawing.update_xaxes(title=sentence("figures.words_between"), type="category")
    drawing.update_yaxes(autorange="reversed", automargin=True)
    return drawing


def recall_loss(rows: Sequence[Row], labels: Mapping[str, str], task: Task) -> go.Figure:
    """The loss on the answer over the lag, between the floor and that of guessing."""
    drawing = figure(height=400)
    lags = list(dict.fromkeys(row.lag_steps for row in rows))
    keys = list(dict.fromkeys(row.key for row in rows))
    lines = [
        Line(
            labels[key],
            [row.loss_nats for row in rows if row.key == key],
            placement=placement_of(key),
        )
        for key in keys
    ]
    add_lines(drawing, lags, lines, sentence("figures.recall_loss_point", y="%{y:.2f}", x="%{x}"))
    add_level(drawing, task.chance_nats, sentence("figures.guessing", keys=task.keys))
    add_level(drawing, 0.0, sentence("figures.floor"), below=True)
    drawing.update_xaxes(title=sentence("figures.recall_lag"), type="log", tickvals=lags)
    drawing.update_yaxes(
        title=sentence("figures.answer_loss"), range=[-0.4, 1.15 * task.chance_nats]
    )
    return drawing
