"""Links by which a visitor shows an experiment to others, who can look at it and no more."""

import sqlite3
from dataclasses import replace
from secrets import token_urlsafe

from rnnviz.jobs.file import READ, WRITE, RecordFile
from rnnviz.jobs.job import Experiment
from rnnviz.jobs.rows import an_experiment


class Shares:
    """All links of a record; deleting an experiment deletes its own."""

    def __init__(self, file: RecordFile) -> None:
        self._file = file

    def share(self, visitor: str, id_: str) -> str:
        """What nobody can guess, and whoever has it may look at the experiment: the same each time.

        Empty where the experiment is somebody else's.
        """
        with self._file.open(WRITE) as db:
            db.execute(
                "INSERT OR IGNORE INTO shares (link, experiment)"
                " SELECT ?, id FROM experiments WHERE id = ? AND visitor = ?",
                (token_urlsafe(24), id_, visitor),
            )
            return _link(db, visitor, id_)

    def link(self, visitor: str, id_: str) -> str:
        """The same if the experiment is shared; else nothing."""
        with self._file.open(READ) as db:
            return _link(db, visitor, id_)

    def withdraw(self, visitor: str, id_: str) -> None:
        """Let nobody else look at it any more."""
        with self._file.open(WRITE) as db:
            db.execute(
                "DELETE FROM shares WHERE experiment IN"
                " (SELECT id FROM experiments WHERE id = ? AND visitor = ?)",
                (id_, visitor),
            )
        self._file.scrub()

    def shared(self, link: str) -> Experiment | None:
        """What a link shows: curves and settings, and nothing by which it could be changed."""
        with self._file.open(READ) as db:
            row = db.execute(
                "SELECT e.* FROM experiments e JOIN shares s ON s.experiment = e.id"
                " WHERE s.link = ?",
                (link,),
            ).fetchone()
            experiment = row and an_experiment(db, row)
        if not experiment:
            return None
        jobs = tuple(replace(job, experiment="", visitor="") for job in experiment.jobs)
        return replace(experiment, id=link, notes="", jobs=jobs)


def _link(db: sqlite3.Connection, visitor: str, id_: str) -> str:
    row = db.execute(
        "SELECT s.link FROM shares s JOIN experiments e ON e.id = s.experiment"
        " WHERE e.id = ? AND e.visitor = ?",
        (id_, visitor),
    ).fetchone()
    return row["link"] if row else ""
