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
    tuple(n / 10 for n in range(10, 100)),
    tuple(n / 100 for n in range(100, 1000)),
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
    marks = [low]
    for mantissas in _MANTISSAS:
        marks = _within(mantissas, low, high)
        if len(marks) >= _FEWEST:
            break
    return marks[:: ceil(len(marks) / _MOST)] if marks else [float(f"{low:.3g}")]


def _within(mantissas: tuple[float, ...], low: float, high: float) -> list[float]:
    decades = range(floor(log10(low)), floor(log10(high)) + 1)
    every = (float(f"{m}e{decade}") for decade in decades for m in mantissas)
    return [tick for tick in every if low <= tick <= high]
