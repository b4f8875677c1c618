"""What a sweep shows so far, in sentences that follow from its runs, each with its margin."""

from collections.abc import Iterable
from math import isfinite

from rnnviz.content import joined, named, sentence
from rnnviz.core.edits import largest_rate
from rnnviz.runs.responses import Dose, Effect, Study

_RULE = "nonrecurrent"  # Zaremba's


def conclusion(study: Study) -> tuple[str, ...]:
    """The two sentences that come first: what does best, and what can't be told from it."""
    effects = study.ranked
    if not effects:
        return (sentence("results.nothing"),)
    return best(effects[0]), _others(study, effects)


def beside_rule(study: Study) -> str:
    """What ends below the non-recurrent connections, what is not told from them, how many above.

    Empty where they are lowest themselves, which `conclusion` tells, and where nothing ends above.
    """
    effects = [e for e in study.against(_RULE) if isfinite(e.margin)]
    higher = sum(e.told_apart and e.mean > 0 for e in effects)
    if not higher or effects[0].mean > 0:
        return ""
    lower = [f"**{named('family', e.key)}**" for e in effects if e.told_apart and e.mean < 0]
    alike = [f"**{named('family', e.key)}**" for e in effects if not e.told_apart]
    fields = {"name": named("family", _RULE), "pairs": effects[0].comparisons, "count": higher}
    if not lower:
        return sentence("results.rule_lowest", names=alike, **fields)
    if not alike:
        return sentence("results.rule_below", lower=lower, **fields)
    return sentence("results.rule_between", lower=lower, names=alike, **fields)


def everywhere(studies: Iterable[Study]) -> str:
    """In how many networks no placement on recurrent connections alone comes near the rule.

    Empty until two are measured.
    """
    networks = [higher for study in studies if (higher := _all_higher(study)) is not None]
    if len(networks) < 2:
        return ""
    fields = {"name": named("family", _RULE), "count": len(networks)}
    if all(networks):
        return sentence("results.everywhere", **fields)
    return sentence("results.not_everywhere", holds=sum(networks), **fields)


def _all_higher(study: Study) -> bool | None:
    """Whether all that lies on recurrent connections alone ends above the rule; None if unknown."""
    shapes = {family.key: family.shape for family in study.plan.families_of(study.setting)}
    effects = [
        effect
        for effect in study.against(_RULE)
        if isfinite(effect.margin) and not any(edge.row.upward for edge in shapes[effect.key].edges)
    ]
    return all(e.told_apart and e.mean > 0 for e in effects) if effects else None


def best(effect: Effect) -> str:
    """The best family so far against no dropout."""
    name, rate = named("family", effect.key), _rate(effect.dose)
    test, none = f"{effect.test:.1f}", f"{effect.test - effect.mean:.1f}"
    if effect.mean >= 0:
        return sentence("results.nobody", name=name, rate=rate, test=test, none=none)
    if not isfinite(effect.margin):
        return sentence("results.best_one", name=name, rate=rate, test=test, none=none)
    if effect.told_apart:
        return sentence(
            "results.best",
            name=name,
            rate=rate,
            test=test,
            none=none,
            difference=told(effect.mean, effect.margin, len(effect.seeds)),
            seeds=len(effect.seeds),
            comparisons=effect.comparisons,
        )
    return sentence(
        "results.best_not_apart",
        name=name,
        rate=rate,
        test=test,
        difference=told(effect.mean, effect.margin, len(effect.seeds)),
        seeds=len(effect.seeds),
        comparisons=effect.comparisons,
    )


def _rate(dose: Dose) -> str:
    """A dose's rate, and that its set of edges has smaller ones too."""
    several = len({noise.rate for noise in dose.placement.noises}) > 1
    rate = f"{dose.rate:g}"
    return sentence("results.largest_rate", rate=rate) if several else rate


