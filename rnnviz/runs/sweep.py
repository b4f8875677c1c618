"""The loop of a sweep: hand out what is due, keep what comes back. Who computes is an argument."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rnnviz.disk import write_text
from rnnviz.errors import InputError
from rnnviz.runs.due import Known, due
from rnnviz.runs.handing import results
from rnnviz.runs.plan import Plan, Point
from rnnviz.runs.record import Record, Result, load
from rnnviz.text.corpora import Corpus

Work = Callable[[Point], Result]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point is trained: what it finds there, what it leaves, and until when it may."""

    weights: Path | None = None  # a folder for its kept model's
    checkpoint: Path | None = None  # saved here after each epoch, and gone on from here
    corpus: Corpus | None = None  # None: the point's, as it loads here
    stop: Callable[[], bool] = bool


HERE = Place()


def sweep(plan: Plan, path: Path, executor: Executor, work: Work, at_once: int) -> Iterator[Result]:
    """Every result as it comes, once it is in the record at `path`; `at_once` are in work.

    `work` trains one point, wherever the executor computes. A run that another record of the same
    folder holds is taken from there. Whatever ends this loop loses at most the runs in work. Raises
    `InputError` for a record of other settings.
    """
    record, elsewhere = opened(plan, path), measured_elsewhere(plan, path)

    def wanted() -> list[Point]:
        nonlocal record
        record = _with_copies(plan, record, elsewhere, path)
        return due(plan, record.known)

    for result in results(executor, work, wanted, at_once):
        record = replace(record, results=(*record.results, result))
        write_text(path, record.to_text())
        yield result


def opened(plan: Plan, path: Path) -> Record:
    """The record at `path`, or an empty one where there is no file.

    Raises `InputError` where one of the plan's settings was another one.
    """
    settings = {setting.key: setting.to_json() for setting in plan.settings}
    if not path.exists():
        return Record(plan.title, settings)
    record = load(path)
    if not _same(record.settings, settings):
        raise InputError("runs.other_settings", path=path)
    return replace(record, title=plan.title, settings=record.settings | settings)


def measured_elsewhere(plan: Plan, path: Path) -> Known:
    """What the other records beside this one have measured under the plan's settings."""
    settings = {setting.key: setting.to_json() for setting in plan.settings}
    measured = {}
    for other in sorted(path.parent.glob("*.json")):
        with suppress(InputError):  # some other file
            record = load(other)
            if other != path and _same(record.settings, settings):
                measured |= {r.key: r for r in record.results if r.setting in settings}
    return measured


def _same(ours: dict, theirs: dict) -> bool:
    """Whether no key means two settings."""
    return all(ours[key] == theirs[key] for key in ours.keys() & theirs.keys())


def _with_copies(plan: Plan, record: Record, elsewhere: Known, path: Path) -> Record:
    """The record with all that is due and was measured elsewhere, which may make more due."""
    while copies := [elsewhere[p.key] for p in due(plan, record.known) if p.key in elsewhere]:
        record = replace(record, results=(*record.results, *copies))
        write_text(path, record.to_text())
    return record
