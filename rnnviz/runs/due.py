"""What a sweep still has to train, told from its plan and what it has measured. No torch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import mean

from rnnviz.core.placement import Placement
from rnnviz.runs.plan import Family, Plan, Point, Setting
from rnnviz.runs.record import Result

Known = Mapping[tuple[str, str, int], Result]
NONE = Placement()


@dataclass(frozen=True, slots=True)
class Best:
    """Where a family's mean validation perplexity over the bracket's seeds is lowest."""

    rate: float
    base: Placement
    placement: Placement
    valid: float
    bracketed: bool  # no larger rate is the best so far; below the smallest lies no dropout


def due(plan: Plan, known: Known) -> list[Point]:
    """The trainings that what is known calls for, in the order in which they are wanted.

    Empty once the sweep is done. What comes out may call for more: wider rates, then fresh seeds.
    """
    wanted = dict.fromkeys(_bracket(plan, known)) | dict.fromkeys(_compared(plan, known))
    return [point for point in wanted if point.key not in known]


def best(plan: Plan, setting: Setting, family: Family, known: Known) -> Best | None:
    """Where a family does best, or None while its rates are not all measured."""
    tried = _rates(plan, setting, family, known)
    valids = _valids(plan, setting, family, tried, known)
    if valids is None:
        return None
    rate, base = min(valids, key=valids.__getitem__)
    bracketed = rate < max(tried)
    return Best(rate, base, family.at(rate, base), valids[rate, base], bracketed)


def bracket_valid(plan: Plan, setting: Setting, placement: Placement, known: Known) -> float | None:
    """The mean of the best validation perplexities over the bracket's seeds; None if one lacks."""
    keys = [Point(setting, placement, seed).key for seed in plan.bracket_seeds]
    if not all(key in known for key in keys):
        return None
    return mean(known[key].best_valid for key in keys)


def _bracket(plan: Plan, known: Known) -> Iterator[Point]:
    """The first stage: no dropout, then every family's rates."""
    for setting in plan.settings:
        for seed in plan.bracket_seeds:
            yield Point(setting, NONE, seed)
            for family in plan.families_of(setting):
                for rate in _rates(plan, setting, family, known):
                    for base in family.bases:
                        yield Point(setting, family.at(rate, base), seed)


def _rates(plan: Plan, setting: Setting, family: Family, known: Known) -> tuple[float, ...]:
    """The rates to try: wider ones as long as the largest so far is the best."""
    rates = family.rates
    for wider in family.wider:
        valids = _valids(plan, setting, family, rates, known)
        if valids is None or min(valids, key=valids.__getitem__)[0] < max(rates):
            return rates
        rates = (*rates, wider)
    return rates


def _valids(
    plan: Plan, setting: Setting, family: Family, rates: tuple[float, ...], known: Known
) -> dict[tuple[float, Placement], float] | None:
    """What the bracket found at each of these rates, on each base; None while one is missing."""
    valids = {
        (rate, base): bracket_valid(plan, setting, family.at(rate, base), known)
        for rate in rates
        for base in family.bases
    }
    known_ones = {place: valid for place, valid in valids.items() if valid is not None}
    return known_ones if len(known_ones) == len(valids) else None


def _compared(plan: Plan, known: Known) -> Iterator[Point]:
    """The second stage: fresh seeds, one for all families before the next."""
    for seed in plan.seeds:
        for setting in plan.settings:
            families = plan.families_of(setting)
            bests = [b for f in families if (b := best(plan, setting, f, known)) is not None]
            for placement in (NONE, *(b.placement for b in bests)):
                yield Point(setting, placement, seed)
