"""What a sweep's record answers: how each family responds to its rate, and how the best compare.

Nothing is filled in: a rate at which nothing was measured has no dose. No torch.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import comb, inf
from statistics import mean, stdev

from rnnviz.core.placement import Edge, Fill, Placement, Share
from rnnviz.runs.due import NONE, Known, due
from rnnviz.runs.plan import Family, Plan, Setting
from rnnviz.runs.record import Record, Result
from rnnviz.runs.student import margin

FEWEST = 3  # seeds that tell a margin: of two, an interval is 13 standard errors to each side


@dataclass(frozen=True)
class Dose:
    """A placement at one rate, and the runs with it that came to something."""

    rate: float  # the largest, of a set of edges
    placement: Placement
    bracket: tuple[Result, ...]  # of the seeds by which rates are chosen
    fresh: tuple[Result, ...]  # of seeds that nothing was chosen by

    @property
    def results(self) -> tuple[Result, ...]:
        return (*self.bracket, *self.fresh)

    @property
    def seeds(self) -> tuple[int, ...]:
        return tuple(result.seed for result in self.results)

    @cached_property
    def valid(self) -> float:
        """What rates are chosen by: the mean of the kept epochs' validation perplexities."""
        return mean(result.best_valid for result in self.bracket or self.fresh)


@dataclass(frozen=True)
class Response:
    """A family on one base, over the rates at which it was measured: the dose-response curve."""

    family: Family
    base: Placement
    zero: Dose | None  # the base alone
    doses: tuple[Dose, ...]  # in the order of their rates, without 0
    missing: tuple[float, ...]  # rates of the plan at which nothing is measured yet

    @cached_property
    def best(self) -> Dose | None:
        """The lowest validation perplexity of those measured."""
        return min(self.doses, key=lambda dose: dose.valid, default=None)

    @property
    def bracketed(self) -> bool:
        """Whether the best lies below the largest rate measured, and no rate is missing."""
        best = self.best
        return best is not None and not self.missing and best.rate < self.doses[-1].rate


@dataclass(frozen=True, slots=True)
class Effect:
    """How much higher a dose's test perplexity is than a reference's: paired by seed.

    `margin` is half the width of the 95 % interval, corrected for all `comparisons` that are told
    together; infinite for fewer seeds than `FEWEST`.
    """

    key: str  # the family's
    other: str
    dose: Dose
    test: float  # the mean over the seeds that are paired
    mean: float
    margin: float
    seeds: tuple[int, ...]
    comparisons: int

    @property
    def told_apart(self) -> bool:
        return abs(self.mean) > self.margin


