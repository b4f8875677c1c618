"""Perplexity while training: one colour and symbol per placement, further seeds as thin lines."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from rnnviz.figures.style import CURVE_COLOURS, CURVE_SYMBOLS, figure
from rnnviz.lm.runs import StepResult

Curves = Mapping[tuple[str, int], Sequence[StepResult]]

_SPLITS = (("train", "training", "dot"), ("valid", "validation", "solid"))
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


def curves(measured: Curves, keys: Sequence[str], *, floor: float | None = None) -> go.Figure:
    """Training (dotted) and validation (solid) perplexity over epochs, both without noise.

    `measured` has the evaluated results of each (key, seed); `floor` is the perplexity that no
    model of a synthetic language can beat.
    """
    drawing = figure(height=430)
    for (key, seed), results in measured.items():
        place, first = keys.index(key), seed == 0
        for split, name, dash in _SPLITS:
            drawing.add_scatter(
                x=[result.epoch for result in results],
                y=[getattr(result.evaluation, split) for result in results],
                mode="lines+markers",
                name=f"{key}, {name}",
                legendgroup=f"{key} {split}",
                showlegend=first,
                line={"color": CURVE_COLOURS[place], "dash": dash, "width": 2.5 if first else 1},
                marker={"symbol": CURVE_SYMBOLS[place], "size": 7},
                hovertemplate=f"{key}, seed {seed}, {name}: %{{y:.1f}}<extra></extra>",
            )
    if floor is not None:
        drawing.add_hline(y=floor, line={"dash": "dash"}, annotation_text="floor (formula)")
    drawing.update_xaxes(title="epoch", dtick=1)
    drawing.update_yaxes(title="perplexity (measured now)", type="log", tickvals=_TICKS)
    drawing.update_layout(hovermode="x unified")
    return drawing
