"""Validation perplexity over epochs of a few doses that decide something, each named at its end."""

from collections.abc import Iterator, Sequence
from math import inf

import plotly.graph_objects as go

from rnnviz.content import named, sentence
from rnnviz.figures.labels import broken
from rnnviz.figures.learning import kept
from rnnviz.figures.responses import Trace, look_of
from rnnviz.figures.style import QUIET, drawn
from rnnviz.runs.plan import Family
from rnnviz.runs.record import Result
from rnnviz.runs.responses import Dose

_Run = tuple[Family | None, float, Result]  # no family: no dropout
_ABOVE = 1.25  # the most that is drawn, in highest kept perplexities; first epochs lie higher
_APART = 0.055  # of the axis: the least distance between two names, a line of text each
_LETTERS = 27  # in a line of a name, so that a phone has room for it


def deciding(shown: Sequence[tuple[Family | None, Dose]], *, height: int = 460) -> go.Figure:
    """A line for each dose, with a ring around the epoch whose weights were kept."""
    runs = [(family, dose.rate, dose.results[0]) for family, dose in shown]
    lowest = [result.best_valid for *_, result in runs]
    low, high = 0.97 * min(lowest, default=1.0), _ABOVE * max(lowest, default=1.0)
    last = _last(runs)
    return drawn(
        height,
        [trace for run in runs for trace in _run(run)],
        annotations=list(_names(runs, high, _APART * (high - low))),
        xaxis={"title": {"text": sentence("results.epoch_axis")}, "range": [0.5, last + 0.5]},
        yaxis={"title": {"text": sentence("train.validation_axis")}, "range": [low, high]},
        showlegend=False,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        hovermode="closest",
    )


def named_at(family: Family | None, rate: float) -> str:
    """What a dose is called: its placement, and the rate where there is one."""
    if family is None:
        return sentence("results.without")
    return sentence("core.at_rate", name=named("family", family.key), rate=f"{rate:g}")


def _last(runs: Sequence[_Run]) -> int:
    return max((len(result.valid) for *_, result in runs), default=1)


def _run(run: _Run) -> Iterator[Trace]:
    family, rate, result = run
    color = _color(family)
    told = sentence("results.epoch", what=named_at(family, rate), seed=result.seed)
    yield {
        "x": list(range(1, len(result.valid) + 1)),
        "y": result.valid,
        "mode": "lines",
        "name": named_at(family, rate),
        "line": {"color": color, "width": 3, "dash": look_of(family).dash if family else "solid"},
        "hovertemplate": told + " %{x}: %{y:.1f}<extra></extra>",
    }
    yield from kept(result, color)


def _names(runs: Sequence[_Run], high: float, apart: float) -> Iterator[Trace]:
    """A name at the end of each line, lower where it would lie on the one above."""
    below, above = inf, 0
    for family, rate, result in sorted(runs, key=lambda run: -run[2].valid[-1]):
        lines = broken(named_at(family, rate), _LETTERS)
        below = min(result.valid[-1], high, below - apart * (above + len(lines)) / 2)
        above = len(lines)
        early = 2 * len(result.valid) < _last(runs)  # there is room behind its end
        yield {
            "x": len(result.valid),
            "y": below,
            "text": "<br>".join(lines),
            "align": "left",
            "showarrow": False,
            "xanchor": "left" if early else "right",
            "xshift": 8 if early else 0,
            "yanchor": "middle" if early else "bottom",
            "yshift": 0 if early else 8,
            "font": {"color": _color(family)},
        }


def _color(family: Family | None) -> str:
    return look_of(family).color if family else QUIET
