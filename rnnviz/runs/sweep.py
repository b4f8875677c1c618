"""The loop of a sweep: hand out what is due, keep what comes back. Who computes is an argument."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import suppress
from pathlib import Path

from rnnviz.errors import InputError
from rnnviz.runs.due import due
from rnnviz.runs.plan import Plan, Point
from rnnviz.runs.record import Result, load, save

Work = Callable[[Point, int], Result]


def sweep(plan: Plan, path: Path, executor: Executor, work: Work, at_once: int) -> Iterator[Result]:
    """Every result as it comes, once it is in the record at `path`; `at_once` are in work.

    `work(point, patience_epochs)` trains one run, wherever the executor computes. A run that
    another record of the same folder holds is taken from there. Whatever ends this loop loses at
    most the runs in work.
    """
    known = {result.key: result for result in load(path)}
    elsewhere = measured_elsewhere(path, plan)
    busy: dict[Future[Result], Point] = {}
    try:
        while True:
            for point in due(plan, known):
                if point.key in elsewhere:
                    known[point.key] = elsewhere[point.key]
                    save(path, plan.title, known.values())
                    break
                if point not in busy.values() and len(busy) < at_once:
                    busy[executor.submit(work, point, plan.patience_epochs)] = point
            else:
                if not busy:
                    return
                done, _ = wait(busy, return_when=FIRST_COMPLETED)
                for future in done:
                    del busy[future]
                    result = future.result()
                    known[result.key] = result
                    save(path, plan.title, known.values())
                    yield result
    finally:
        for future in busy:
            future.cancel()


def measured_elsewhere(path: Path, plan: Plan) -> dict[tuple[str, str, int], Result]:
    """What the other records beside this one have measured, where their settings are the same.

    A setting is known by its key, so records of one folder give one key to one setting.
    """
    settings, found = {setting.key for setting in plan.settings}, {}
    for other in sorted(path.parent.glob("*.json")):
        with suppress(InputError):  # some other file
            found |= {r.key: r for r in load(other) if other != path and r.setting in settings}
    return found
