"""One value through time: the formula as a line, what was measured as points upon it."""

from enum import StrEnum

import plotly.graph_objects as go

from rnnviz.analyses.value import Value
from rnnviz.content import named, sentence
from rnnviz.core.crossings import Gain
from rnnviz.core.placement import Placement
from rnnviz.figures.axes import logarithmic
from rnnviz.figures.style import QUIET, figure, placement_colour


class Quantity(StrEnum):
    """What to ask of the factor M on a value."""

    ALIVE = "alive"
    MEAN = "mean"
    VARIANCE = "variance"
    SNR = "snr"


_LOGARITHMIC = {Quantity.MEAN, Quantity.VARIANCE, Quantity.SNR}


def value(result: Value, quantity: Quantity, placement: Placement) -> go.Figure:
    """A quantity over the steps; what is 0 or infinite has no place on a logarithmic axis."""
    drawing = figure(height=360)
    steps = list(range(len(result.formula)))
    drawing.add_scatter(
        x=steps,
        y=_drawable(formula(result, quantity)),
        mode="lines",
        name=sentence("figures.formula"),
        line={"color": QUIET, "width": 3},
        hovertemplate=sentence("figures.by_formula", y="%{y:.3g}", x="%{x}") + "<extra></extra>",
    )
    drawing.add_scatter(
        x=steps,
        y=_drawable(measured(result, quantity)),
        mode="markers",
        name=sentence("figures.measured_draws", draws=result.draws),
        marker={
            "color": placement_colour(placement),
            "symbol": "circle-open",
            "size": 9,
            "line": {"width": 2},
        },
        hovertemplate=sentence("figures.by_measurement", y="%{y:.3g}", x="%{x}")
        + "<extra></extra>",
    )
    drawing.update_xaxes(title=sentence("figures.steps"))
    if quantity in _LOGARITHMIC:
        seen = _drawable([*formula(result, quantity), *measured(result, quantity)])
        drawing.update_yaxes(title=named("quantity", quantity), **logarithmic(seen))
    else:
        drawing.update_yaxes(title=named("quantity", quantity), range=[0, 1.05])
    return drawing


def formula(result: Value, quantity: Quantity) -> list[float]:
    """What theory says, step by step."""
    return [_of(gain, quantity) for gain in result.formula]


def measured(result: Value, quantity: Quantity) -> list[float]:
    """What the draws gave, step by step."""
    values = {
        Quantity.ALIVE: result.alive,
        Quantity.MEAN: result.mean,
        Quantity.VARIANCE: result.variance,
        Quantity.SNR: result.snr,
    }
    return list(values[quantity])


def _of(gain: Gain, quantity: Quantity) -> float:
    values = {
        Quantity.ALIVE: gain.alive,
        Quantity.MEAN: gain.mean,
        Quantity.VARIANCE: gain.variance,
        Quantity.SNR: gain.snr,
    }
    return values[quantity]


def _drawable(values: list[float]) -> list[float | None]:
    return [value if 0 < value < float("inf") else None for value in values]
