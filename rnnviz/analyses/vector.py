"""What is left of a remembered vector, kept in place or handed on by a mixing recurrence.

The recurrence is linear, u_t = Q D_t u_{t−1}, with Q the identity (each unit keeps its own value,
as an LSTM's cell does) or a random orthogonal matrix (the weights hand every value to all units).
"""

from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Generator, Tensor

from rnnviz.core.cells import drop
from rnnviz.core.crossings import gain
from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.placement import Fill, Noise, Placement
from rnnviz.errors import InputError

UNITS, EXAMPLES = 64, 2000


class Recurrence(StrEnum):
    """How one step hands a vector to the next."""

    CARRY = "carry"  # each unit keeps its own value
    MIXING = "mixing"  # an orthogonal matrix mixes all units


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity after T = 0, 1, … steps: its mean over examples, and the mean's standard error."""

    measured: tuple[float, ...]
    error: tuple[float, ...]
    formula: tuple[float, ...] | None  # None where there is none


@dataclass(frozen=True, slots=True)
class Vector:
    """What is left of a vector."""

    noise: Noise
    recurrence: Recurrence
    cosine_squared: Curve  # with the vector that met no noise
    energy: Curve  # ‖u_T‖² / ‖u_0‖²
    decoded: Curve  # the share of u_0's variance that a fixed linear decoder finds in u_T, R²


def measure(
    noise: Noise,
    recurrence: Recurrence,
    steps: int,
    *,
    units: int = UNITS,
    examples: int = EXAMPLES,
    seed: int = 0,
) -> Vector:
    """Follow `examples` Gaussian vectors through `steps` steps, each with masks of its own.

    The decoder is fitted to one half of the examples by ridge regression and judged on the other.
    For large `units`, E cos² and R² are E[M]² / E[M²] of one value's gain M, and the energy is
    E[M²]; under mixing only for fresh masks. Raises `InputError` for zoneout.
    """
    if noise.fill is Fill.PREVIOUS:
        raise InputError("analyses.zoneout")
    dims = Dims(steps, examples, layers=1, inputs=1, units=units, words=1, gates=1)
    factor = sample(Placement((noise,)), dims, generator(seed)).factor(noise.edge, 0)
    source = generator(seed, "vectors")
    turn = _orthogonal(units, source) if recurrence is Recurrence.MIXING else torch.eye(units)
    first = torch.randn(examples, units, generator=source)  # (B, H)
    u, clean = first, first
    rows = []
    for t in range(steps + 1):
        if t:
            mask = None if factor is None else factor[(t - 1) if len(factor) > 1 else 0]
            u, clean = drop(u, mask) @ turn.T, clean @ turn.T
        rows.append((_cosine_squared(u, clean), _energy(u, first), _decoded(u, first)))
    cosine, energy, decoded = zip(*rows, strict=True)
    return Vector(
        noise,
        recurrence,
        _curve(cosine, _formula(noise, recurrence, steps, "kept")),
        _curve(energy, _formula(noise, recurrence, steps, "energy")),
        _curve(decoded, _formula(noise, recurrence, steps, "kept")),
    )


def _formula(
    noise: Noise, recurrence: Recurrence, steps: int, which: str
) -> tuple[float, ...] | None:
    if noise.lasting and recurrence is Recurrence.MIXING:
        return None
    gains = [gain(noise, t) for t in range(steps + 1)]
    if which == "kept":
        return tuple(1 / (1 + g.relative_variance) for g in gains)
    return tuple(g.mean**2 * (1 + g.relative_variance) for g in gains)


def _curve(draws: tuple[Tensor, ...], formula: tuple[float, ...] | None) -> Curve:
    means = tuple(values.mean().item() for values in draws)
    errors = tuple((values.std() / len(values) ** 0.5).item() for values in draws)
    return Curve(means, errors, formula)


def _cosine_squared(u: Tensor, clean: Tensor) -> Tensor:
    """Of each example, (B,); 0 where nothing is left."""
    return torch.cosine_similarity(u, clean, dim=-1).nan_to_num() ** 2


def _energy(u: Tensor, first: Tensor) -> Tensor:
    return u.square().sum(-1) / first.square().sum(-1)


def _decoded(u: Tensor, first: Tensor) -> Tensor:
    """R² of each unit of `first`, (H,), on examples that the decoder was not fitted to."""
    half = len(u) // 2
    scale = u[:half].square().mean().sqrt().clamp(min=1e-30)
    fitted, judged = u[:half] / scale, u[half:] / scale
    gram = fitted.T @ fitted + 1e-3 * half * torch.eye(u.shape[1])
    decoder = torch.linalg.solve(gram, fitted.T @ first[:half])  # (H, H)
    missed = (judged @ decoder - first[half:]).square().mean(0)
    return 1 - missed / first[half:].var(0, correction=0)


def _orthogonal(units: int, source: Generator) -> Tensor:
    return torch.linalg.qr(torch.randn(units, units, generator=source)).Q
