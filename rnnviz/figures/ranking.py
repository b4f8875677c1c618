"""The best of each family against a reference, ranked, with the intervals that may be told."""

from collections.abc import Mapping, Sequence
from math import isfinite

import plotly.graph_objects as go

from rnnviz.content import named, sentence
from rnnviz.figures.labels import in_lines
from rnnviz.figures.responses import look_of
from rnnviz.figures.style import QUIET, drawn
from rnnviz.runs.conclusions import told
from rnnviz.runs.plan import Family
from rnnviz.runs.responses import Effect

_LETTERS = 29  # in a line of a family's name, so that a phone has room for the points
_AXIS_LETTERS = 26  # of the axis, as wide as a phone has it


def ranking(effects: Sequence[Effect], families: Mapping[str, Family]) -> go.Figure:
    """A dot for each family: its difference to the reference, lowest first, and its interval.

    A dot without an interval is open: it has one seed.
    """
    rows = {e.key: in_lines(named("family", e.key), _LETTERS) for e in effects}
    looks = {e.key: look_of(families[e.key]) for e in effects}
    zero = {"dash": "dash", "color": QUIET, "width": 1.5}
    dots = {
        "x": [e.mean for e in effects],
        "y": [rows[e.key] for e in effects],
        "mode": "markers",
        "marker": {
            "color": [looks[e.key].color for e in effects],
            "symbol": ["circle" if isfinite(e.margin) else "circle-open" for e in effects],
            "size": 11,
            "line": {"width": 2, "color": [looks[e.key].color for e in effects]},
        },
        "error_x": {
            "array": [e.margin if isfinite(e.margin) else None for e in effects],
            "color": QUIET,
            "thickness": 2,
            "width": 5,
        },
        "text": [told(e.mean, e.margin, len(e.seeds)) for e in effects],
        "hovertemplate": "%{text}<extra></extra>",
    }
    return drawn(
        90 + 32 * max(len(effects), 1),
        [dots],
        shapes=[{"yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "line": zero}],
        xaxis={"title": {"text": in_lines(sentence("results.difference_axis"), _AXIS_LETTERS)}},
        yaxis={"automargin": True, "autorange": "reversed", "showgrid": True},
        showlegend=False,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
