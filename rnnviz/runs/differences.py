"""Which placements an experiment tells apart: paired differences and their margins."""

from dataclasses import dataclass
from math import inf, sqrt
from statistics import mean, stdev

from rnnviz.runs.results import Record

# 97.5 % points of Student's t distribution for 1, 2, … degrees of freedom.
_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher a placement's validation perplexity is than another's, at their last epochs.

    Paired: both of a seed started from the same weights and read the same batches. `margin` is half
    the width of the 95 % confidence interval of the mean (paired t), infinite for a single seed,
    which says nothing about others.
    """

    key: str
    other: str
    mean: float
    margin: float
    seeds: int

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves zero out."""
        return abs(self.mean) > self.margin


def difference(record: Record, key: str, other: str) -> Difference | None:
    """`key` minus `other`, or None where no seed has come through with both."""
    ours, theirs = _last(record, key), _last(record, other)
    paired = [ours[seed] - theirs[seed] for seed in ours.keys() & theirs.keys()]
    if not paired:
        return None
    return Difference(key, other, mean(paired), _margin(paired), len(paired))


def _last(record: Record, key: str) -> dict[int, float]:
    """A placement's last validation perplexity, by seed."""
    return {curve[-1].seed: curve[-1].perplexity.valid for curve in record.curves_of(key)}


def _margin(values: list[float]) -> float:
    freedom = len(values) - 1
    if freedom < 1:
        return inf
    return _T[min(freedom, len(_T)) - 1] * stdev(values) / sqrt(len(values))
