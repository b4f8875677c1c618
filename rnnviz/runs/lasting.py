"""How long the kept models of a sweep remember, over their seeds. No torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, log
from statistics import mean, stdev

from rnnviz.runs.record import Memory, Result
from rnnviz.runs.responses import FEWEST, Dose, Study
from rnnviz.runs.student import margin


@dataclass(frozen=True, slots=True)
class Lasting:
    """The half-life of the seeds' mean rate of decay, in steps, and the ends of its 95 % interval.

    Rates are averaged and not half-lives, of which one may be infinite. Fewer seeds than `FEWEST`
    have no interval.
    """

    steps: float
    low: float
    high: float
    seeds: int


@dataclass(frozen=True, slots=True)
class Longer:
    """How a family's best lasts beside no dropout, both with dropout off, paired by seed."""

    key: str  # the family's
    lasting: Lasting
    decay: float  # per step, minus that of no dropout: negative where memory lasts longer
    margin: float  # corrected for all `comparisons`
    comparisons: int

    @property
    def told_apart(self) -> bool:
        return abs(self.decay) > self.margin


def lasting(results: Sequence[Result], *, masked: bool) -> Lasting | None:
    """What these runs' models remember, with dropout on or off; None where nothing was measured."""
    decays = list(_decays(results, masked=masked).values())
    if not decays:
        return None
    middle = mean(decays)
    if len(decays) < FEWEST or not isfinite(middle):
        return Lasting(_half(middle), 0.0, inf, len(decays))
    width = margin(stdev(decays), len(decays))
    return Lasting(_half(middle), _half(middle + width), _half(middle - width), len(decays))


def told_by(dose: Dose) -> tuple[Result, ...]:
    """The runs whose memory is told: fresh seeds where there are, by which no rate was chosen."""
    return dose.fresh or dose.bracket


def against_none(study: Study) -> tuple[Longer, ...]:
    """Each family's best with dropout off beside no dropout, the one that lasts longest first."""
    if study.none is None:
        return ()
    none = _decays(told_by(study.none), masked=False)
    paired: dict[str, list[float]] = {}
    for key, dose in study.bests.items():
        ours = _decays(told_by(dose), masked=False)
        apart = [ours[seed] - none[seed] for seed in ours if seed in none]
        if len(apart) >= FEWEST and all(map(isfinite, apart)):
            paired[key] = apart
    told = [_longer(study, key, apart, len(paired)) for key, apart in paired.items()]
    return tuple(sorted(told, key=lambda each: each.decay))


def _longer(study: Study, key: str, apart: list[float], comparisons: int) -> Longer:
    lasts = lasting(told_by(study.bests[key]), masked=False)
    assert lasts is not None  # they were paired
    width = margin(stdev(apart), len(apart), comparisons)
    return Longer(key, lasts, mean(apart), width, comparisons)


def _decays(results: Sequence[Result], *, masked: bool) -> dict[int, float]:
    """The rate at which each seed's memory decays, per step."""
    kept: dict[int, Memory | None] = {r.seed: r.masked if masked else r.unmasked for r in results}
    return {seed: _decay(each.half_life_steps) for seed, each in kept.items() if each}


def _decay(half_life_steps: float) -> float:
    return log(2) / half_life_steps if half_life_steps else inf


def _half(decay: float) -> float:
    """The half-life of a rate of decay; infinite where nothing decays."""
    return log(2) / decay if decay > 0 else inf
