"""The curves of a shipped model: all its seeds, and the settings that lost on validation."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.content import named, sentence
from rnnviz.figures.axes import logarithmic
from rnnviz.figures.style import QUIET, figure, placement_colour, symbol_of
from rnnviz.zoo.card import Card, SeedCurve


def card(shipped: Card) -> go.Figure:
    """Validation (solid) and training (dotted) perplexity over epochs; grey is what lost."""
    drawing = figure(height=400)
    line = {"color": placement_colour(shipped.placement)}
    for place, curve in enumerate(shipped.curves):
        _add(drawing, curve, sentence("figures.seed", seed=curve.seed), line, symbol_of(place))
    for place, trial in enumerate(shipped.trials):
        name = sentence("figures.lost", placement=trial.placement)
        _add(drawing, trial.curve, name, {"color": QUIET, "width": 1.5}, symbol_of(place))
    most = max(len(curve.points) for curve in shipped.curves)
    drawing.update_xaxes(title=named("axis", "epochs"), tickformat="d", dtick=max(1, most // 10))
    curves = (*shipped.curves, *(trial.curve for trial in shipped.trials))
    evaluations = [point.evaluation for curve in curves for point in curve.points]
    seen = [value for at in evaluations for value in (at.train, at.valid)]
    title = sentence("figures.perplexity_before", date=shipped.date)
    drawing.update_yaxes(title=title, **logarithmic(seen))
    drawing.update_layout(legend={"groupclick": "togglegroup"})
    return drawing


def _add(
    drawing: go.Figure, curve: SeedCurve, name: str, line: Mapping[str, object], symbol: str
) -> None:
    epochs = [point.epoch for point in curve.points]
    evaluations = [point.evaluation for point in curve.points]
    for what, dash, values in (
        (named("card_column", "training"), "dot", [at.train for at in evaluations]),
        (named("card_column", "validation"), "solid", [at.valid for at in evaluations]),
    ):
        drawing.add_scatter(
            x=epochs,
            y=values,
            mode="lines+markers",
            name=name,
            legendgroup=name,
            showlegend=dash == "solid",
            line={**line, "dash": dash},
            marker={"symbol": symbol, "size": 7},
            hovertemplate=sentence("figures.card_point", name=name, what=what, y="%{y:.1f}")
            + "<extra></extra>",
        )
