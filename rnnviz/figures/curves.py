"""Learning curves: one colour and symbol per placement, a band over its seeds, ghosts beneath."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, log10
from statistics import mean

import plotly.graph_objects as go

from rnnviz.content import clauses, named, sentence
from rnnviz.core.methods import name_of
from rnnviz.figures.style import QUIET, figure, placement_colours, symbol_of
from rnnviz.lm.run import Evaluation, StepResult
from rnnviz.runs.results import Record

_TICKS = (1, 2, 3, 5, 7, *(n * 10**e for e in (1, 2, 3) for n in (1, 1.5, 2, 3, 5, 7)), 10000)
_COUNTED = 15  # epochs, each with its number


class Over(StrEnum):
    """What a curve is drawn over."""

    EPOCHS = "epochs"
    WORDS = "words"
    SECONDS = "seconds"


class Shown(StrEnum):
    """What is drawn of each evaluation."""

    BOTH = "perplexity"
    VALIDATION = "validation"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class View:
    """How somebody wants to look at curves."""

    over: Over = Over.EPOCHS
    shown: Shown = Shown.BOTH
    logarithmic: bool = True
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Measured:
    """An experiment, and how its figures are to be called."""

    record: Record
    label: str  # "measured now", or "measured before, 2026-11-24"
    ghost: bool = False  # pale, for comparison


@dataclass(frozen=True, slots=True)
class Look:
    """How a placement is drawn."""

    color: str
    symbol: str


_X = {
    Over.EPOCHS: lambda result: result.epoch,
    Over.WORDS: lambda result: result.tokens,
    Over.SECONDS: lambda result: result.seconds,
}
_VALIDATION = ("validation", "solid", lambda evaluation: evaluation.valid)
_LINES: dict[Shown, tuple[tuple[str, str, Callable[[Evaluation], float]], ...]] = {
    Shown.BOTH: (("training", "dot", lambda evaluation: evaluation.train), _VALIDATION),
    Shown.VALIDATION: (_VALIDATION,),
    Shown.GAP: (("gap", "solid", lambda evaluation: log(evaluation.valid / evaluation.train)),),
}


def curves(
    measured: Sequence[Measured],
    view: View = View(),
    *,
    levels: Mapping[str, float] | None = None,
    height: int = 480,
) -> go.Figure:
    """Perplexity on training text (dotted) and validation text (solid), or ln of their ratio.

    All without noise.

    A line is the mean over a placement's seeds and its band reaches from the lowest to the highest.
    `levels` are perplexities to compare with, such as the floor of a synthetic language, by name.
    """
    drawing = figure(height=height)
    keys = list(dict.fromkeys(key for experiment in measured for key in experiment.record.keys))
    runs = {run.key: run.placement for experiment in measured for run in experiment.record.runs}
    colours = placement_colours({key: runs[key] for key in keys})
    ghosts_first = sorted(measured, key=lambda experiment: not experiment.ghost)  # they lie beneath
    for experiment in ghosts_first:
        for key in experiment.record.keys:
            if key not in view.hidden:
                look = Look(colours[key], symbol_of(keys.index(key)))
                _add_placement(drawing, experiment, key, look, view)
    if view.shown != Shown.GAP:
        for name, level in (levels or {}).items():
            _add_level(drawing, name, level, view)
    _label_axes(drawing, measured, view)
    return drawing


def _add_placement(
    drawing: go.Figure, measured: Measured, key: str, look: Look, view: View
) -> None:
    seeds = measured.record.curves_of(key)
    for name, dash, value in _LINES[view.shown]:
        xs, lows, means, highs, counts = _over_seeds(seeds, _X[view.over], value)
        if max(counts, default=0) > 1:
            _add_band(drawing, (xs, lows, highs), key, look, measured)
        drawing.add_scatter(
            x=xs,
            y=means,
            customdata=counts,
            mode="lines" if measured.ghost else "lines+markers",
            name=sentence("figures.ghost", key=name_of(key)) if measured.ghost else name_of(key),
            legendgroup=f"{key} {measured.label}",  # one click hides both of its lines
            showlegend=dash == "solid",
            line={
                "color": look.color,
                "dash": dash,
                "width": 1.5 if measured.ghost else 2.5,
            },
            opacity=0.45 if measured.ghost else 1.0,
            marker={"symbol": look.symbol, "size": 7},
            hovertemplate=_hovered(name_of(key), name),
        )
    if not measured.ghost:
        _mark_changes(drawing, measured.record, key, look, view)


def _hovered(key: str, name: str) -> str:
    point = {"key": key, "curve": named("curve", name)}
    hover = sentence("figures.point", **point, y="%{y:.3~g}", seeds="%{customdata}")
    return f"{hover}<extra></extra>"


def _over_seeds(
    seeds: Sequence[Sequence[StepResult]],
    x: Callable[[StepResult], float],
    value: Callable[[Evaluation], float],
) -> tuple:
    """For each epoch: mean place, lowest, mean and highest value, and the number of seeds."""
    by_epoch: dict[int, list[StepResult]] = {}
    for curve in seeds:
        for result in curve:
            by_epoch.setdefault(result.epoch, []).append(result)
    rows = []
    for _, results in sorted(by_epoch.items()):
        values = [value(result.perplexity) for result in results]
        where = mean(x(result) for result in results)
        rows.append((where, min(values), mean(values), max(values), len(values)))
    return tuple(zip(*rows, strict=True)) or ((),) * 5


def _add_band(
    drawing: go.Figure, edges: tuple[tuple, ...], key: str, look: Look, measured: Measured
) -> None:
    xs, lows, highs = edges
    opacity = 0.08 if measured.ghost else 0.2
    drawing.add_scatter(
        x=(*xs, *reversed(xs)),
        y=(*highs, *reversed(lows)),
        mode="lines",
        fill="toself",
        fillcolor=f"rgba({', '.join(_rgb(look.color))}, {opacity})",
        line={"width": 0},
        hoverinfo="skip",
        legendgroup=f"{key} {measured.label}",
        showlegend=False,
    )


def _rgb(colour: str) -> tuple[str, ...]:
    return tuple(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))


def _mark_changes(drawing: go.Figure, record: Record, key: str, look: Look, view: View) -> None:
    """A mark where a run's placement was changed: at the last point before it."""
    _, _, value = _LINES[view.shown][-1]
    points = [
        (_X[view.over](result), value(result.perplexity), str(change.placement))
        for run in record.runs
        if run.key == key
        for change in run.changes
        for result in record.curves.get((key, run.seed), ())
        if result.epoch == change.epoch - 1
    ]
    if points:
        xs, ys, texts = zip(*points, strict=True)
        drawing.add_scatter(
            x=xs,
            y=ys,
            customdata=texts,
            mode="markers+text",
            text=[sentence("figures.changed")] * len(xs),
            textposition="top center",
            name=sentence("figures.changed_run", key=name_of(key)),
            marker={
                "symbol": "star-open",
                "size": 16,
                "color": look.color,
                "line": {"width": 2},
            },
            hovertemplate=sentence("figures.changed_to", key=name_of(key), to="%{customdata}")
            + "<extra></extra>",
        )


