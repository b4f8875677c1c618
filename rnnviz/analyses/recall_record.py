"""What the recall test of a plan has measured, kept in one file. No torch.

The file is written after each model, and a stopped call goes on where it was.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from rnnviz.analyses.recall_plan import Arm, Plan, due, points
from rnnviz.analyses.recall_task import AtLag, Point, Recall, Task, Training
from rnnviz.core.placement import Cell, parse
from rnnviz.disk import read_text, write_text
from rnnviz.errors import InputError, reason
from rnnviz.lm.machine import machine
from rnnviz.lm.run import Json
from rnnviz.lm.typed import typed
from rnnviz.runs.handing import results
from rnnviz.zoo.card import SHIPPED

FOLDER = SHIPPED / "recorded"


@dataclass(frozen=True, slots=True)
class Record:
    """Everything one experiment measured, and how to do it again."""

    training: Training
    runs: tuple[Recall, ...]
    date: str
    machine: Json

    def to_text(self) -> str:
        """JSON with a line for each model."""
        head = {"date": self.date, "machine": self.machine, "training": asdict(self.training)}
        lines = ",\n".join(f"  {json.dumps(_run_to_json(run))}" for run in self.runs)
        return json.dumps(head, indent=1)[:-2] + ',\n "runs": [\n' + lines + "\n ]\n}\n"

    @classmethod
    def from_text(cls, text: str, where: str) -> "Record":
        """What `to_text` wrote. Raises `InputError`, naming `where`, for anything else."""
        try:
            data = json.loads(text)
            runs = tuple(_run_from_json(**run) for run in data["runs"])
            training = typed(Training, data["training"], "training")
            return cls(training, runs, typed(str, data["date"], "date"), data["machine"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError("analyses.no_record", where=where, why=reason(error)) from None

    @property
    def known(self) -> set[Point]:
        """Which models are measured."""
        return {run.point for run in self.runs}

    def of(self, cell: Cell, keys: int, *, recurrent: bool = True) -> tuple[Recall, ...]:
        """The models of one cell that were taught one task, or the controls with W_hh = 0."""
        wanted = cell, keys, recurrent
        return tuple(r for r in self.runs if (r.cell, r.task.keys, r.recurrent) == wanted)

    def of_arm(self, arm: Arm) -> tuple[Recall, ...]:
        """What is measured of an arm of a plan, in its own order, controls last."""
        order = {key: place for place, key in enumerate(arm.keys)}
        wanted = [
            r for r in self.runs if (r.cell, r.task) == (arm.cell, arm.task) and r.key in order
        ]
        return tuple(sorted(wanted, key=lambda r: (not r.recurrent, order[r.key], r.seed)))


@dataclass(frozen=True, slots=True)
class Row:
    """A placement at a lag: means over seeds, and their sample standard deviation."""

    key: str
    lag_steps: int
    seeds: int
    accuracy: float
    spread: float | None  # None for a single seed
    loss_nats: float
    noisy_accuracy: float


def rows(runs: Sequence[Recall]) -> tuple[Row, ...]:
    """A row for each placement and lag, in the order in which they were measured."""
    keys = dict.fromkeys(run.key for run in runs)
    return tuple(
        _row(key, [run.lags[n] for run in runs if run.key == key])
        for key in keys
        for n in range(len(runs[0].lags))
    )


def _row(key: str, lags: list[AtLag]) -> Row:
    accuracies = [lag.accuracy for lag in lags]
    return Row(
        key,
        lags[0].lag_steps,
        len(lags),
        mean(accuracies),
        stdev(accuracies) if len(lags) > 1 else None,
        mean(lag.loss_nats for lag in lags),
        mean(lag.noisy_accuracy for lag in lags),
    )


def load(path: Path = FOLDER / "recall.json") -> Record:
    """The record in a file. Raises `InputError` if there is none."""
    text = read_text(path, mend="analyses.measure_recall")
    return Record.from_text(text, str(path))


def opened(plan: Plan, path: Path) -> Record:
    """The record at `path`, or an empty one where there is no file.

    Raises `InputError` for a record of models that were taught otherwise.
    """
    kept = load(path) if path.exists() else Record(plan.training, (), "", {})
    if kept.training != plan.training:
        raise InputError("analyses.other_settings", path=path)
    return kept


def record(
    plan: Plan, path: Path, executor: Executor, work: Callable[[Point], Recall], at_once: int
) -> Iterator[Recall]:
    """Every model that the file lacks, as it comes, once it is kept there; `at_once` are in work.

    `work` teaches and tests one, wherever the executor computes. Whatever ends this loop loses at
    most the models in work. Raises `InputError` for a record of models that were taught otherwise.
    """
    kept = opened(plan, path)
    order = {point: place for place, point in enumerate(points(plan))}

    def place(run: Recall) -> int:
        return order.get(run.point, len(order))

    def wanted() -> list[Point]:
        return due(plan, kept.known)

    for run in results(executor, work, wanted, at_once):
        today = datetime.now(UTC).date().isoformat()
        runs = tuple(sorted((*kept.runs, run), key=place))
        kept = replace(kept, runs=runs, date=today, machine=machine())
        write_text(path, kept.to_text())
        yield run


def _run_to_json(run: Recall) -> Json:
    return {
        "key": run.key,
        "placement": str(run.placement),
        "cell": run.cell,
        "task": asdict(run.task),
        "seed": run.seed,
        "seconds": run.seconds,
        "recurrent": run.recurrent,
        "commit": run.commit,
        "product": run.product,
        "lags": [[round(value, 5) for value in asdict(lag).values()] for lag in run.lags],
    }


def _run_from_json(*, task: Json, lags: list, placement: str, cell: str, **rest: Any) -> Recall:  # noqa: ANN401 -- as in JSON
    return Recall(
        placement=parse(placement),
        cell=Cell(cell),
        task=typed(Task, task, "task"),
        lags=tuple(map(_at_lag, lags)),
        **rest,
    )


def _at_lag(values: list) -> AtLag:
    names = (field.name for field in fields(AtLag))
    return typed(AtLag, dict(zip(names, values, strict=True)), "lags")
