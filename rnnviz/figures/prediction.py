"""The next word three ways: under one pass's masks, averaged over passes, at evaluation."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rnnviz.analyses.prediction import PASSES, Predictions, likeliest
from rnnviz.content import named, sentence
from rnnviz.figures.style import INKS, drawn

WORDS_DRAWN = 6
_ROOM = 1.05  # above the highest bar
_PATTERNS = ("/", "", ".")


def prediction(
    predictions: Predictions,
    step: int,
    words: tuple[str, ...],
    beside: Sequence[Predictions] = (),
) -> go.Figure:
    """Bars for the likeliest words after a step; `words` is the vocabulary, (V,).

    With those that are drawn `beside` it, it has the words and the axis in common.
    """
    most = likeliest((predictions, *beside), step)  # (V,)
    likely = most.topk(min(WORDS_DRAWN, len(most))).indices.tolist()
    passes = {
        sentence("figures.this_pass"): predictions.single,
        sentence("figures.mean_of_passes", passes=PASSES): predictions.average,
        named("mode", "evaluation"): predictions.evaluation,
    }
    bars = [
        {
            "type": "bar",
            "x": [words[word] for word in likely],
            "y": chances[step, likely].tolist(),
            "name": name,
            "marker": {"color": colour, "pattern": {"shape": pattern, "solidity": 0.4}},
            "hovertemplate": f"{name}: %{{y:.3f}}<extra>%{{x}}</extra>",
        }
        for (name, chances), colour, pattern in zip(passes.items(), INKS, _PATTERNS, strict=False)
    ]
    axis = {"title": sentence("figures.probability"), "range": [0, _ROOM * most.max().item()]}
    return drawn(300, bars, yaxis=axis, barmode="group")