@dataclass(frozen=True)
class Study:
    """A plan under one of its settings, as far as it is measured."""

    plan: Plan
    setting: Setting
    known: Known

    @cached_property
    def none(self) -> Dose | None:
        """No dropout at all."""
        return self._dose(0.0, NONE)

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """Every family on each of its bases, in the plan's order, measured or not."""
        families = self.plan.families_of(self.setting)
        return tuple(self._response(family, base) for family in families for base in family.bases)

    @cached_property
    def bests(self) -> dict[str, Dose]:
        """The best dose so far of each family that has one, by its key."""
        bests: dict[str, Dose] = {}
        for response in self.responses:
            best, key = response.best, response.family.key
            if best and (key not in bests or best.valid < bests[key].valid):
                bests[key] = best
        return bests

    def effects(self, other: str, reference: Dose | None) -> tuple[Effect, ...]:
        """Each family's best against a reference, the lowest first."""
        if reference is None:
            return ()
        pairs = {key: best for key, best in self.bests.items() if best != reference}
        return _effects([(key, dose, other, reference) for key, dose in pairs.items()])

    @cached_property
    def ranked(self) -> tuple[Effect, ...]:
        """Each family's best against no dropout, the lowest first."""
        return self.effects("none", self.none)

    @property
    def rivals(self) -> tuple[Effect, ...]:
        """The other families against the one whose best is lowest, corrected for all pairs."""
        return self.against(self.ranked[0].key) if self.ranked else ()

    def against(self, key: str) -> tuple[Effect, ...]:
        """Every other family's best against this one's, corrected for all pairs of families."""
        if key not in self._against:
            self._against[key] = self._against_all(key)
        return self._against[key]

    @cached_property
    def _against(self) -> dict[str, tuple[Effect, ...]]:
        """What pages ask again at each step of theirs."""
        return {}

    def _against_all(self, key: str) -> tuple[Effect, ...]:
        own = next((effect.dose for effect in self.ranked if effect.key == key), None)
        if own is None:
            return ()
        others = [(e.key, e.dose, key, own) for e in self.ranked if e.key != key]
        return _effects(others, comb(sum(len(e.seeds) >= FEWEST for e in self.ranked), 2))

    @cached_property
    def sharing(self) -> tuple[Effect, ...]:
        """One mask per sequence against a fresh one at each step, where nothing else differs."""
        keys = {family.shape: family.key for family in self.plan.families_of(self.setting)}
        pairs = [(key, keys.get(_per_step(shape))) for shape, key in keys.items()]
        there = [(a, b) for a, b in pairs if b and a != b and {a, b} <= self.bests.keys()]
        return _effects([(a, self.bests[a], b, self.bests[b]) for a, b in there])

    @cached_property
    def unshared(self) -> tuple[str, ...]:
        """Families with one mask per sequence whose per-step ones differ in more than that."""
        families = self.plan.families_of(self.setting)
        shapes = {family.shape for family in families}
        places = {_places(shape) for shape in shapes if _per_step(shape) == shape}
        return tuple(
            family.key
            for family in families
            if _per_step(family.shape) != family.shape
            and _per_step(family.shape) not in shapes
            and _places(family.shape) in places
        )

    @cached_property
    def whole(self) -> bool:
        """Whether no run is missing, of either stage."""
        return not due(replace(self.plan, settings=(self.setting,)), self.known)

    @cached_property
    def bracket_left(self) -> int:
        """Runs of the first stage that are known to be missing."""
        first = replace(self.plan, settings=(self.setting,), seeds=())
        return len(due(first, self.known))

    @property
    def fresh_left(self) -> int:
        """Runs of the second stage that are missing: every family's best and none, all seeds."""
        wanted = (len(self.plan.families_of(self.setting)) + 1) * len(self.plan.seeds)
        done = sum(key == self.setting.key and s in self.plan.seeds for key, _, s in self.known)
        return max(wanted - done, 0)

    def _response(self, family: Family, base: Placement) -> Response:
        wider = [r for r in family.wider if self._dose(r, family.at(r, base))]
        rates = [*family.rates, *wider]
        by_rate = {rate: self._dose(rate, family.at(rate, base)) for rate in rates}
        doses = tuple(dose for dose in by_rate.values() if dose)
        missing = tuple(rate for rate in family.rates if not self._tried(family.at(rate, base)))
        return Response(family, base, self._dose(0.0, base), doses, missing)

    def _tried(self, placement: Placement) -> bool:
        return any((self.setting.key, str(placement), s) in self.known for s in self._seeds)

    @property
    def _seeds(self) -> tuple[int, ...]:
        return (*self.plan.bracket_seeds, *self.plan.seeds)

    def _dose(self, rate: float, placement: Placement) -> Dose | None:
        """None where no run came to a test."""
        line = str(placement)
        bracket, fresh = (
            tuple(
                result
                for seed in seeds
                if (result := self.known.get((self.setting.key, line, seed)))
                and result.test is not None
            )
            for seeds in (self.plan.bracket_seeds, self.plan.seeds)
        )
        return Dose(rate, placement, bracket, fresh) if bracket or fresh else None


def studies(plan: Plan, record: Record) -> tuple[Study, ...]:
    """One for each setting of the plan of which anything is measured."""
    known = record.known
    there = {setting for setting, _, _ in known}
    return tuple(Study(plan, setting, known) for setting in plan.settings if setting.key in there)


def _per_step(shape: Placement) -> Placement:
    """The same with a fresh mask at each step in place of one for the sequence."""
    noises = (
        replace(noise, share=Share.STEP) if noise.share is Share.SEQUENCE else noise
        for noise in shape.noises
    )
    return Placement(tuple(noises))


def _places(shape: Placement) -> frozenset[tuple[Edge, Fill]]:
    """Where noise is and what it makes of a value, whatever its masks share and how they scale."""
    return frozenset((noise.edge, noise.fill) for noise in shape.noises)


def _effects(
    pairs: Iterable[tuple[str, Dose, str, Dose]], comparisons: int | None = None
) -> tuple[Effect, ...]:
    compared = [(key, dose, other, _paired(dose, ref)) for key, dose, other, ref in pairs]
    told = (
        sum(len(paired) >= FEWEST for *_, paired in compared)
        if comparisons is None
        else comparisons
    )
    made = [_effect(*each, told) for each in compared if each[-1]]
    return tuple(sorted(made, key=lambda effect: effect.mean))


def _effect(
    key: str, dose: Dose, other: str, paired: dict[int, tuple[float, float]], comparisons: int
) -> Effect:
    apart = [ours - theirs for ours, theirs in paired.values()]
    spread = stdev(apart) if len(apart) >= FEWEST else inf
    return Effect(
        *(key, other, dose, mean(ours for ours, _ in paired.values()), mean(apart)),
        margin(spread, len(apart), comparisons),
        tuple(paired),
        comparisons,
    )


def _paired(dose: Dose, reference: Dose) -> dict[int, tuple[float, float]]:
    """Both tests by seed: of fresh seeds, else of those by which the rate was chosen."""
    for ours, theirs in ((dose.fresh, reference.fresh), (dose.bracket, reference.bracket)):
        others = {result.seed: result.test for result in theirs}
        pairs = {
            result.seed: (result.test, other)
            for result in ours
            if result.test is not None and (other := others.get(result.seed)) is not None
        }
        if pairs:
            return pairs
    return {}