def added(study: Study) -> str:
    """What dropout along time adds to the non-recurrent at its best; empty until it is measured."""
    effects = study.effects(_RULE, study.bests.get(_RULE))
    if not effects:
        return ""
    lowest = effects[0]
    curves = (r for r in study.responses if (r.family.key, r.best) == (lowest.key, lowest.dose))
    fields = {
        "name": named("family", lowest.key),
        "rate": f"{lowest.dose.rate:g}",
        "base": f"{largest_rate(next(curves).base):g}",
        "difference": told(lowest.mean, lowest.margin, len(lowest.seeds)),
    }
    if not isfinite(lowest.margin):
        return sentence("results.added_one", **fields)
    fields |= {"seeds": len(lowest.seeds), "comparisons": lowest.comparisons}
    if not lowest.told_apart or lowest.mean > 0:
        return sentence("results.added_nothing", **fields)
    more = [named("family", e.key) for e in effects[1:] if e.told_apart and e.mean < 0]
    others = sentence("results.added_more", names=more) if more else sentence("results.added_alone")
    return joined(sentence("results.added", **fields), others)


def shared(study: Study) -> str:
    """Whether one mask per sequence does better than a fresh one at each step; empty if unknown."""
    effects = [effect for effect in study.sharing if isfinite(effect.margin)]
    if not effects:
        return ""
    families = {family.key: family for family in study.plan.families}

    def on(key: str) -> str:
        noise, *more = families[key].shape.noises
        return named("family", key) if more else named("edge", noise.edge)

    lower = [on(effect.key) for effect in effects if effect.told_apart and effect.mean < 0]
    others = [on(effect.key) for effect in effects if on(effect.key) not in lower]
    if lower and others:
        verdict = sentence("results.shared_some", names=lower, others=others)
    else:
        verdict = sentence("results.shared_lower" if lower else "results.alike", names=lower)
    lines = [
        sentence(
            "results.shared_on",
            name=on(effect.key),
            difference=told(effect.mean, effect.margin, len(effect.seeds)),
            rate=f"{effect.dose.rate:g}",
            other=f"{study.bests[effect.other].rate:g}",
        )
        for effect in effects
    ]
    fields = {"seeds": len(effects[0].seeds), "comparisons": effects[0].comparisons}
    return joined(verdict, sentence("results.shared", lines=lines, **fields))


def unshared(study: Study) -> str:
    """Which families with one mask per sequence have no like to be compared with."""
    left = [f"**{named('family', key)}**" for key in study.unshared]
    return sentence("results.unshared", names=left) if left else ""


def told(mean: float, margin: float, seeds: int) -> str:
    """A difference with its margin, or that so few seeds have none."""
    difference = f"{mean:+.1f}".replace("-", "−")
    if not isfinite(margin):
        return sentence("results.no_margin", difference=difference, count=seeds)
    return sentence("results.margin", difference=difference, margin=f"{margin:.1f}")


def progress(study: Study) -> str:
    """How many runs are there, and how many are missing; empty once none is."""
    first, second = study.bracket_left, study.fresh_left
    if not first and not second:
        return ""
    done = sum(setting == study.setting.key for setting, _, _ in study.known)
    fields = {"done": done, "second": second, "seeds": len(study.plan.seeds)}
    if not first:
        return sentence("results.missing_seeds", **fields)
    return sentence("results.missing", first=first, **fields)


def _others(study: Study, effects: tuple[Effect, ...]) -> str:
    rivals = [effect for effect in study.rivals if isfinite(effect.margin)]
    if not rivals:
        return _so_far(effects)
    equal = [f"**{named('family', e.key)}**" for e in rivals if not e.told_apart]
    count, pairs = len(rivals), rivals[0].comparisons
    if not equal:
        return sentence("results.ahead", count=count, pairs=pairs)
    return sentence("results.equal", names=equal, count=count, pairs=pairs)


def _so_far(effects: tuple[Effect, ...]) -> str:
    """Of one seed: who comes next, and how many lie below no dropout."""
    better = sum(effect.mean < 0 for effect in effects)
    if len(effects) == 1:
        return sentence("results.alone")
    second = effects[1]
    name, test, count = named("family", second.key), f"{second.test:.1f}", len(effects)
    if better == count:
        return sentence("results.next_all", name=name, test=test, count=count)
    return sentence("results.next", name=name, test=test, better=better, count=count)
