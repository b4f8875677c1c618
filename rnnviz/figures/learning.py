"""What one dose's runs learned, epoch by epoch, beside those without dropout."""

from collections.abc import Iterator
from math import log10

import plotly.graph_objects as go

from rnnviz.content import sentence
from rnnviz.figures.responses import Trace, look_of
from rnnviz.figures.style import QUIET, drawn
from rnnviz.runs.record import Result
from rnnviz.runs.responses import Dose, Response

_TICKS = (20, 30, 40, 50, 70, 100, 150, 200)
_MOST = 250  # perplexity; first epochs lie higher
_KINDS = (("train", "dot", "results.training"), ("valid", "solid", "results.validation"))


def learning(dose: Dose, response: Response, *, height: int = 460) -> go.Figure:
    """Training (dotted) and validation (solid) perplexity of a dose's runs; no dropout in gray.

    The axes are those of the whole family, so that moving along its rates moves the curves alone.
    """
    color, (least, epochs) = look_of(response.family).color, axes_of(response)
    plain = response.zero.results[:1] if response.zero and dose.rate else ()
    room = 0.7 * epochs  # for a name beside the end of a line
    names = [label for result in plain for label in _names(result, QUIET, "results.without", room)]
    names += list(_names(dose.results[0], color))
    return drawn(
        height,
        [
            *(trace for result in plain for trace in _lines(result, QUIET, thin=True)),
            *(t for n, r in enumerate(dose.results) for t in _lines(r, color, thin=n > 0)),
            *(trace for result in dose.results for trace in kept(result, color)),
        ],
        annotations=names,
        xaxis={"title": {"text": sentence("results.epoch_axis")}, "range": [0.5, epochs + 0.5]},
        yaxis={
            "title": {"text": sentence("results.perplexity_axis")},
            "type": "log",
            "range": [log10(least * 0.85), log10(_MOST)],
            "tickvals": _TICKS,
        },
        showlegend=False,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )


def axes_of(response: Response) -> tuple[float, int]:
    """The lowest perplexity and the last epoch of a family's runs, at any rate."""
    doses = [dose for dose in (response.zero, *response.doses) if dose]
    results = [result for dose in doses for result in dose.results]
    least = min((value for r in results for value in (*r.train, *r.valid)), default=20.0)
    return least, max((len(result.valid) for result in results), default=10)


def _lines(result: Result, color: str, *, thin: bool) -> Iterator[Trace]:
    for name, dash, key in _KINDS:
        values = getattr(result, name)
        told = sentence("results.epoch", what=sentence(key), seed=result.seed)
        yield {
            "x": list(range(1, len(values) + 1)),
            "y": values,
            "mode": "lines",
            "line": {"color": color, "dash": dash, "width": 1.5 if thin else 3},
            "opacity": 0.7 if thin else 1.0,
            "hovertemplate": told + " %{x}: %{y:.1f}<extra></extra>",
        }


def kept(result: Result, color: str) -> Iterator[Trace]:
    """The epoch whose weights were kept."""
    if result.kept_epoch is not None:
        yield {
            "x": [result.kept_epoch],
            "y": [result.best_valid],
            "mode": "markers",
            "marker": {"symbol": "circle-open", "size": 14, "color": color, "line": {"width": 3}},
            "hovertemplate": sentence("results.kept", epoch=result.kept_epoch) + "<extra></extra>",
        }


def _names(result: Result, color: str, key: str = "", room: float = 0.0) -> Iterator[Trace]:
    """A name at the end of either line, or one for both at the end of the lower.

    It stands beside a line that ends within `room` epochs, and below another.
    """
    for name, _, own in _KINDS:
        values = getattr(result, name)
        if values and (not key or name == "train"):
            yield {
                "x": len(values),
                "y": log10(min(values[-1], _MOST)),
                "text": sentence(key or own),
                "showarrow": False,
                "xanchor": "left" if len(values) <= room else "right",
                "yanchor": "bottom" if name == "valid" else "top",
                "yshift": 6 if name == "valid" else -6,
                "font": {"color": color},
            }
