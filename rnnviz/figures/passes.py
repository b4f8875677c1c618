"""Dropout at test time: a word's probability four ways, and what averaging more passes brings."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rnnviz.analyses.passes import Passes, Spread
from rnnviz.content import sentence
from rnnviz.figures.lines import Line, add_level, add_lines
from rnnviz.figures.style import INKS, figure


def spreads(row: Sequence[Spread], words: Sequence[str]) -> go.Figure:
    """Bars for the likely words, with the standard deviation over passes on the mean's."""
    drawing = figure(height=340)
    ways = (
        (sentence("figures.one_pass_at_evaluation"), [spread.standard for spread in row], None, ""),
        (
            sentence("figures.mean_of_probabilities"),
            [spread.arithmetic for spread in row],
            row,
            "/",
        ),
        (sentence("figures.mean_of_logarithms"), [spread.geometric for spread in row], None, "."),
    )
    for (name, values, spread, pattern), colour in zip(ways, INKS, strict=False):
        drawing.add_bar(
            x=[words[spread.word] for spread in row],
            y=values,
            name=name,
            error_y=spread and {"array": [at.deviation for at in spread], "thickness": 1.5},
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.4}},
            hovertemplate=f"%{{x}}: %{{y:.3f}}<extra>{name}</extra>",
        )
    drawing.update_yaxes(title=sentence("figures.probability"), rangemode="tozero")
    drawing.update_layout(barmode="group")
    return drawing


def averages(passes: Passes) -> go.Figure:
    """The text's perplexity over the number of passes averaged, both ways."""
    drawing = figure(height=340)
    lines = (
        Line(sentence("figures.probabilities_averaged"), passes.arithmetic),
        Line(sentence("figures.logarithms_averaged"), passes.geometric),
        Line(sentence("figures.this_pass_alone"), passes.single),
    )
    add_lines(
        drawing,
        [*range(1, len(passes.single) + 1)],
        lines,
        sentence("figures.passes_point", y="%{y:.1f}", x="%{x}"),
    )
    level = sentence("figures.one_pass_at_evaluation")
    add_level(drawing, passes.standard, level, keyed=True)
    drawing.update_xaxes(title=sentence("figures.passes"))
    drawing.update_yaxes(title=sentence("figures.text_perplexity"))
    return drawing
