"""What the masks of a pass say of one dropout: its rate, its scaling, who shares a mask."""

import torch
from torch import Tensor

from rnnviz.core.placement import Edge, Fill, Scaling, Share
from rnnviz.inspection.reading import Met
from rnnviz.inspection.subject import PATTERN

_NEAR = 0.1  # of a constant that stands for a mask's expectation


def laid(factors: list[Tensor], steps: int, batch: int) -> Tensor:
    """The factors of a pass as (T, B, …), where they have steps and examples."""
    first = factors[0]
    if len(factors) > 1 or steps not in first.shape:
        if len(factors) == 1 and first.shape[0] == steps * batch:
            return first.reshape(steps, batch, *first.shape[1:])
        stacked = torch.stack([f for f in factors if f.shape == first.shape])
        axes = [n for n, size in enumerate(stacked.shape) if n and size == batch]
        return stacked.movedim(axes[0], 1) if axes else stacked
    time = first.shape.index(steps)
    moved = first.movedim(time, 0)
    axes = [n for n, size in enumerate(moved.shape) if n and size == batch]
    return moved.movedim(axes[0], 1) if axes else moved


def rate(values: Tensor, fill: Fill) -> tuple[Fill, float, float]:
    """The kind of noise, its rate, and what is kept times what."""
    kept = values.max().item()
    zeros = (values == 0).double().mean().item()
    if zeros == 0 and len(values.unique()) > 2:
        variance = values.double().var().item()
        return Fill.GAUSSIAN, round(variance / (1 + variance), 2), 1.0
    return fill, round(1 - 1 / kept if kept > 1.0001 else zeros, 4), kept


def scaling(kept: float, rate: float, fill: Fill) -> Scaling:
    inverted = abs(kept - 1 / (1 - rate)) < 1e-3 if rate < 1 else False
    return Scaling.INVERTED if fill is Fill.GAUSSIAN or (inverted and rate > 0) else Scaling.NONE


def expected(place: tuple[Edge | None, int], keep: float, scales: list[Met]) -> float | None:
    """What evaluation multiplies by instead, if it is near what training keeps."""
    constants = (
        scale.factor.flatten()[0].item() for scale in scales if (scale.edge, scale.layer) == place
    )
    return next((value for value in constants if abs(value - keep) < _NEAR), None)


def share(masks: list[Tensor], *, words: bool) -> Share:
    """Who shares a mask, and how long."""
    long = all((words and _by_word(m)) or not differs(m, 0) for m in masks)
    alike = all(m.dim() > 1 and not differs(m, 1) for m in masks)
    if long:
        return Share.BATCH if alike else Share.SEQUENCE
    if alike:
        return Share.STEP_BATCH
    whole = all(m.dim() > 2 and m.shape[-1] > 1 and not differs(m, -1) for m in masks)
    return Share.FRAME if whole and not words else Share.STEP


def differs(mask: Tensor, axis: int) -> bool:
    return bool((mask != mask.narrow(axis, 0, 1)).any())


def _by_word(mask: Tensor) -> bool:
    return len(mask) > PATTERN and bool((mask[PATTERN:] == mask[:-PATTERN]).all())
