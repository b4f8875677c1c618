"""Made-up records of sweeps, in files that the program's own reader opens."""

from dataclasses import replace

from rnnviz.core.placement import Placement
from rnnviz.runs import plan as plans
from rnnviz.runs.due import due
from rnnviz.runs.plan import Point
from rnnviz.runs.record import Memory, Record, Result

MEMORY = Memory((0, 1, 2, 4), (1.0, 0.8, 0.4, 0.1), (1.0,) * 4, (0.5,) * 4, (1.0,) * 4)
NONE = Placement()


def result(plan, placement, seed, test, *, epochs=3, **more):
    """A run of a plan's first setting whose kept epoch, the last but one, has this perplexity."""
    setting, line, seed = Point(plan.settings[0], placement, seed).key
    valid = (test + 20, *(test - 10 for _ in range(epochs - 2)), test - 5)
    train = tuple(test / (n + 1) for n in range(epochs))
    told = {"masked": MEMORY, "unmasked": MEMORY, "date": "2026-01-02", "commit": "c" * 12}
    told |= {"product": "highest", "processor": "a processor"} | more
    return Result(setting, line, seed, train, valid, test, **told)


def record(plan, results):
    settings = {setting.key: setting.to_json() for setting in plan.settings}
    return Record(plan.title, settings, tuple(results))


def dose(tests, seeds=(0,)):
    """Of the shipped plan: test perplexities by family and rate, a little higher with each seed.

    `{"none": {0: 120}, "cell_step": {0.5: 110}}`; the second half of `seeds` may be fresh ones.
    """
    plan = plans.load("dose")
    families = {family.key: family for family in plan.families}
    results = [
        result(plan, families[key].at(rate) if rate else NONE, seed, test + (seed % 10) / 8)
        for key, rates in tests.items()
        for rate, test in rates.items()
        for seed in seeds
    ]
    return plan, record(plan, results)


def finished(plan):
    """Every run that the plan comes to call for, each as good as the others."""
    results = []
    while points := due(plan, record(plan, results).known):
        results += [result(plan, point.placement, point.seed, 100.0) for point in points]
    return record(plan, results)


def written(folder, name, made):
    """The record in a file of a folder, as a sweep would leave it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(made.to_text(), encoding="utf-8")
    return folder


def without(made, **wanted):
    """The record without the runs that have all these values."""
    kept = [
        run
        for run in made.results
        if not all(getattr(run, name) == value for name, value in wanted.items())
    ]
    return replace(made, results=tuple(kept))