def _add_level(drawing: go.Figure, name: str, level: float, view: View) -> None:
    """On a logarithmic axis Plotly wants a line at y and its label at log10(y)."""
    drawing.add_hline(y=level, line={"dash": "dash", "color": QUIET})
    y = log10(level) if view.logarithmic else level
    place = {"xref": "paper", "x": 1, "xanchor": "right", "y": y, "yanchor": "top"}
    drawing.add_annotation(text=name, showarrow=False, **place)


def _label_axes(drawing: go.Figure, measured: Sequence[Measured], view: View) -> None:
    measured_when = clauses(dict.fromkeys(experiment.label for experiment in measured))
    drawing.update_xaxes(title=named("axis", view.over))
    every = (curve for experiment in measured for curve in experiment.record.curves.values())
    epochs = max((result.epoch for curve in every for result in curve), default=1)
    if view.over == Over.EPOCHS and epochs <= _COUNTED:
        drawing.update_xaxes(dtick=1)  # else there may be half epochs
    drawing.update_layout(
        hovermode="x unified", uirevision="kept", legend={"y": -0.18, "groupclick": "togglegroup"}
    )
    title = sentence(f"figures.{view.shown}", measured=measured_when)
    drawing.update_yaxes(title=title)
    if view.shown != Shown.GAP and view.logarithmic:
        drawing.update_yaxes(type="log", tickvals=_TICKS)
