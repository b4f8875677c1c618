"""The next word three ways: under one pass's masks, averaged over passes, at evaluation."""

import plotly.graph_objects as go

from rnnviz.analyses.prediction import PASSES, Predictions
from rnnviz.content import named, sentence
from rnnviz.figures.style import INKS, figure

WORDS_DRAWN = 6
_PATTERNS = ("/", "", ".")


def prediction(predictions: Predictions, step: int, words: tuple[str, ...]) -> go.Figure:
    """Bars for the likeliest words after a step; `words` is the vocabulary, (V,)."""
    drawing = figure(height=300)
    likely = predictions.likeliest(step, WORDS_DRAWN)
    passes = {
        sentence("figures.this_pass"): predictions.single,
        sentence("figures.mean_of_passes", passes=PASSES): predictions.average,
        named("mode", "evaluation"): predictions.evaluation,
    }
    for (name, chances), colour, pattern in zip(passes.items(), INKS, _PATTERNS, strict=False):
        drawing.add_bar(
            x=[words[word] for word in likely],
            y=chances[step, likely].tolist(),
            name=name,
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.4}},
            hovertemplate=f"{name}: %{{y:.3f}}<extra>%{{x}}</extra>",
        )
    drawing.update_yaxes(title=sentence("figures.probability"), rangemode="tozero")
    drawing.update_layout(barmode="group")
    return drawing
