"""The recall test of every placement, kept in one file.

The file is written after each model, and a stopped call goes on where it was.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch

from rnnviz.analyses.recall import AtLag, Recall, Task, Training, measure
from rnnviz.core.methods import placement_of
from rnnviz.core.placement import Cell, parse
from rnnviz.disk import check_file, read_text, write_text
from rnnviz.errors import InputError, reason
from rnnviz.lm.typed import typed
from rnnviz.runs.results import Json, machine
from rnnviz.zoo.card import SHIPPED

FILE = SHIPPED / "recorded" / "recall.json"
_ONCE = "schooling"  # what `training` was called
TASKS = (Task(keys=64), Task(keys=8))
# Every kind of answer at the rates of its source, and two at another's rate to be compared with it.
PLACEMENTS = (
    "none",
    "zaremba2014",
    "naive_everywhere",
    "naive_recurrent",
    "allennlp_augmented",  # naive_recurrent with one mask for the sequence
    "gal2016_tied",
    "semeniuta2016",
    "zoneout2016",
    "naive_cell",
    "cell:0.25:classic",  # moon2015 with fresh masks
    "moon2015",
)


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
            key = "training" if "training" in data else _ONCE  # which files from before have
            training = typed(Training, data[key], key)
            return cls(training, runs, typed(str, data["date"], "date"), data["machine"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError("analyses.no_record", where=where, why=reason(error)) from None

    def of(self, cell: Cell, keys: int, *, recurrent: bool = True) -> tuple[Recall, ...]:
        """The models of one cell that were taught one task, or the controls with W_hh = 0."""
        wanted = cell, keys, recurrent
        return tuple(r for r in self.runs if (r.cell, r.task.keys, r.recurrent) == wanted)


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


def load(path: Path = FILE) -> Record:
    """The record in a file. Raises `InputError` if there is none."""
    text = read_text(path, mend="analyses.measure_recall")
    return Record.from_text(text, str(path))


def record(path: Path, seeds: int, batches: int) -> Iterator[Recall]:
    """Measure what is missing in the file, and say each model once it is kept there."""
    torch.set_num_threads(1)
    check_file(path)
    training = replace(Training(), batches=batches)
    kept = load(path) if path.exists() else Record(training, (), "", machine())
    if kept.training != training:
        raise InputError("analyses.other_settings", path=path)
    for key, cell, task, seed, recurrent in _missing(kept, seeds):
        run = measure(
            *(key, placement_of(key), cell, seed),
            task=task,
            training=training,
            recurrent=recurrent,
        )
        today = datetime.now(UTC).date().isoformat()
        kept = replace(kept, runs=(*kept.runs, run), date=today, machine=machine())
        write_text(path, kept.to_text())
        yield run


Wanted = tuple[str, Cell, Task, int, bool]


def _missing(kept: Record, seeds: int) -> list[Wanted]:
    done = {(run.key, run.cell, run.task.keys, run.seed, run.recurrent) for run in kept.runs}
    return [
        wanted
        for task in TASKS
        for seed in range(seeds)
        for wanted in _wanted(task, seed)
        if (*wanted[:2], task.keys, *wanted[3:]) not in done
    ]


def _wanted(task: Task, seed: int) -> Iterator[Wanted]:
    """Every placement on every cell that carries something of it, and the control without h."""
    for cell in (Cell.LSTM, Cell.RNN):
        for key in PLACEMENTS:
            noise = placement_of(key)
            if noise.on(cell).edges or not noise.edges:
                yield key, cell, task, seed, True
    yield "none", Cell.LSTM, task, seed, False


def _run_to_json(run: Recall) -> Json:
    return {
        "key": run.key,
        "placement": str(run.placement),
        "cell": run.cell,
        "task": asdict(run.task),
        "seed": run.seed,
        "seconds": run.seconds,
        "recurrent": run.recurrent,
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
