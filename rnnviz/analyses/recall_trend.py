"""How a placement's accuracy depends on the lag, apart from how high it is. No torch.

A line through accuracy over the logarithm of the lag, for each seed: its height at the middle lag,
and its slope for each doubling. A placement that stores less lowers the one, one that forgets
faster the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, log2
from statistics import linear_regression, mean, stdev

from rnnviz.analyses.recall_task import Recall, Task
from rnnviz.runs.student import margin


@dataclass(frozen=True, slots=True)
class Mean:
    """Over seeds; `margin` is half the 95 % interval's width, infinite for a single seed."""

    mean: float
    margin: float
    comparisons: int = 1  # all of which the interval is corrected for

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves zero out."""
        return abs(self.mean) > self.margin


def middle_lag(task: Task) -> int:
    """The middle one of those tested, where a line through all says most."""
    return task.lags_steps[len(task.lags_steps) // 2]


def mean_of(runs: Sequence[Recall], of: Callable[[Recall], float]) -> Mean:
    """Over the seeds of one placement."""
    return _mean([of(run) for run in runs])


def level(run: Recall) -> float:
    """The fitted line's accuracy at the middle lag."""
    fit = _line(run)
    return fit.intercept + fit.slope * log2(middle_lag(run.task))


def slope(run: Recall) -> float:
    """What each doubling of the lag adds to the accuracy; below zero where it costs."""
    return _line(run).slope


def differences(
    runs: Sequence[Recall], reference: Sequence[Recall], of: Callable[[Recall], float]
) -> dict[tuple[str, bool], Mean]:
    """How much higher `of` each placement is than of the reference: paired by seed.

    Corrected for as many comparisons as there are.
    """
    theirs = {run.seed: of(run) for run in reference}
    paired = {
        kind: [of(run) - theirs[run.seed] for run in models if run.seed in theirs]
        for kind, models in by_kind(runs).items()
    }
    told = {kind: values for kind, values in paired.items() if values}
    return {kind: _mean(values, len(told)) for kind, values in told.items()}


def by_kind(runs: Sequence[Recall]) -> dict[tuple[str, bool], list[Recall]]:
    """The seeds of each placement and control, in the order in which they come."""
    kinds: dict[tuple[str, bool], list[Recall]] = {}
    for run in runs:
        kinds.setdefault((run.key, run.recurrent), []).append(run)
    return kinds


def _line(run: Recall):  # noqa: ANN202 -- the library's own tuple
    return linear_regression(
        [log2(lag.lag_steps) for lag in run.lags], [lag.accuracy for lag in run.lags]
    )


def _mean(values: Sequence[float], comparisons: int = 1) -> Mean:
    spread = stdev(values) if len(values) > 1 else inf
    return Mean(mean(values), margin(spread, len(values), comparisons), comparisons)
