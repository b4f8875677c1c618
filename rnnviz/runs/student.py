"""Student's t distribution, as far as margins need it."""

from functools import cache
from math import atan, cos, inf, pi, prod, sin, sqrt

_HALVINGS = 60


@cache
def quantile(level: float, freedom: int) -> float:
    """The t below which a share `level`, at least a half, of the distribution lies."""
    low, high = 0.0, 1.0
    while _below(high, freedom) < level:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, freedom) < level else (low, middle)
    return high


def margin(deviation: float, values: int, comparisons: int = 1) -> float:
    """Half the width of the 95 % interval of a mean, where so many intervals are told together.

    Bonferroni's correction: all of them hold at once in 95 % of experiments. Infinite for a single
    value, which says nothing about others.
    """
    if values < 2:
        return inf
    return quantile(1 - 0.025 / max(comparisons, 1), values - 1) * deviation / sqrt(values)


def _below(t: float, freedom: int) -> float:
    """The share below t ≥ 0: a finite sum for whole degrees of freedom (Abramowitz and Stegun 1964,
    26.7.3 and 26.7.4).
    """
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    terms = [
        prod((2 * k - (not odd)) / (2 * k + odd) for k in range(1, n + 1)) * cos(angle) ** (2 * n)
        for n in range((freedom - odd) // 2)
    ]
    if not odd:
        return 0.5 + sin(angle) * sum(terms) / 2
    return 0.5 + (angle + sin(angle) * cos(angle) * sum(terms)) / pi
