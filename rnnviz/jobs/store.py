"""The record of all runs, which outlives the server and every worker: what is asked of it.

Order is kept by numbers that only grow, never by the clock, which may jump.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rnnviz.content import Message
from rnnviz.jobs.adding import MOST_NAME, Allow, anything, counts, insert
from rnnviz.jobs.file import READ, WRITE, RecordFile
from rnnviz.jobs.folder import DELETED, STOPPED, mark, marked
from rnnviz.jobs.job import ACTIVE, OVER, RESUMABLE, Experiment, Job, State, Summary
from rnnviz.jobs.reasons import written
from rnnviz.jobs.rows import (
    NEXT_TICKET,
    SELECT_JOBS,
    a_job,
    a_summary,
    an_experiment,
)
from rnnviz.lm.run import Run, StepResult
from rnnviz.workers.pace import Pace

MOST_NOTES = 4_000  # characters


class Store:
    """The record in a folder, which is made where it is missing."""

    def __init__(self, home: Path) -> None:
        self.home, self.file = home, RecordFile(home)

    def place(self, job: Job) -> Path:
        """The folder of a run's finished model; its checkpoint has the same name with .pt."""
        return self.home / job.experiment / f"run-{job.id}"

    # What visitors ask; each sees only what is theirs.

    def add(
        self,
        visitor: str,
        name: str,
        runs: Sequence[Run],
        pace: Pace,
        allow: Allow = anything,
    ) -> str:
        """Put the runs of one plan at the end of the queue, if allowed; the new experiment's id."""
        with self.file.open(WRITE) as db:
            return insert(db, visitor, name, runs, pace, allow=allow)

    def summaries(self, visitor: str) -> tuple[Summary, ...]:
        """The visitor's experiments, newest first."""
        with self.file.open(READ) as db:
            experiments = db.execute(
                "SELECT * FROM experiments WHERE visitor = ? ORDER BY number DESC", (visitor,)
            ).fetchall()
            runs = db.execute("SELECT * FROM runs WHERE visitor = ? ORDER BY id", (visitor,))
            of: dict[str, list[sqlite3.Row]] = {}
            for run in runs:
                of.setdefault(run["experiment"], []).append(run)
        return tuple(a_summary(row, of.get(row["id"], [])) for row in experiments)

    def experiment(self, visitor: str, id_: str) -> Experiment | None:
        """All about one experiment; None if there is no such thing, or it is somebody else's."""
        with self.file.open(READ) as db:
            row = db.execute(
                "SELECT * FROM experiments WHERE id = ? AND visitor = ?", (id_, visitor)
            ).fetchone()
            return row and an_experiment(db, row)

    def finished(self, visitor: str) -> tuple[tuple[str, Job], ...]:
        """The visitor's runs that are done, after the experiment's name, the newest first."""
        with self.file.open(READ) as db:
            rows = db.execute(
                f"{SELECT_JOBS} WHERE r.visitor = ? AND r.state = ? ORDER BY e.number DESC, r.id",
                (visitor, State.DONE),
            ).fetchall()
        return tuple((row["name"], a_job(row)) for row in rows)

    def pause(self, visitor: str, id_: str, reason: Message | None) -> None:
        """Free its places; `resume` goes on from the very step."""
        self._move(id_, ACTIVE, State.PAUSED, reason, visitor)

    def stop(self, visitor: str, id_: str) -> None:
        """End it for good; what it measured stays. The queue removes its checkpoints."""
        self._move(id_, (*ACTIVE, *RESUMABLE), State.STOPPED, None, visitor)

    def resume(self, visitor: str, id_: str, allow: Allow = anything) -> None:
        """Put what was paused or failed at the end of the queue, if allowed."""
        marks = ", ".join("?" * len(RESUMABLE))
        with self.file.open(WRITE) as db:
            rows = db.execute(
                f"SELECT id FROM runs WHERE experiment = ? AND visitor = ? AND state IN ({marks})"
                " ORDER BY id",
                (id_, visitor, *RESUMABLE),
            ).fetchall()
            allow(len(rows), counts(db, visitor))
            for row in rows:
                db.execute(
                    f"UPDATE runs SET state = ?, reason = '', ticket = {NEXT_TICKET} WHERE id = ?",
                    (State.QUEUED, row["id"]),
                )

    def change(self, visitor: str, id_: str, changed: Sequence[Run]) -> None:
        """Let these runs, found by key and seed, go on with the changes that they carry now."""
        wanted = {(run.key, run.seed): json.dumps(run.published()) for run in changed}
        with self.file.open(WRITE) as db:
            for job in map(a_job, db.execute(f"{SELECT_JOBS} WHERE e.id = ?", (id_,)).fetchall()):
                place = job.run.key, job.run.seed
                if job.visitor == visitor and place in wanted:
                    db.execute("UPDATE runs SET run = ? WHERE id = ?", (wanted[place], job.id))

    def describe(self, visitor: str, id_: str, name: str, notes: str) -> None:
        """Give it another name, and notes."""
        with self.file.open(WRITE) as db:
            db.execute(
                "UPDATE experiments SET name = ?, notes = ? WHERE id = ? AND visitor = ?",
                (name[:MOST_NAME], notes[:MOST_NOTES], id_, visitor),
            )

    def delete(self, visitor: str, id_: str) -> bool:
        """Forget an experiment and all its figures; whether there was one.

        The queue removes its files.
        """
        with self.file.open(WRITE) as db:
            mark(self.home, id_, DELETED)
            deleted = db.execute(
                "DELETE FROM experiments WHERE id = ? AND visitor = ?", (id_, visitor)
            ).rowcount
            if deleted:
                db.execute(
                    "DELETE FROM points WHERE run IN (SELECT id FROM runs WHERE experiment = ?)",
                    (id_,),
                )
                db.execute("DELETE FROM runs WHERE experiment = ?", (id_,))
                db.execute("DELETE FROM shares WHERE experiment = ?", (id_,))
        self.file.scrub()
        return bool(deleted)

    # What the queue asks.

    def active(self) -> tuple[Job, ...]:
        """All runs that train or wait, whoever's they are."""
        with self.file.open(READ) as db:
            rows = db.execute(f"{SELECT_JOBS} WHERE r.state IN (?, ?) ORDER BY r.ticket", ACTIVE)
            return tuple(map(a_job, rows))

    def whole_run(self, job: Job) -> Run:
        """The run with the text that it trains on."""
        with self.file.open(READ) as db:
            row = db.execute(
                "SELECT text FROM experiments WHERE id = ?", (job.experiment,)
            ).fetchone()
        return replace(job.run, corpus=replace(job.run.corpus, text=row and row["text"]))

    def put(self, run: int, state: State, reason: Message | None = None) -> None:
        """Move a run on, unless its visitor has moved or deleted it meanwhile."""
        with self.file.open(WRITE) as db:
            db.execute(
                "UPDATE runs SET state = ?, reason = ? WHERE id = ? AND state IN (?, ?)",
                (state, written(reason), run, *ACTIVE),
            )

    def hear(
        self, messages: Sequence[tuple[int, StepResult | Run]], of: Mapping[int, str] | None = None
    ) -> None:
        """Keep what workers said: the newest step, every evaluation, the changes they took up.

        `of` names the experiment of each run: once a run is forgotten, another may get its number.
        """
        with self.file.open(WRITE) as db:
            for id_, what in messages:
                place = "WHERE id = ? AND experiment = coalesce(?, experiment)"
                where = id_, (of or {}).get(id_)
                if isinstance(what, Run):
                    text = json.dumps(what.published())
                    db.execute(f"UPDATE runs SET run = ? {place}", (text, *where))
                    continue
                text = json.dumps(what.to_json())
                there = db.execute(f"UPDATE runs SET latest = ? {place}", (text, *where)).rowcount
                if there and (what.evaluation or what.diverged):
                    db.execute(
                        "INSERT OR IGNORE INTO points (run, step, result) VALUES (?, ?, ?)",
                        (id_, what.step, text),
                    )

    def tidy(self, id_: str) -> None:
        """Remove the checkpoints of runs that are over, and all files of a forgotten experiment.

        Raises `OSError` for what can't be removed.
        """
        with self.file.open(WRITE) as db:  # whoever sets a mark now has done what it says
            marks = [m for end in (DELETED, STOPPED) if (m := self.home / f"{id_}{end}").exists()]
            jobs = tuple(map(a_job, db.execute(f"{SELECT_JOBS} WHERE e.id = ?", (id_,))))
        folder = self.home / id_
        if not jobs and folder.exists():
            shutil.rmtree(folder)
        for job in jobs:
            if job.state in OVER:
                for ending in (".pt", ".part"):
                    self.place(job).with_suffix(ending).unlink(missing_ok=True)
        for each in marks:
            each.unlink(missing_ok=True)

    def forgotten(self) -> set[str]:
        """The experiments that were deleted, and may have left files."""
        return marked(self.home, DELETED)

    def stopped(self) -> set[str]:
        """The experiments that were stopped, and may have left checkpoints."""
        return marked(self.home, STOPPED)

    def recover(self, reason: Message, there: Iterable[str] = ()) -> int:
        """Pause whatever was training when the last queue ended; how many runs that were.

        Those of visitors who are there wait instead, to go on.
        """
        left = "UPDATE runs SET state = ?, reason = ? WHERE state = ?"
        with self.file.open(WRITE) as db:
            waiting = [
                db.execute(f"{left} AND visitor = ?", (State.QUEUED, "", State.RUNNING, visitor))
                for visitor in there
            ]
            paused = db.execute(left, (State.PAUSED, written(reason), State.RUNNING))
            return sum(each.rowcount for each in (*waiting, paused))

    def _move(
        self, id_: str, old: Sequence[State], new: State, reason: Message | None, visitor: str
    ) -> None:
        marks = ", ".join("?" * len(old))
        with self.file.open(WRITE) as db:
            moved = db.execute(
                f"UPDATE runs SET state = ?, reason = ? WHERE experiment = ? AND visitor = ?"
                f" AND state IN ({marks})",
                (new, written(reason), id_, visitor, *old),
            ).rowcount
            if moved and new in OVER:
                mark(self.home, id_, STOPPED)
