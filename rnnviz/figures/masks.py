"""Masks as stills: time × units for one example, and examples × units at one step."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots
from torch import Tensor

from rnnviz.core.masks import Mask, Masks
from rnnviz.core.placement import WEIGHT_EDGES
from rnnviz.figures.style import EDGE_COLOURS, QUIET, figure

UNITS_DRAWN, ROW_PIXELS = 32, 150
_DARK = "#12201e"  # a dropped unit: darker than every edge's colour, in both themes


def over_time(masks: Masks, steps: int, labels: dict[str, str], step: int) -> go.Figure:
    """A row for each mask: time × units of the first example; `step` is marked.

    A mask on weights has no time: its first gate's part is drawn, to × from units.
    """
    drawing = _stacked(masks.drawn, [timeline(mask, steps) for mask in masks.drawn], labels)
    for row, mask in enumerate(masks.drawn, start=1):
        if mask.noise.edge not in WEIGHT_EDGES:
            drawing.add_vline(x=step + 1, line={"color": QUIET, "width": 2}, row=row, col=1)
    return drawing


def at_step(masks: Masks, step: int, labels: dict[str, str]) -> go.Figure:
    """A row for each mask on values: examples × units at one step."""
    drawn = [mask for mask in masks.drawn if mask.noise.edge not in WEIGHT_EDGES]
    return _stacked(drawn, [examples(mask, step).T for mask in drawn], labels)


def timeline(mask: Mask, steps: int) -> Tensor:
    """The first example's mask over time, (units, T); of weights the first gate's part."""
    factor = mask.factor
    if mask.noise.edge in WEIGHT_EDGES:
        return factor[:UNITS_DRAWN, :UNITS_DRAWN]
    factor = factor[:, 0] if factor.dim() == 3 else factor[:, 0, 0]  # of the first gate, too
    return factor[:, :UNITS_DRAWN].expand(steps, -1).T


def examples(mask: Mask, step: int) -> Tensor:
    """Every example's mask at a step, (B or 1, units); of the first gate where each has one."""
    now = mask.factor[step if len(mask.factor) > 1 else 0]
    return (now if now.dim() == 2 else now[:, 0])[:, :UNITS_DRAWN]


def _stacked(drawn: Sequence[Mask], stills: Sequence[Tensor], labels: dict[str, str]) -> go.Figure:
    """A titled row for each mask's still, (units, columns)."""
    rows = len(drawn)
    titles = [
        f"layer {mask.layer + 1}: {labels[mask.noise.edge]}, rate {mask.noise.rate:g}"
        for mask in drawn
    ]
    drawing = make_subplots(rows=rows, subplot_titles=titles, vertical_spacing=min(0.4 / rows, 0.2))
    for row, (mask, still) in enumerate(zip(drawn, stills, strict=True), start=1):
        drawing.add_trace(_heatmap(still, mask), row=row, col=1)
    drawing.update_layout(figure(ROW_PIXELS * rows + 40).layout)
    return drawing


def _heatmap(values: Tensor, mask: Mask) -> go.Heatmap:
    rows, columns = values.shape
    return go.Heatmap(
        z=values.tolist(),
        x=list(range(1, columns + 1)),
        y=list(range(1, rows + 1)),
        colorscale=[[0, _DARK], [1, EDGE_COLOURS[mask.noise.edge]]],
        zmin=min(0.0, values.min().item()),
        zmax=max(1.0, values.max().item()),
        showscale=False,
        xgap=1,
        ygap=1,
        hovertemplate="factor %{z:.3g}<extra></extra>",
    )
