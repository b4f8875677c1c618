"""One number for a placement: after how many steps half is gone."""

from dataclasses import dataclass
from math import inf, log, prod, sqrt
from statistics import mean, stdev

import torch

from rnnviz.analyses.gradients import Flow
from rnnviz.core.crossings import Route, crossings
from rnnviz.core.placement import Cell, Fill, Placement

_LEAST = 1e-30  # what single precision still tells from 0


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Steps until half is left, and where it lies within two standard errors of what was fitted.

    Infinite where it isn't reached: at the lags that were measured, or ever.
    """

    steps: float
    low: float
    high: float


def of_decay(flow: Flow, first_lag: int = 1) -> HalfLife:
    """The half-life of a gradient: in each pass a straight line is fitted to its logarithm.

    Lags before `first_lag` are left out: what happens within a step is no decay.
    """
    rates = [-_slope(row, first_lag) for row in flow.passes]
    rate, margin = mean(rates), 2 * _error(rates)
    return HalfLife(*(log(2) / r if r > 0 else inf for r in (rate, rate + margin, rate - margin)))


def of_agreement(flow: Flow) -> HalfLife:
    """The lag at which masks agree on no more than half of the gradient, between lags by a line.

    Every pair of passes counts in two rows, so the mean's standard error is twice that of as many
    independent rows (Hoeffding 1948, for averages over pairs).
    """
    columns = list(zip(*flow.passes, strict=True))
    means, margins = [mean(c) for c in columns], [2 * 2 * _error(c) for c in columns]
    return HalfLife(
        _crossing(means),
        _crossing([m - margin for m, margin in zip(means, margins, strict=True)]),
        _crossing([m + margin for m, margin in zip(means, margins, strict=True)]),
    )


def horizon_steps(placement: Placement, cell: Cell, route: Route, units: int) -> float | None:
    """T* = ln(1 + n) / ln(1/q), the lag at which n independent units have a signal-to-noise ratio
    of 1, where fresh noise multiplies the route at each step with q = Π (1 − rate).

    Infinite where nothing is met along the route; None where theory has no answer: masks that last,
    zoneout, and an LSTM's h, beside which c carries on.
    """
    met = [c.noise for c in crossings(placement, cell, 1, 1, route) if c.along]
    if cell is not Cell.RNN and route is Route.H:
        return None
    if any(noise.lasting or noise.fill is Fill.PREVIOUS for noise in met):
        return None
    q = prod(noise.keep for noise in met)
    return log(1 + units) / -log(q) if q < 1 else inf


def _slope(values: tuple[float, ...], first: int) -> float:
    """Of ln(value) over the lag, by least squares."""
    y = torch.tensor(values[first:], dtype=torch.float64).clamp(min=_LEAST).log()
    x = torch.arange(len(y), dtype=torch.float64)
    x = x - x.mean()
    return ((x * (y - y.mean())).sum() / x.square().sum()).item()


def _crossing(values: list[float], level: float = 0.5) -> float:
    """Where values, from above, first come to the level or below it."""
    for k, value in enumerate(values):
        if value <= level:
            before = values[k - 1] if k else value
            return k - (level - value) / (before - value) if before > value else float(k)
    return inf


def _error(values: tuple[float, ...] | list[float]) -> float:
    return stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
