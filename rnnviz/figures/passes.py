"""Dropout at test time: a word's probability four ways, and what averaging more passes brings."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rnnviz.analyses.passes import Passes, Spread
from rnnviz.figures.lines import Line, add_level, add_lines
from rnnviz.figures.style import CURVE_COLOURS, figure


def spreads(row: Sequence[Spread], words: Sequence[str]) -> go.Figure:
    """Bars for the likely words, with the standard deviation over passes on the mean's."""
    drawing = figure(height=340)
    ways = (
        ("one pass at evaluation", [one.standard for one in row], None, ""),
        ("mean of probabilities", [one.arithmetic for one in row], row, "/"),
        ("mean of logarithms", [one.geometric for one in row], None, "."),
    )
    for (name, values, spread, pattern), colour in zip(ways, CURVE_COLOURS, strict=False):
        drawing.add_bar(
            x=[words[one.word] for one in row],
            y=values,
            name=name,
            error_y=spread and {"array": [one.deviation for one in spread], "thickness": 1.5},
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.4}},
            hovertemplate=f"%{{x}}: %{{y:.3f}}<extra>{name}</extra>",
        )
    drawing.update_yaxes(title="probability (measured now)", rangemode="tozero")
    drawing.update_layout(barmode="group")
    return drawing


def averages(found: Passes) -> go.Figure:
    """The text's perplexity over the number of passes averaged, both ways."""
    drawing = figure(height=340)
    lines = (
        Line("probabilities averaged", found.arithmetic),
        Line("logarithms averaged", found.geometric),
        Line("this pass alone", found.single),
    )
    add_lines(drawing, [*range(1, len(found.single) + 1)], lines, "%{y:.1f} with %{x} passes")
    add_level(drawing, found.standard, "one pass at evaluation")
    drawing.update_xaxes(title="passes averaged")
    drawing.update_yaxes(title="perplexity of the text (measured now)")
    return drawing
