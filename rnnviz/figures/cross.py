"""Every model under every model's noise, as a table of colours and numbers."""

from collections.abc import Mapping, Sequence
from math import isnan, log, nan

import plotly.graph_objects as go

from rnnviz.analyses.cross import Crossed
from rnnviz.content import sentence
from rnnviz.figures.style import ON_SCALE, WORSE_TO_BETTER, figure


def cross(
    crossed: Mapping[tuple[str, str], Crossed], models: Sequence[str], noises: Sequence[str]
) -> go.Figure:
    """A row for each model, a column for each noise; the number is the perplexity.

    The colour is how far its logarithm lies above the lowest of its column.
    """
    drawing = figure(height=220 + 40 * len(models))
    rows = [[crossed.get((model, noise)) for noise in noises] for model in models]
    cells = [[nan if cell is None else cell.mean for cell in row] for row in rows]
    least = [_lowest(column) for column in zip(*cells, strict=True)]
    drawing.add_heatmap(
        x=list(noises),
        y=list(models),
        z=[[log(value / low) for value, low in zip(row, least, strict=True)] for row in cells],
        text=[["" if isnan(value) else f"{value:,.0f}" for value in row] for row in cells],
        texttemplate="%{text}",
        colorscale=WORSE_TO_BETTER,
        reversescale=True,  # a low perplexity is the better one
        textfont=ON_SCALE,
        xgap=2,
        ygap=2,
        showscale=False,  # the numbers say it all, and on a phone they need the room
        hovertemplate=sentence(
            "figures.cross_point", y="%{y}", x="%{x}", text="%{text}", z="%{z:.2f}"
        )
        + "<extra></extra>",
    )
    drawing.update_xaxes(title=sentence("figures.noise"), tickangle=-45, automargin=True)
    drawing.update_yaxes(
        title=sentence("figures.trained_with"), autorange="reversed", automargin=True
    )
    return drawing


def _lowest(column: Sequence[float]) -> float:
    return min((value for value in column if not isnan(value)), default=nan)
