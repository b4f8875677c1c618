"""Which placements an experiment tells apart: paired differences and their margins."""

from dataclasses import dataclass
from math import inf
from statistics import mean, stdev

from rnnviz.runs.results import Record
from rnnviz.runs.student import margin


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher a placement's lowest validation perplexity is than another's.

    Each at its own best epoch: who stops training where validation turns keeps that one.

    Paired: both of a seed started from the same weights and read the same batches. `margin` is half
    the width of the 95 % confidence interval of the mean (paired t), infinite for a single seed,
    which says nothing about others. It is corrected for all `comparisons` that are told together.
    """

    key: str
    other: str
    mean: float
    margin: float
    seeds: int
    comparisons: int

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves zero out."""
        return abs(self.mean) > self.margin


def difference(record: Record, key: str, other: str, comparisons: int) -> Difference | None:
    """`key` minus `other`, or None where no seed has come through with both."""
    paired = list(_paired(record, key, other).values())
    return _difference(key, other, paired, comparisons) if paired else None


def gathering(record: Record, key: str, other: str, comparisons: int) -> tuple[Difference, ...]:
    """The same of the first seed alone, of the first two, and so on: how the margin shrinks."""
    paired = [value for _, value in sorted(_paired(record, key, other).items())]
    return tuple(_difference(key, other, paired[: n + 1], comparisons) for n in range(len(paired)))


def _difference(key: str, other: str, paired: list[float], comparisons: int) -> Difference:
    seeds = len(paired)
    half = margin(stdev(paired) if seeds > 1 else inf, seeds, comparisons)
    return Difference(key, other, mean(paired), half, seeds, comparisons)


def _paired(record: Record, key: str, other: str) -> dict[int, float]:
    """The differences of all seeds that both have, by seed."""
    ours, theirs = _lowest(record, key), _lowest(record, other)
    return {seed: ours[seed] - theirs[seed] for seed in ours if seed in theirs}


def _lowest(record: Record, key: str) -> dict[int, float]:
    """A placement's lowest validation perplexity, by seed."""
    curves = record.curves_of(key)
    return {curve[0].seed: min(each.perplexity.valid for each in curve) for curve in curves}
