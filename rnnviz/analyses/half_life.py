"""One number for a placement: after how many steps half of a gradient is gone."""

from dataclasses import dataclass
from math import inf, log, prod

import torch

from rnnviz.analyses.gradients import Flow
from rnnviz.core.crossings import Route, crossings
from rnnviz.core.placement import Cell, Fill, Placement

_LEAST = 1e-30  # what single precision still tells from 0


@dataclass(frozen=True, slots=True)
class HalfLife:
    """The rate at which a gradient decays over the lag, and its standard error over passes."""

    nats_per_step: float  # below 0 where it grows
    error: float

    @property
    def steps(self) -> float:
        """Steps until half is left, ln 2 / rate; infinite where the gradient doesn't decay."""
        return _steps(self.nats_per_step)

    @property
    def interval(self) -> tuple[float, float]:
        """The half-lives at a rate two standard errors faster and slower."""
        return _steps(self.nats_per_step + 2 * self.error), _steps(
            self.nats_per_step - 2 * self.error
        )


def measure(flow: Flow, first_lag: int = 1) -> HalfLife:
    """The half-life of a quantity: in each pass a straight line is fitted to its logarithm.

    Lags before `first_lag` are left out: what happens within a step is no decay.
    """
    rates = torch.tensor([-_slope(row, first_lag) for row in flow.passes], dtype=torch.float64)
    error = rates.std().item() / len(rates) ** 0.5 if len(rates) > 1 else 0.0
    return HalfLife(rates.mean().item(), error)


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


def _steps(rate: float) -> float:
    return log(2) / rate if rate > 0 else inf
