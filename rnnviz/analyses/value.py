"""What noise at each step does to one remembered value: measured beside the formula."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnviz.core.cells import drop, renew
from rnnviz.core.crossings import Gain, gain, zoneout_retention
from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.placement import Fill, Noise, Placement

DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class Value:
    """The factor M_T that T steps put on a value, for T = 0, 1, …, of many draws."""

    noise: Noise
    forget: float
    draws: int
    alive: tuple[float, ...]  # the share that is not 0
    mean: tuple[float, ...]
    variance: tuple[float, ...]
    paths: tuple[tuple[float, ...], ...]  # a few of the draws, step by step
    formula: tuple[Gain, ...]

    @property
    def snr(self) -> tuple[float, ...]:
        """The squared signal-to-noise ratio mean² / variance; infinite where nothing varies."""
        pairs = zip(self.mean, self.variance, strict=True)
        return tuple(m * m / v if v else torch.inf for m, v in pairs)


def measure(
    noise: Noise, steps: int, forget: float = 1.0, *, draws: int = DRAWS, seed: int = 0
) -> Value:
    """Follow `draws` values of 1 through `steps` steps u_t = D(f · u_{t−1}), each with masks of
    its own. Under zoneout a step keeps the value instead of multiplying it by f.
    """
    dims = Dims(steps, draws, layers=1, inputs=1, units=1, words=1, gates=1)
    masks = sample(Placement((noise,)), dims, generator(seed), torch.float64)
    factor, share = masks.factor(noise.edge, 0), masks.renewal(noise.edge, 0)
    u = torch.ones(draws, 1, dtype=torch.float64)
    values = [u]
    for t in range(steps):
        u = renew(u, drop(forget * u, _at(factor, t)), _at(share, t))
        values.append(u)
    paths = torch.cat(values, -1)  # (draws, T + 1)
    return Value(
        noise,
        forget,
        draws,
        alive=_numbers((paths != 0).double().mean(0)),
        mean=_numbers(paths.mean(0)),
        variance=_numbers(paths.var(0, correction=0)),
        paths=tuple(map(_numbers, paths[:6])),
        formula=tuple(_formula(noise, t, forget) for t in range(steps + 1)),
    )


def _formula(noise: Noise, steps: int, forget: float) -> Gain:
    if noise.fill is Fill.PREVIOUS:
        return zoneout_retention(noise.rate, steps, forget)
    clean = gain(noise, steps)
    return Gain(clean.alive, clean.mean * forget**steps, clean.relative_variance)


def _at(mask: Tensor | None, step: int) -> Tensor | None:
    return None if mask is None else mask[step if len(mask) > 1 else 0]


def _numbers(values: Tensor) -> tuple[float, ...]:
    return tuple(values.tolist())
