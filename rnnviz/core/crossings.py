"""How often a path from an early token to a later prediction meets noise, and what is left of it.

The counts follow one value through the unrolled network: in at the bottom, through the candidate g
into the memory c, out as h, along time in one layer, up through the others, out at the softmax.
The closed forms say what a number of crossings does to the value. They treat the rest of the
network as an identity: exact about the noise, silent about what the weights do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import e, inf, log, prod

from rnnviz.core.edges import layers_of
from rnnviz.core.placement import Cell, Edge, Fill, Noise, Placement, Scaling


class Route(StrEnum):
    """How a path gets from one step to the next."""

    H = "h"  # h_{t−1} into the gates of step t
    C = "c"  # the memory itself: an LSTM's c, the carried part of a GRU's h


def routes(cell: Cell) -> tuple[Route, ...]:
    """The routes along time: a vanilla RNN remembers nothing beside h."""
    return (Route.H,) if cell is Cell.RNN else (Route.H, Route.C)


@dataclass(frozen=True, slots=True)
class Crossing:
    """How often a path meets one noise."""

    noise: Noise
    up: int  # on the way from the token through the layers to the prediction
    along: int  # on the way through time, in one layer

    @property
    def times(self) -> int:
        return self.up + self.along

    @property
    def draws(self) -> int:
        """How many different masks these are, for a value that stays in its unit.

        A lasting mask is met anew in each layer, but not at each step.
        """
        return max(self.up, min(self.along, 1)) if self.noise.lasting else self.times


def crossings(
    placement: Placement, cell: Cell, layers: int, lag_steps: int, route: Route
) -> tuple[Crossing, ...]:
    """The noises met from a token to a prediction `lag_steps` later, going `route` in one layer.

    Noises on edges that the cell has not are left out. Raises `ValueError` for a route it has not.
    """
    if route not in routes(cell):
        raise ValueError(f"A {cell.upper()} has no route along {route}.")
    met = (
        Crossing(
            noise,
            _met_up(noise.edge, layers),
            lag_steps if _met_at_each_step(noise.edge, cell, route) else 0,
        )
        for noise in placement.on(cell).active
    )
    return tuple(crossing for crossing in met if crossing.times)


def _met_up(edge: Edge, layers: int) -> int:
    return len(layers_of(edge, layers)) if edge.row.upward else 0


def _met_at_each_step(edge: Edge, cell: Cell, route: Route) -> bool:
    """Along h a value is weighed, written, kept and sent out again; along c it is only kept."""
    return edge.row.along_h if route is Route.H else cell in edge.row.along_c


def erasing(met: Iterable[Crossing]) -> tuple[Crossing, ...]:
    """The crossings that multiply the value by noise. Zoneout doesn't: it delays."""
    return tuple(crossing for crossing in met if crossing.noise.fill is not Fill.PREVIOUS)


def survival(met: Iterable[Crossing], *, mixing: bool = False) -> float:
    """The probability that a value comes through a path without being dropped.

    As if it stays in its unit, where one draw of a lasting mask decides for all steps. With
    `mixing`, as if the weights hand it to other units at each step: then each crossing is a draw,
    and a mask on single weights or rows stops nothing, for the value goes on through the others.
    """
    return prod(
        crossing.noise.keep ** (crossing.times if mixing else crossing.draws)
        for crossing in met
        if crossing.noise.fill is Fill.ZERO and not (mixing and crossing.noise.edge.row.on_weights)
    )


@dataclass(frozen=True, slots=True)
class Gain:
    """The random factor M that noise puts on a value.

    The spread is kept relative to the mean: that stays finite where mean and variance overflow.
    """

    alive: float  # P(M ≠ 0)
    mean: float  # E[M]
    relative_variance: float  # Var[M] / E[M]²

    @property
    def variance(self) -> float:
        """Var[M]."""
        return self.relative_variance * self.mean * self.mean if self.mean else 0.0

    @property
    def snr(self) -> float:
        """The squared signal-to-noise ratio E[M]² / Var[M]; infinite without noise."""
        return 1 / self.relative_variance if self.relative_variance else inf


def gain(noise: Noise, times: int) -> Gain:
    """The gain of `times` crossings of one noise while training; zoneout is not a gain.

    With q = 1 − rate and s = 1/q (inverted scaling) or 1:

        fresh masks    P = q^n   E = (q s)^n   Var / E² = q^−n − 1
        a lasting one  P = q     E = q s^n     Var / E² = 1/q − 1

    Gaussian factors N(1, p/q) have the same mean and variance as inverted dropout where fresh; a
    lasting one has the moments of a power of a normal variable.
    """
    if noise.fill is Fill.PREVIOUS:
        raise ValueError("Zoneout multiplies nothing; see zoneout_retention.")
    if times == 0:
        return Gain(1.0, 1.0, 0.0)
    q = noise.keep
    if noise.fill is Fill.GAUSSIAN:
        if noise.lasting:
            return _normal_power(times, noise.rate / q)
        return Gain(1.0, 1.0, _power(q, -times) - 1)
    s = 1 / q if noise.scaling is Scaling.INVERTED else 1.0
    if noise.lasting:
        return Gain(q, q * _power(s, times), 1 / q - 1)
    return Gain(_power(q, times), _power(q * s, times), _power(q, -times) - 1)


def _normal_power(n: int, variance: float) -> Gain:
    """The gain X^n for X ~ N(1, v), from E[X^k] = E[X^(k−1)] + (k − 1) v E[X^(k−2)]."""
    growth, logs = 1.0, [0.0]  # E[X^k] / E[X^(k−1)], and log E[X^k]
    for k in range(1, 2 * n + 1):
        growth = 1 + (k - 1) * variance / growth
        logs.append(logs[-1] + log(growth))
    return Gain(1.0, _power(e, logs[n]), _power(e, logs[2 * n] - 2 * logs[n]) - 1)


def _power(base: float, exponent: float) -> float:
    try:
        return base**exponent
    except OverflowError:
        return inf


def zoneout_retention(rate: float, steps: int, forget: float = 1.0) -> Gain:
    """The share of a stored value left after `steps` of zoneout with forget gate `forget`.

    Each step keeps the value with probability z and multiplies it by f otherwise, so
    E = (z + (1 − z) f)^T and E[M²] = (z + (1 − z) f²)^T.
    """
    first = rate + (1 - rate) * forget
    second = rate + (1 - rate) * forget**2
    relative = _power(second / first**2, steps) - 1 if first else 0.0
    return Gain(1.0, first**steps, relative)


def half_life_steps(rate: float) -> float:
    """Steps after which half of the values are gone that cross fresh noise once a step."""
    return _steps_to(log(2), rate)


def horizon_steps(rate: float, units: int) -> float:
    """T* = ln(1 + n) / ln(1/q): the lag at which n independent units together have SNR 1."""
    return _steps_to(log(1 + units), rate)


def _steps_to(decay_nats: float, rate: float) -> float:
    return decay_nats / -log(1 - rate) if rate else inf
