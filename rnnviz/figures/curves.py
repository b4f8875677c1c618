"""Perplexity while training: one colour and symbol per placement, further seeds as thin lines."""

from collections.abc import Mapping, Sequence
from math import log10

import plotly.graph_objects as go

from rnnviz.figures.style import CURVE_COLOURS, CURVE_SYMBOLS, QUIET, figure
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
        _add_floor(drawing, floor)
    drawing.update_xaxes(title="epoch", dtick=1)
    drawing.update_yaxes(title="perplexity (measured now)", type="log", tickvals=_TICKS)
    drawing.update_layout(hovermode="x unified")
    return drawing


def _add_floor(drawing: go.Figure, floor: float) -> None:
    """On a logarithmic axis Plotly wants a line at y and its label at log10(y)."""
    drawing.add_hline(y=floor, line={"dash": "dash", "color": QUIET})
    place = {"xref": "paper", "x": 1, "xanchor": "right", "y": log10(floor), "yanchor": "bottom"}
    drawing.add_annotation(text="floor (formula)", showarrow=False, **place)
