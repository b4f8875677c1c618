"""What models expect next: a bar for each likely word and model."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from rnnviz.analyses.surprisal import Guess
from rnnviz.figures.style import CURVE_COLOURS, figure

_PATTERNS = ("", "/", ".")
Named = tuple[str, float]  # a word, and its probability


def named(guesses: Sequence[Guess], words: Sequence[str]) -> tuple[Named, ...]:
    """Guesses with their words; `words` is the vocabulary, (V,)."""
    return tuple((words[guess.word], guess.chance) for guess in guesses)


def guesses(found: Mapping[str, Sequence[Named]]) -> go.Figure:
    """Bars by model for every word that one of them finds likely, the likeliest at the top.

    A word that isn't among a model's likeliest has no bar of that model.
    """
    most: dict[str, float] = {}
    for row in found.values():
        for word, chance in row:
            most[word] = max(chance, most.get(word, 0.0))
    words = sorted(most, key=most.__getitem__, reverse=True)
    drawing = figure(height=90 + 26 * len(words))
    for place, (name, row) in enumerate(found.items()):
        chances = dict(row)
        drawing.add_bar(
            y=words,
            x=[chances.get(word) for word in words],
            orientation="h",
            name=name,
            marker={
                "color": CURVE_COLOURS[place],
                "pattern": {"shape": _PATTERNS[place], "solidity": 0.4},
            },
            hovertemplate=f"%{{y}}: %{{x:.1%}}<extra>{name}</extra>",
        )
    drawing.update_xaxes(title="probability (measured now)", rangemode="tozero", tickformat=".0%")
    drawing.update_yaxes(automargin=True, autorange="reversed")
    drawing.update_layout(barmode="group", showlegend=len(found) > 1)
    return drawing
