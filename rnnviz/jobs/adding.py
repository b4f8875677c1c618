"""How an experiment gets into the record: its runs at the end of the queue, if that is allowed."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from rnnviz.jobs.job import ACTIVE, State
from rnnviz.jobs.rows import NEXT_TICKET
from rnnviz.lm.machine import machine
from rnnviz.lm.run import Run
from rnnviz.workers.pace import Pace

MOST_NAME = 80  # characters


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is, when more is asked for."""

    mine: int  # a visitor's runs that train or wait
    waiting: int  # everybody's runs that wait
    kept: int  # a visitor's experiments


Allow = Callable[[int, Counts], None]  # raises `InputError` for so many runs more


def anything(_more: int, _counts: Counts) -> None:
    """No limit."""


def insert(
    db: sqlite3.Connection,
    visitor: str,
    name: str,
    runs: Sequence[Run],
    pace: Pace,
    *,
    allow: Allow,
) -> str:
    """The new experiment's id, written within a transaction. Raises what `allow` raises."""
    id_, text = token_hex(8), runs[0].corpus.text
    row = (id_, visitor, name[:MOST_NAME], "", datetime.now(UTC).isoformat(timespec="seconds"))
    allow(len(runs), counts(db, visitor))
    db.execute(
        "INSERT INTO experiments (id, visitor, name, notes, created, machine, pace, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, json.dumps(machine()), json.dumps(pace.to_json()), text),
    )
    for run in runs:
        db.execute(
            "INSERT INTO runs (experiment, visitor, run, state, reason, ticket)"
            f" VALUES (?, ?, ?, ?, '', {NEXT_TICKET})",
            (id_, visitor, json.dumps(run.published()), State.QUEUED),
        )
    return id_


def counts(db: sqlite3.Connection, visitor: str) -> Counts:
    """What there is now, for `allow`."""
    marks = ", ".join("?" * len(ACTIVE))
    asked = (
        (f"runs WHERE visitor = ? AND state IN ({marks})", (visitor, *ACTIVE)),
        ("runs WHERE state = ?", (State.QUEUED,)),
        ("experiments WHERE visitor = ?", (visitor,)),
    )
    return Counts(*(db.execute(f"SELECT count(*) FROM {of}", by).fetchone()[0] for of, by in asked))
