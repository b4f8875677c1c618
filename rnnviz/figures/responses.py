"""Dose-response: test perplexity over the dropout rate, a line for each family of placements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from statistics import mean, stdev
from typing import Any

import plotly.graph_objects as go

from rnnviz.content import named, sentence
from rnnviz.figures.labels import broken
from rnnviz.figures.style import QUIET, Look, drawn, placement_look
from rnnviz.runs.plan import Family
from rnnviz.runs.record import Result
from rnnviz.runs.responses import Dose, Response
from rnnviz.runs.student import margin

Trace = dict[str, Any]  # as Plotly has it

_HEADROOM = 1.06  # above no dropout; what lies higher is off the chart
_SEEN = 0.985  # of the top: where what lies above it is told
_LETTERS = 17  # in a line of a label
_LABEL_PIXELS, _AROUND_PIXELS = 16, 70  # of a line of a label; above and below the plot


def look_of(family: Family) -> Look:
    """The same for a family in every figure: its placement's."""
    return placement_look(family.shape)


def tested(dose: Dose) -> float:
    """The mean test perplexity of a dose, of the seeds that all rates have in common."""
    return mean(_tests(dose.bracket or dose.fresh))


def responses(
    shown: Sequence[Response],
    chosen: Dose | None = None,
    *,
    height: int = 460,
    span: tuple[float, float] | None = None,
    zero_name: str = "",
) -> go.Figure:
    """A line for each family through what was measured, and a level: labelled at their ends.

    A line joins runs of the same seeds; the star with a bar is the mean of fresh seeds and its
    95 % interval. `chosen` has a ring. `zero_name` is what rate 0 is called, if not no dropout.
    """
    low, high = span or span_of(shown)
    traces = [trace for response in shown for trace in _response(response, high)]
    if chosen:
        traces.append(_ring(chosen, high))
    zero = next((response.zero for response in shown if response.zero), None)
    ends = [
        _Label(named("family", r.family.key), look_of(r.family).color, _end(r, high))
        for r in shown
        if r.doses
    ]
    if zero:
        ends.append(_Label(zero_name or sentence("results.without"), QUIET, tested(zero)))
    line = _LABEL_PIXELS / (height - _AROUND_PIXELS) * (high - low)
    return drawn(
        height,
        traces,
        shapes=[_level(tested(zero))] if zero else [],
        annotations=[*_labels(ends, low, high, line)],
        xaxis={
            "title": {"text": sentence("results.rate_axis")},
            "range": [-0.03, _last(shown) + 0.03],
        },
        yaxis={"title": {"text": sentence("results.test_axis")}, "range": [low, high]},
        showlegend=False,
        margin={"l": 10, "r": 130, "t": 10, "b": 10},
        hovermode="closest",
    )


def span_of(shown: Sequence[Response]) -> tuple[float, float]:
    """The perplexities that a chart reaches over: not much above no dropout."""
    doses = [dose for r in shown for dose in (r.zero, *r.doses) if dose]
    values = [tested(dose) for dose in doses] or [1.0]
    zeros = [tested(r.zero) for r in shown if r.zero] or [max(values)]
    top = min(max(values), _HEADROOM * max(zeros))
    room = 0.08 * max(top - min(values), 1.0)
    return min(values) - room, top + room


def off_chart(shown: Sequence[Response]) -> list[tuple[str, float, float]]:
    """Family, rate and test perplexity of what lies above the chart."""
    _, high = span_of(shown)
    return [
        (response.family.key, dose.rate, tested(dose))
        for response in shown
        for dose in response.doses
        if tested(dose) > high
    ]


def _response(response: Response, high: float) -> Iterator[Trace]:
    look, name = look_of(response.family), named("family", response.family.key)
    doses = [dose for dose in (response.zero, *response.doses) if dose and dose.bracket]
    if not response.doses:
        return
    if any(len(dose.bracket) > 1 for dose in doses):
        yield _band(doses, look)
    values = {dose.rate: tested(dose) for dose in doses}
    texts = {dose.rate: _hover(name, dose, dose.bracket) for dose in doses}
    rates = sorted({*values, *response.missing})  # a line breaks where nothing was measured
    yield {
        "x": rates,
        "y": [values.get(rate) for rate in rates],
        "mode": "lines+markers",
        "name": name,
        "line": {"color": look.color, "dash": look.dash, "width": look.width},
        "marker": {"symbol": look.symbol, "size": 7},
        "text": [texts.get(rate, "") for rate in rates],
        "hovertemplate": "%{text}<extra></extra>",
    }
    beyond = [rate for rate, value in values.items() if value > high]
    if beyond:
        yield _beyond(beyond, look, high)
    fresh = [dose for dose in response.doses if dose.fresh]
    if fresh:
        yield _fresh(fresh, look, name)


