"""The tables of the record, and what a row of each means."""

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from rnnviz.jobs.job import Experiment, Job, State, Summary
from rnnviz.jobs.reasons import read
from rnnviz.lm.run import Json, Run, StepResult, WorkerFailed
from rnnviz.runs.results import Record
from rnnviz.workers.pace import Pace

# What a record is, added up to its version: in one that is clean, nothing that was deleted is left
# to be read; in one of keys, no reason is a sentence; one of classes has tables for those; one that
# is shared has a table of links.
CLEAN, KEYS, CLASSES, SHARED = 1, 2, 4, 8
FORM = KEYS | CLASSES | SHARED
_TABLES = {  # without numbers, which would say who came when
    "classes": "code TEXT PRIMARY KEY, teacher TEXT UNIQUE, secret TEXT, runs TEXT, opened TEXT,"
    " used INTEGER",
    "members": "class TEXT, member TEXT, PRIMARY KEY (class, member)",
    "answers": "class TEXT, member TEXT, kind TEXT, item TEXT, first TEXT, last TEXT,"
    " PRIMARY KEY (class, member, kind, item)",
    "seeds": "class TEXT, seed INTEGER, holder TEXT, experiment TEXT,"
    " PRIMARY KEY (class, seed), UNIQUE (class, holder)",
}
CLASS_TABLES = tuple(
    f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID"
    for name, columns in _TABLES.items()
)
SHARES = "CREATE TABLE IF NOT EXISTS shares (link TEXT PRIMARY KEY, experiment TEXT UNIQUE);"
SCHEMA = f"""
PRAGMA journal_mode = WAL;
PRAGMA user_version = {CLEAN | FORM};
CREATE TABLE experiments (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, visitor TEXT, name TEXT, notes TEXT, created TEXT,
    machine TEXT, pace TEXT, text TEXT
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, experiment TEXT, visitor TEXT, run TEXT, state TEXT, reason TEXT,
    ticket INTEGER, latest TEXT
);
CREATE TABLE points (
    number INTEGER PRIMARY KEY, run INTEGER, step INTEGER, result TEXT, UNIQUE (run, step)
);
{SHARES}
CREATE INDEX of_visitor ON experiments (visitor);
CREATE INDEX of_experiment ON runs (experiment);
CREATE INDEX of_state ON runs (state);
{";".join(CLASS_TABLES)};
"""
SELECT_JOBS = "SELECT r.*, e.pace, e.name FROM runs r JOIN experiments e ON e.id = r.experiment"
NEXT_TICKET = "(SELECT coalesce(max(ticket), 0) + 1 FROM runs)"


def a_job(row: sqlite3.Row) -> Job:
    return Job(
        id=row["id"],
        experiment=row["experiment"],
        visitor=row["visitor"],
        run=_a_run(row["run"]),
        state=State(row["state"]),
        reason=read(row["reason"]),
        ticket=row["ticket"],
        latest=row["latest"] and a_result(row["latest"]),
        pace=_a_pace(row["pace"]),
    )


@lru_cache(maxsize=10_000)  # thirty pages read the same texts each second
def a_result(text: str) -> StepResult:
    """One step's result, from its JSON."""
    return StepResult.from_json(json.loads(text))


@lru_cache(maxsize=2_000)
def _a_run(text: str) -> Run:
    return Run.from_json(json.loads(text))


@lru_cache(maxsize=2_000)
def _a_pace(text: str) -> Pace:
    return Pace.from_json(json.loads(text))


def a_record(row: sqlite3.Row, jobs: Sequence[Job], points: Sequence[StepResult]) -> Record:
    return filled(row["created"], json.loads(row["machine"]), jobs, points)


def filled(began: str, machine: Json, jobs: Sequence[Job], points: Sequence[StepResult]) -> Record:
    """The record of these runs, and of what they said."""
    record = Record(tuple(job.run for job in jobs), began=began, machine=machine)
    for result in points:
        record.add(result)
    for job in jobs:
        place = job.run.key, job.run.seed
        if job.latest:
            record.latest[place] = job.latest
        if job.state == State.FAILED:
            record.add(WorkerFailed(*place, str(job.reason)))
    return record


def an_experiment(db: sqlite3.Connection, row: sqlite3.Row) -> Experiment:
    """All about the experiment of a row."""
    id_ = row["id"]
    runs = db.execute(f"{SELECT_JOBS} WHERE e.id = ? ORDER BY r.id", (id_,)).fetchall()
    points = db.execute(
        "SELECT p.* FROM points p JOIN runs r ON r.id = p.run WHERE r.experiment = ?"
        " ORDER BY p.run, p.step",
        (id_,),
    ).fetchall()
    jobs = tuple(map(a_job, runs))
    record = a_record(row, jobs, [a_result(point["result"]) for point in points])
    return Experiment(id_, row["name"], row["notes"], jobs, record)


def a_summary(row: sqlite3.Row, runs: Sequence[sqlite3.Row]) -> Summary:
    described = [json.loads(run["run"]) for run in runs]
    return Summary(
        id=row["id"],
        name=row["name"],
        notes=row["notes"],
        created=row["created"],
        keys=tuple(dict.fromkeys(run["key"] for run in described)),
        seeds=len({run["seed"] for run in described}),
        states=tuple(State(run["state"]) for run in runs),
    )
