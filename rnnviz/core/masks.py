"""Where noise is drawn, and nowhere else.

Masks are drawn first and then handed to whatever runs: the reference cell, the engine, the twins,
the picture. So what a page shows is what the network ran.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from hashlib import blake2b
from math import ceil
from operator import mul

import torch
from torch import Generator, Tensor

from rnnviz.core.edges import Hook, Shape, edges_at, layers_of
from rnnviz.core.placement import Edge, Fill, Noise, Placement, Scaling, Share

_CPU = torch.device("cpu")  # masks are drawn here, whatever torch's default device is
_LEVELS = 1 << 16  # a mask element comes from 16 random bits: rates are exact to 1/65536


@dataclass(frozen=True, slots=True)
class Dims:
    """The sizes masks are drawn for."""

    steps: int  # T
    batch: int  # B
    layers: int  # L
    inputs: int  # I, the size of an embedding
    units: int  # H
    words: int  # V
    gates: int  # G: LSTM 4, GRU 3, vanilla RNN 1


@dataclass(frozen=True, slots=True)
class Mask:
    """What was drawn for one noise in one layer.

    `factor` multiplies the edge's values; under zoneout it is instead the share of the new value,
    `previous + factor · (new − previous)`. Its shape broadcasts to the edge's:

    - units: (T or 1, B or 1, units), or (T or 1, B or 1, G, units) where each gate has its own
    - elements of W_hh (G·H, H), its rows (G·H, 1)
    - words (T, B or 1, 1) for single occurrences, (1, B or 1, V) for word types
    """

    noise: Noise
    layer: int
    factor: Tensor


@dataclass(frozen=True, slots=True)
class LayerMasks:
    """What one layer meets, by hook; None where there is no noise.

    Over a whole sequence each has a leading time dimension (T or 1), except `weights`; `at(step)`
    takes it away.
    """

    inward: Tensor | None = None  # of the input edge in the first layer, else of the one between
    recurrent: Tensor | None = None
    carry: Tensor | None = None  # GRU only
    weights: Tensor | None = None  # (G·H, H) or (G·H, 1)
    candidate: Tensor | None = None
    cell: Tensor | None = None
    hidden: Tensor | None = None
    renew_cell: Tensor | None = None  # zoneout: the share of the new value
    renew_hidden: Tensor | None = None

    def at(self, step: int) -> "LayerMasks":
        def pick(mask: Tensor | None) -> Tensor | None:
            return mask if mask is None else mask[step if len(mask) > 1 else 0]

        return LayerMasks(
            pick(self.inward),
            pick(self.recurrent),
            pick(self.carry),
            self.weights,
            pick(self.candidate),
            pick(self.cell),
            pick(self.hidden),
            pick(self.renew_cell),
            pick(self.renew_hidden),
        )


@dataclass(frozen=True, slots=True)
class Masks:
    """Every mask of one forward pass. `Masks()` is a pass without noise."""

    drawn: tuple[Mask, ...] = ()

    def factors(self, edge: Edge, layer: int) -> list[Tensor]:
        """What multiplies an edge's values in a layer, one factor per noise."""
        return [
            mask.factor
            for mask in self.drawn
            if (mask.noise.edge, mask.layer) == (edge, layer) and not _renews(mask.noise)
        ]

    def factor(self, edge: Edge, layer: int) -> Tensor | None:
        """All of an edge's factors as one, or None; not for words, whose factors differ in kind."""
        return _product(self.factors(edge, layer))

    def at(self, hook: Hook, layer: int) -> Tensor | None:
        """What multiplies the value at a hook: all factors of the edges whose noise falls there."""
        factors = (self.factor(edge, layer) for edge in edges_at(hook, layer))
        return _product([factor for factor in factors if factor is not None])

    def renewal(self, edge: Edge, layer: int) -> Tensor | None:
        """The share of the new value under zoneout, or None."""
        for mask in self.drawn:
            if (mask.noise.edge, mask.layer) == (edge, layer) and _renews(mask.noise):
                return mask.factor
        return None

    def _renewal_at(self, hook: Hook, layer: int) -> Tensor | None:
        """The same for the one edge of a hook that has a previous value to keep."""
        shares = (self.renewal(edge, layer) for edge in edges_at(hook, layer))
        return next((share for share in shares if share is not None), None)

    def layer(self, layer: int) -> LayerMasks:
        there = {mask.noise.edge for mask in self.drawn if mask.layer == layer}

        def met(hook: Hook, read: Callable[[Hook, int], Tensor | None] = self.at) -> Tensor | None:
            return None if there.isdisjoint(edges_at(hook, layer)) else read(hook, layer)

        return LayerMasks(
            inward=met(Hook.INWARD),
            recurrent=met(Hook.RECURRENT),
            carry=met(Hook.CARRY),
            weights=met(Hook.WEIGHTS),
            candidate=met(Hook.CANDIDATE),
            cell=met(Hook.CELL),
            hidden=met(Hook.HIDDEN),
            renew_cell=met(Hook.CELL, self._renewal_at),
            renew_hidden=met(Hook.HIDDEN, self._renewal_at),
        )

    def to(self, target: torch.device | torch.dtype) -> "Masks":
        return Masks(tuple(Mask(m.noise, m.layer, m.factor.to(target)) for m in self.drawn))