def _band(doses: Sequence[Dose], look: Look) -> Trace:
    """From the lowest seed to the highest."""
    rates, tests = [dose.rate for dose in doses], [_tests(dose.bracket) for dose in doses]
    return {
        "x": [*rates, *reversed(rates)],
        "y": [*map(max, tests), *map(min, reversed(tests))],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": look.color,
        "opacity": 0.15,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _beyond(rates: Sequence[float], look: Look, high: float) -> Trace:
    """An arrow at the top for what lies above the chart, whose number is told below it."""
    return {
        "x": rates,
        "y": [_SEEN * high] * len(rates),
        "mode": "markers",
        "cliponaxis": False,  # the last one stands at the edge
        "marker": {"symbol": "triangle-up", "size": 11, "color": look.color},
        "hoverinfo": "skip",
    }


def _fresh(doses: Sequence[Dose], look: Look, name: str) -> Trace:
    """The mean of the seeds that nothing was chosen by, and where it lies at 95 %."""
    bars = [_half_width(_tests(dose.fresh)) for dose in doses]
    return {
        "x": [dose.rate for dose in doses],
        "y": [mean(_tests(dose.fresh)) for dose in doses],
        "mode": "markers",
        "error_y": {"array": [bar if isfinite(bar) else None for bar in bars], "thickness": 2},
        "marker": {"symbol": "star", "size": 13, "color": look.color},
        "text": [_hover(name, dose, dose.fresh) for dose in doses],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _half_width(values: list[float]) -> float:
    return margin(stdev(values), len(values)) if len(values) > 1 else inf


def _level(y: float) -> Trace:
    line = {"dash": "dash", "color": QUIET, "width": 1.5}
    return {"xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def _ring(dose: Dose, high: float) -> Trace:
    return {
        "x": [dose.rate],
        "y": [min(tested(dose), _SEEN * high)],
        "mode": "markers",
        "marker": {"symbol": "circle-open", "size": 20, "color": QUIET, "line": {"width": 3}},
        "hoverinfo": "skip",
    }


@dataclass(frozen=True, slots=True)
class _Label:
    """What stands beside the end of a line, and how high that is."""

    name: str
    color: str
    end: float


def _labels(ends: Sequence[_Label], low: float, high: float, line: float) -> Iterator[Trace]:
    """Each name beside its line's end, apart from the others by its lines of text.

    `line` is the height of one, as perplexity.
    """
    ordered = sorted(ends, key=lambda label: label.end)
    texts = [broken(label.name, _LETTERS) for label in ordered]
    heights = [line * (len(lines) + 0.4) for lines in texts]
    middles = _apart([label.end for label in ordered], heights, low, high)
    for label, lines, middle in zip(ordered, texts, middles, strict=True):
        yield {
            "text": "<br>".join(lines),
            "showarrow": False,
            "align": "left",
            "font": {"color": label.color},
            "xref": "paper",
            "x": 1.01,
            "xanchor": "left",
            "y": middle,
            "yanchor": "middle",
        }


def _apart(wanted: list[float], heights: list[float], low: float, high: float) -> list[float]:
    """The middles of labels in their order, each near where it is wanted, none over another."""
    middles: list[float] = []
    edge = low
    for want, height in zip(wanted, heights, strict=True):
        middles.append(max(want, edge + height / 2))
        edge = middles[-1] + height / 2
    edge = high  # what was pushed above the chart comes down again
    for n in range(len(middles) - 1, -1, -1):
        middles[n] = min(middles[n], edge - heights[n] / 2)
        edge = middles[n] - heights[n] / 2
    return middles


def _end(response: Response, high: float) -> float:
    """The height at which a line ends, or leaves the chart."""
    return min(tested(response.doses[-1]), high)


def _last(shown: Sequence[Response]) -> float:
    return max((dose.rate for response in shown for dose in response.doses), default=0.65)


def _tests(results: Sequence[Result]) -> list[float]:
    return [result.test for result in results if result.test is not None]


def _hover(name: str, dose: Dose, results: Sequence[Result]) -> str:
    return sentence(
        "results.point",
        name=name,
        rate=f"{dose.rate:g}",
        test=f"{mean(_tests(results)):.1f}",
        seeds=seed_numbers(result.seed for result in results),
    )


def seed_numbers(seeds: Iterable[int]) -> str:
    """Which seeds, so that seed 0 does not read as none."""
    numbers = sorted(set(seeds))
    return sentence("figures.seeds", seeds=[str(seed) for seed in numbers], count=len(numbers))
