"""Whether masks are what their placement says: measured beside the formula."""

from dataclasses import dataclass
from math import sqrt

from rnnviz.core.masks import Mask, Masks
from rnnviz.core.placement import Fill, Noise, Scaling


@dataclass(frozen=True, slots=True)
class MaskStatistics:
    """One noise in one layer. A mask that lasts is few draws, however many steps meet it."""

    noise: Noise
    layer: int
    draws: int  # independent ones
    kept_expected: float
    kept: float
    mean_expected: float
    mean: float
    variance_expected: float
    variance: float

    @property
    def kept_error(self) -> float:
        """The standard error of the kept fraction, from the number of draws."""
        return sqrt(self.kept_expected * (1 - self.kept_expected) / self.draws)

    @property
    def sigmas(self) -> float:
        """How many standard errors the kept fraction is away from what is expected."""
        gap = self.kept - self.kept_expected
        return gap / self.kept_error if self.kept_error else 0.0


def measure(masks: Masks) -> tuple[MaskStatistics, ...]:
    """A row for each mask that was drawn."""
    return tuple(_measure(mask) for mask in masks.drawn)


def _measure(mask: Mask) -> MaskStatistics:
    noise, factor = mask.noise, mask.factor.double()
    mean, variance = moments(noise)
    return MaskStatistics(
        noise,
        mask.layer,
        draws=factor.numel(),
        kept_expected=1.0 if noise.fill is Fill.GAUSSIAN else noise.keep,
        kept=(factor != 0).double().mean().item(),
        mean_expected=mean,
        mean=factor.mean().item(),
        variance_expected=variance,
        variance=factor.var(correction=0).item(),
    )


def moments(noise: Noise) -> tuple[float, float]:
    """E[m] and Var[m] of one element of a mask while training.

    With rate p: 1 and p/(1−p) where it is scaled by 1/(1−p), and for Gaussian noise, which is made
    to match; else 1−p and p(1−p). Under zoneout m is the share of the new value.
    """
    if noise.scaling is Scaling.INVERTED:
        return 1.0, noise.rate / noise.keep
    return noise.keep, noise.rate * noise.keep
