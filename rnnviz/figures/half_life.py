"""One number for each placement, with its uncertainty, and theory's horizon where there is one."""

from collections.abc import Mapping
from math import isfinite

import plotly.graph_objects as go

from rnnviz.analyses.half_life import HalfLife
from rnnviz.content import sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.axes import logarithmic
from rnnviz.figures.labels import in_lines
from rnnviz.figures.style import INKS, QUIET, figure, placement_colour

_LETTERS = 26  # in a line of a placement's name, so that a phone has room for the points
MOST_STEPS = 40  # what isn't reached within the lags measured is drawn here, as an arrow


def half_life(
    half_lives: Mapping[str, HalfLife],
    halves: Mapping[str, float | None],
    horizons: Mapping[str, float | None],
    placements: Mapping[str, Placement],
) -> go.Figure:
    """Half-lives as points with an interval of two standard errors; theory's half-lives as strokes,
    its T* as diamonds, where theory has an answer.
    """
    names = list(reversed(list(half_lives)))
    rows = {name: in_lines(name, _LETTERS) for name in names}
    drawing = figure(height=110 + 40 * len(names))
    measured = [half_lives[name] for name in names]
    colours = [placement_colour(placements[name]) for name in names]
    _add_measured(drawing, list(rows.values()), measured, colours)
    _add_theory(drawing, rows, halves, sentence("figures.half_life_formula"), "line-ns-open")
    _add_theory(drawing, rows, horizons, sentence("figures.horizon"), "diamond-open")
    points = [_drawn(at) for life in measured for at in (life.steps, life.low)]
    shown = [*points, *_known(halves), *_known(horizons)]
    drawing.update_xaxes(title=sentence("figures.steps"), **logarithmic(shown))
    drawing.update_yaxes(automargin=True, categoryorder="array", categoryarray=list(rows.values()))
    return drawing


def _add_measured(
    drawing: go.Figure, rows: list[str], measured: list[HalfLife], colours: list[str]
) -> None:
    steps = [_drawn(life.steps) for life in measured]
    drawing.add_scatter(
        x=steps,
        y=rows,
        mode="markers",
        name=sentence("figures.half_life_measured"),
        marker={
            "color": colours,
            "symbol": ["circle" if isfinite(life.steps) else "triangle-right" for life in measured],
            "size": 10,
        },
        error_x={
            "array": [_drawn(life.high) - x for life, x in zip(measured, steps, strict=True)],
            "arrayminus": [x - _drawn(life.low) for life, x in zip(measured, steps, strict=True)],
            "thickness": 2,
            "color": QUIET,
        },
        customdata=[label(life) for life in measured],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )


def _known(steps: Mapping[str, float | None]) -> list[float]:
    return [value for value in steps.values() if value is not None]


def _add_theory(
    drawing: go.Figure,
    rows: Mapping[str, str],
    steps: Mapping[str, float | None],
    name: str,
    symbol: str,
) -> None:
    known = {n: h for n in rows if (h := steps.get(n)) is not None and isfinite(h)}
    drawing.add_scatter(
        x=list(known.values()),
        y=[rows[n] for n in known],
        mode="markers",
        name=name,
        marker={"color": INKS[0], "symbol": symbol, "size": 14, "line": {"width": 2}},
        hovertemplate=sentence("figures.theory", y="%{y}", name=name, steps="%{x:.1f}")
        + "<extra></extra>",
    )


def label(half_life: HalfLife) -> str:
    """The half-life in words, such as “12.4 steps (11.5 to 13.4)”."""
    if not isfinite(half_life.steps):
        known = "no_half_life_above" if isfinite(half_life.low) else "no_half_life"
        return sentence(f"figures.{known}", low=half_life.low)
    known = "half_life_within" if isfinite(half_life.high) else "half_life_above"
    return sentence(
        f"figures.{known}", steps=half_life.steps, low=half_life.low, high=half_life.high
    )


def _drawn(steps: float) -> float:
    return min(steps, MOST_STEPS)
