"""What the masks of a pass say of one dropout: its rate, its scaling, who shares a mask."""

from math import prod, sqrt

import torch
from torch import Tensor

from rnnviz.core.edges import Hook, edges_where
from rnnviz.core.placement import Edge, Fill, Scaling, Share
from rnnviz.inspection.met import Met
from rnnviz.inspection.subject import PATTERN

_SURE = 4.0  # standard deviations that an estimate may be off
_BY_WEIGHTS = edges_where(lambda row: bool({Hook.RECURRENT, Hook.WEIGHTS} & {*row.hooks}))


def laid(encounters: list[Met], steps: int, batch: int) -> list[Tensor]:
    """The masks of one dropout in a pass as (T, B, …, units), those of several calls apart."""
    if encounters[0].ready:
        return [torch.cat([met.factor for met in encounters])]
    whole = [_whole(met, steps, batch) for met in encounters]
    parts = [mask for mask in whole if mask is not None]
    single = [met.factor for met, mask in zip(encounters, whole, strict=True) if mask is None]
    single = _alike([factor for factor in single if factor.shape[1:] == single[0].shape[1:]])
    return parts + ([_batch_second(torch.stack(single), batch)] if single else [])


def _alike(factors: list[Tensor]) -> list[Tensor]:
    """Factors of one size, where fewer and fewer examples go on: of the two that go on longest."""
    if len({len(factor) for factor in factors}) < 2:
        return factors
    return [factor[:2] for factor in factors if len(factor) > 1]


def _whole(met: Met, steps: int, batch: int) -> Tensor | None:
    """A mask of several steps at once with its steps first; None for one of a single step."""
    factor = met.factor
    if steps in factor.shape and (steps != batch or met.span > 1):
        return _batch_second(factor.movedim(factor.shape.index(steps), 0), batch)
    if factor.dim() < 3 and met.span > 1:
        return _packed(factor, steps, batch)
    axes = [n for n, size in enumerate(factor.shape[:-1]) if size == met.span > 1]
    if axes:
        return _batch_second(factor.movedim(axes[0], 0), batch)
    return _packed(factor, steps, batch) if len(factor) == steps * batch else None


def _packed(factor: Tensor, steps: int, batch: int) -> Tensor | None:
    """The same where each row is one step of one example, of which some may be shorter."""
    if len(factor) == steps * batch:
        return factor.reshape(steps, batch, *factor.shape[1:])
    if len(factor) <= batch:
        return None
    rows = factor.unique(dim=0)
    if len(rows) <= batch:  # each example keeps its own
        return rows.repeat(2, 1, 1)
    return factor[: len(factor) // 2 * 2].reshape(2, -1, factor.shape[1])


def _batch_second(mask: Tensor, batch: int) -> Tensor:
    axes = [n for n, size in enumerate(mask.shape) if n and size == batch]
    return mask.movedim(axes[0], 1) if axes else mask


def draws(mask: Tensor, *, words: bool) -> int:
    """How many independent numbers a mask shows."""
    mask = mask[:PATTERN] if words and _by_word(mask) else mask
    return prod(size for n, size in enumerate(mask.shape) if differs(mask, n))


def rate(values: Tensor, fill: Fill, scale: float | None) -> tuple[Fill, float, float]:
    """The kind of noise, its rate, and what is kept times what."""
    kept = values.max().item()
    zeros = (values == 0).double().mean().item()
    if zeros == 0 and len(values.unique()) > 2:
        variance = values.double().var().item()
        return Fill.GAUSSIAN, round(variance / (1 + variance), 2), 1.0
    if scale is not None and scale > 1 and kept == 1:
        off = _SURE * sqrt(zeros * (1 - zeros) / max(values.numel() // values.shape[0], 1)) + 0.02
        kept = scale if abs(1 - 1 / scale - zeros) < off else kept
    return fill, round(1 - 1 / kept if kept > 1.0001 else zeros, 4), kept


def uncertainty(rate: float, fill: Fill, count: int) -> float:
    """How far a rate that so many draws give may be off."""
    if fill is Fill.GAUSSIAN:
        return _SURE * rate * (1 - rate) * sqrt(2 / max(count, 1)) + 0.01
    return _SURE * sqrt(max(rate * (1 - rate), 0.02) / max(count, 1)) + 0.01


def scaling(kept: float, rate: float, fill: Fill) -> Scaling:
    inverted = abs(kept - 1 / (1 - rate)) < 1e-3 if rate < 1 else False
    return Scaling.INVERTED if fill is Fill.GAUSSIAN or (inverted and rate > 0) else Scaling.NONE


def expected(edge: Edge | None, layer: int, keep: float, near: float, scales: list[Met]) -> float:
    """What evaluation multiplies by instead, if it is near what training keeps; else 0."""
    constants = (  # scaling W_hh scales whatever is dropped of its product with h
        scale.factor.flatten()[0].item()
        for scale in scales
        if scale.layer == layer and (scale.edge == edge or {scale.edge, edge} <= _BY_WEIGHTS)
    )
    close = [value for value in constants if abs(value - keep) < near and value < 1]
    return min(close, key=lambda value: abs(value - keep), default=0.0)


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