def _product(factors: list[Tensor]) -> Tensor | None:
    if any(factor.dim() == 4 for factor in factors):  # a tied mask is the same for each gate
        factors = [f if f.dim() == 4 else f.unsqueeze(-2) for f in factors]
    return reduce(mul, factors) if factors else None


def generator(*seed: int | str) -> Generator:
    """A generator for any seed, such as (run seed, method, step): masks of one step alone."""
    return Generator().manual_seed(_mixed(*seed))


def sample(
    placement: Placement, dims: Dims, source: Generator, dtype: torch.dtype = torch.float32
) -> Masks:
    """Sampler the masks of one training pass, on the CPU.

    Each mask has a random stream of its own, made from one number drawn from `source` and the
    mask's edge, kind and layer. So a seed means the same masks on every device, adding a noise
    leaves the others' masks as they were, and a higher rate drops more units, never other ones.
    """
    base = _base(source)
    return Masks(
        tuple(
            Mask(noise, layer, _draw(noise, layer, dims, base, dtype))
            for noise in placement.active
            for layer in layers_of(noise.edge, dims.layers)
        )
    )


def at_evaluation(
    placement: Placement,
    dims: Dims,
    source: Generator | None = None,
    dtype: torch.dtype = torch.float32,
) -> Masks:
    """The masks of an evaluation pass: expectations for classic scaling, draws for `at_test`.

    `source` is needed only by a placement that samples at test time (`ValueError` without it).
    """
    sampled = any(noise.at_test for noise in placement.active)
    if sampled and source is None:
        raise ValueError(f"{placement} draws masks at test time: give a generator.")
    base = 0 if source is None or not sampled else _base(source)
    drawn: list[Mask] = []
    for noise in placement.active:
        for layer in layers_of(noise.edge, dims.layers):
            if noise.at_test:
                drawn.append(Mask(noise, layer, _draw(noise, layer, dims, base, dtype)))
            elif noise.scaling is Scaling.CLASSIC:
                ones = (1, 1) if noise.edge.row.on_weights else (1, 1, 1)
                keep = 1 - _dropped_levels(noise) / _LEVELS
                drawn.append(Mask(noise, layer, torch.full(ones, keep, dtype=dtype, device=_CPU)))
    return Masks(tuple(drawn))


Sampler = Callable[..., Masks]  # `sample`, or `at_evaluation`


def _draw(noise: Noise, layer: int, dims: Dims, base: int, dtype: torch.dtype) -> Tensor:
    """One mask: Bernoulli factors 0 or 1 (or 1/keep), or Gaussian factors of the same variance."""
    shape = _shape(noise, dims)
    stream = Generator().manual_seed(_mixed(base, noise.edge, noise.fill, layer))
    if noise.fill is Fill.GAUSSIAN:
        spread = (noise.rate / noise.keep) ** 0.5
        normal = torch.randn(shape, generator=stream, device=_CPU)
        return normal.mul_(spread).add_(1).to(dtype)
    dropped = _dropped_levels(noise)
    levels = _random_levels(shape, stream).float()  # exact, and compared four times as fast
    kept = levels.ge_(dropped - _LEVELS // 2).to(dtype)
    return kept.mul_(_LEVELS / (_LEVELS - dropped)) if _inverts(noise) else kept


def _shape(noise: Noise, dims: Dims) -> tuple[int, ...]:
    fresh = noise.share in {Share.STEP, Share.STEP_BATCH, Share.FRAME}
    per_example = noise.share in {Share.STEP, Share.SEQUENCE, Share.FRAME}
    time, batch = dims.steps if fresh else 1, dims.batch if per_example else 1
    shape = noise.edge.row.shape
    if noise.edge.row.on_weights:
        return dims.gates * dims.units, dims.units if shape is Shape.ELEMENTS else 1
    if shape is Shape.WORDS:
        return time, batch, 1 if fresh else dims.words
    units = dims.inputs if shape is Shape.INPUTS else dims.units
    units = 1 if noise.share is Share.FRAME else units
    return (time, batch, units) if noise.tied else (time, batch, dims.gates, units)


def _random_levels(shape: tuple[int, ...], stream: Generator) -> Tensor:
    """Uniform int16; 64 bits drawn at a time, six times faster than `bernoulli_`."""
    count = torch.Size(shape).numel()
    words = torch.empty(ceil(count / 4), dtype=torch.int64, device=_CPU)
    words.random_(-(2**63), None, generator=stream)
    return words.view(torch.int16)[:count].view(shape)


def _dropped_levels(noise: Noise) -> int:
    return min(round(noise.rate * _LEVELS), _LEVELS - 1)


def _inverts(noise: Noise) -> bool:
    return noise.scaling is Scaling.INVERTED


def _renews(noise: Noise) -> bool:
    return noise.fill is Fill.PREVIOUS


def _base(source: Generator) -> int:
    return int(torch.randint(2**62, (1,), generator=source, device=source.device))


def _mixed(*parts: int | str) -> int:
    """A 63-bit seed that any change of a part changes beyond recognition."""
    text = "/".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
