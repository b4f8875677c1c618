"""Where a logarithmic axis has its ticks: written out, for Plotly's own read “7 8 9 1 2 3”."""

from collections.abc import Iterable
from math import ceil, floor, isfinite, log10
from typing import Any

_FEWEST, _MOST = 3, 12  # ticks
_MANTISSAS = (  # of the ticks in a decade, from few to many
    (1,),
    (1, 3),
    (1, 2, 5),
    (1, 1.5, 2, 3, 5, 7),
)


def logarithmic(values: Iterable[float | None]) -> dict[str, Any]:
    """What makes an axis logarithmic, with ticks for the values that it shows."""
    return {"type": "log", "tickvals": ticks(values), "exponentformat": "power"}


def ticks(values: Iterable[float | None]) -> list[float]:
    """Round numbers, 3 to 12 of them within the values where these are not all alike."""
    drawn = [value for value in values if value is not None and isfinite(value) and value > 0]
    if not drawn:
        return [1.0]
    low, high = min(drawn), max(drawn)
    if low == high:
        return [float(f"{low:.3g}")]
    for mantissas in _MANTISSAS:
        marks = _within(mantissas, low, high)
        if len(marks) >= _FEWEST:
            return marks[:: ceil(len(marks) / _MOST)]
    return _even(low, high)


def _within(mantissas: tuple[float, ...], low: float, high: float) -> list[float]:
    decades = range(floor(log10(low)), floor(log10(high)) + 1)
    every = (float(f"{m}e{decade}") for decade in decades for m in mantissas)
    return [tick for tick in every if low <= tick <= high]


def _even(low: float, high: float) -> list[float]:
    """Even steps, where all is nearly alike: multiples of 1, 2 or 5 times a power of ten."""
    power, step = floor(log10(high - low)), 5
    while len(counts := _multiples(float(f"{step}e{power}"), low, high)) < _FEWEST:
        power, step = (power, step // 2) if step > 1 else (power - 1, 5)
    return [float(f"{count * step}e{power}") for count in counts]


def _multiples(step: float, low: float, high: float) -> range:
    return range(ceil(low / step), floor(high / step) + 1)
