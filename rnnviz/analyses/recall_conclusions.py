"""What a recall test with a control shows, in sentences that follow from its models. No torch."""

from collections.abc import Sequence
from math import isfinite

from rnnviz.analyses.recall_plan import NONE, Arm, Plan, due, points
from rnnviz.analyses.recall_record import Record
from rnnviz.analyses.recall_task import Recall
from rnnviz.analyses.recall_trend import Mean, differences, level, mean_of, middle_lag, slope
from rnnviz.content import named, sentence


def conclusion(plan: Plan, arm: Arm, record: Record) -> tuple[str, ...]:
    """Whether the task needs h, how low the placements lie, and whether any forgets faster."""
    runs = record.of_arm(arm)
    none = [run for run in runs if run.key == NONE and run.recurrent]
    if not none:
        return (sentence("memory.copied_nothing"),)
    placed = [run for run in runs if run.key != NONE]
    sentences = [_control(runs, none), _levels(arm, placed, none), _slopes(arm, placed, none)]
    return tuple(filter(None, [*sentences, _untaught(plan, arm, record)]))


def missing(plan: Plan, record: Record) -> str:
    """How many of a plan's models are not measured yet; empty once none is."""
    of, left = len(points(plan)), len(due(plan, record.known))
    return sentence("memory.copied_missing", count=left, of=of, plan=plan.name) if left else ""


def title(arm: Arm, key: str) -> str:
    """What a reader calls a placement of an arm: a family with its rate."""
    for family in arm.families:
        for rate in family.rates:
            if str(family.at(rate)) == key:
                name = named("family", family.key)
                return sentence("core.at_rate", name=name, rate=f"{rate:g}")
    return sentence("memory.no_noise")


def plus_minus(mean: Mean, form: str = "+.3f") -> str:
    """A mean with its margin, or that one seed has none."""
    value = f"{mean.mean:{form}}".replace("-", "−")
    if not isfinite(mean.margin):
        return sentence("results.no_margin", difference=value, count=1)
    return sentence("results.margin", difference=value, margin=f"{mean.margin:.3f}")


def _control(runs: Sequence[Recall], none: list[Recall]) -> str:
    """Whether the cell answers without h: the control against no dropout, paired by seed."""
    control = [run for run in runs if not run.recurrent]
    apart = differences(control, none, level).get((NONE, False))
    if apart is None:
        return ""
    needs = apart.mean < 0 and apart.told_apart
    return sentence(
        "memory.needs_h" if needs else "memory.needs_h_open",
        cell=none[0].cell.upper(),
        lag=middle_lag(none[0].task),
        chance=f"{none[0].task.chance:.3f}",
        control=f"{mean_of(control, level).mean:.2f}",
        none=f"{mean_of(none, level).mean:.2f}",
        difference=plus_minus(apart, "+.2f"),
        count=len({run.seed for run in control} & {run.seed for run in none}),
    )


def _levels(arm: Arm, placed: list[Recall], none: list[Recall]) -> str:
    """Which placements answer less often than no dropout, or the lowest of all if none does."""
    apart = differences(placed, none, level)
    if not apart:
        return ""
    ordered = sorted(apart, key=lambda kind: apart[kind].mean)
    names = {
        kind: sentence(
            "memory.level_of", name=title(arm, kind[0]), difference=plus_minus(apart[kind])
        )
        for kind in ordered
    }
    below = [names[kind] for kind in ordered if apart[kind].mean < 0 and apart[kind].told_apart]
    return sentence(
        "memory.lower" if below else "memory.none_lower",
        count=len(apart),
        below=len(below),
        lag=middle_lag(arm.task),
        names=below or [names[ordered[0]]],
    )


def _slopes(arm: Arm, placed: list[Recall], none: list[Recall]) -> str:
    """Which placements lose more with each doubling of the lag than no dropout does."""
    own, apart = plus_minus(mean_of(none, slope)), differences(placed, none, slope)
    if not apart:
        return ""
    steepest = min(apart, key=lambda kind: apart[kind].mean)
    steeper = [key for (key, _), mean in apart.items() if mean.mean < 0 and mean.told_apart]
    return sentence(
        "memory.steeper" if steeper else "memory.none_steeper",
        own=own,
        names=[title(arm, key) for key in steeper],
        name=title(arm, steepest[0]),
        difference=plus_minus(apart[steepest]),
        count=len(apart),
    )


def _untaught(plan: Plan, arm: Arm, record: Record) -> str:
    """What the same cell makes of a task that is taught without dropout alone."""
    for other in plan.arms:
        runs = record.of_arm(other)
        if other.cell is arm.cell and not other.families and runs:
            above = mean_of(runs, lambda run: run.lags[0].accuracy - run.task.chance)
            learned = above.mean > 0 and above.told_apart
            return sentence(
                "memory.more_keys" if learned else "memory.more_keys_none",
                cell=arm.cell.upper(),
                symbols=other.task.symbols,
                lag=runs[0].lags[0].lag_steps,
                accuracy=f"{above.mean + other.task.chance:.3f}",
                chance=f"{other.task.chance:.3f}",
                difference=plus_minus(above),
            )
    return ""
