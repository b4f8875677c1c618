"""Classes: what students answer and train is pooled, without any of their names."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex, token_urlsafe
from time import time

from rnnviz.errors import InputError
from rnnviz.jobs.adding import Allow, insert
from rnnviz.jobs.file import READ, WRITE, RecordFile
from rnnviz.jobs.limits import refuse_more
from rnnviz.jobs.members import (
    Answer,
    Class,
    Kind,
    class_row,
    experiment_of,
    forget,
    hidden,
    holder_of,
    is_member,
    member_of,
    new_code,
    seed_of,
)
from rnnviz.jobs.rows import SELECT_JOBS, a_job, a_result, filled
from rnnviz.lm.machine import machine
from rnnviz.lm.run import Run
from rnnviz.runs.results import Record
from rnnviz.workers.pace import Pace

MOST_MEMBERS = 2_000
MOST_ANSWERS = 200  # of one member
_DAY_SECONDS = 86_400
_OF_CLASS = "JOIN seeds s ON s.experiment = r.experiment WHERE s.class = ?"


def today() -> int:
    """The day, as a number."""
    return int(time() // _DAY_SECONDS)


class Classes:
    """All classes of a record; one is forgotten so many days after its last use."""

    def __init__(self, file: RecordFile, days: int, day: Callable[[], int] = today) -> None:
        self._file, self.days, self._day = file, days, day

    # What a teacher asks.

    def open(self, runs: Sequence[Run], most: float) -> str:
        """The secret of a new class, unless there are too many."""
        secret = token_urlsafe(24)
        opened = datetime.now(UTC).isoformat(timespec="seconds")
        published = json.dumps([run.published() for run in runs])
        with self._file.open(WRITE) as db:
            count = db.execute("SELECT count(*) FROM classes").fetchone()[0] + 1
            refuse_more("jobs.many_classes", count, most)
            db.execute(
                "INSERT INTO classes VALUES (?, ?, ?, ?, ?, ?)",
                (new_code(db), hidden(secret), token_hex(32), published, opened, self._day()),
            )
        return secret

    def of_teacher(self, secret: str) -> Class | None:
        """The class of a teacher's secret."""
        return self._one("teacher", hidden(secret))

    def delete(self, secret: str) -> bool:
        """Forget a class and all that was pooled; whether there was one.

        Runs stay their owners'.
        """
        with self._file.open(WRITE) as db:
            teacher = hidden(secret)
            row = db.execute("SELECT code FROM classes WHERE teacher = ?", (teacher,)).fetchone()
            if row:
                forget(db, row["code"])
        self._file.scrub()
        return row is not None

    def answers(self, code: str) -> tuple[Answer, ...]:
        """All that was answered."""
        with self._file.open(READ) as db:
            rows = db.execute(
                "SELECT member, kind, item, first, last FROM answers WHERE class = ?"
                " ORDER BY kind, item, member",
                (code,),
            ).fetchall()
        return tuple(Answer(*row) for row in rows)

    # What anybody in it asks.

    def find(self, code: str) -> Class | None:
        """The class of a code."""
        return self._one("code", code)

    def record(self, class_: Class) -> Record:
        """The pooled experiment, without runs whose dropout was changed on the way."""
        with self._file.open(READ) as db:
            at = "JOIN seeds s ON s.experiment = e.id WHERE s.class = ? ORDER BY s.seed, r.id"
            rows = db.execute(f"{SELECT_JOBS} {at}", (class_.code,)).fetchall()
            points = db.execute(
                f"SELECT p.result FROM points p JOIN runs r ON r.id = p.run {_OF_CLASS}"
                " ORDER BY s.seed, p.run, p.step",
                (class_.code,),
            ).fetchall()
        jobs = [job for job in map(a_job, rows) if not job.run.changes]
        kept = {(job.run.key, job.run.seed) for job in jobs}
        results = (a_result(point["result"]) for point in points)
        mine = [each for each in results if (each.key, each.seed) in kept]
        return filled(class_.opened, machine(), jobs, mine)

    def stamp(self, code: str) -> tuple[int, ...]:
        """What is another one once the pooled experiment has grown or shrunk."""
        with self._file.open(READ) as db:
            runs = db.execute(f"SELECT count(*), sum(r.id) FROM runs r {_OF_CLASS}", (code,))
            points = db.execute(
                f"SELECT count(*), max(p.number) FROM points p JOIN runs r ON r.id = p.run"
                f" {_OF_CLASS}",
                (code,),
            )
            return tuple(number or 0 for number in (*runs.fetchone(), *points.fetchone()))

    # What a student asks.

    def join(self, code: str, visitor: str) -> None:
        """Be a member from now on; once more changes nothing."""
        with self._file.open(WRITE) as db:
            if row := class_row(db, code):
                count = "SELECT count(*) FROM members WHERE class = ?"
                members = db.execute(count, (code,)).fetchone()[0]
                if members >= MOST_MEMBERS:
                    raise InputError("jobs.class_full", code=code, most=MOST_MEMBERS)
                whom = code, member_of(row, visitor)
                db.execute("INSERT OR IGNORE INTO members VALUES (?, ?)", whom)

    def leave(self, code: str, visitor: str) -> None:
        """Take back all that one has given; a seed given out is never another's."""
        with self._file.open(WRITE) as db:
            if row := class_row(db, code):
                for table in ("members", "answers"):
                    whom = code, member_of(row, visitor)
                    db.execute(f"DELETE FROM {table} WHERE class = ? AND member = ?", whom)
                db.execute(
                    "UPDATE seeds SET holder = hex(randomblob(16)), experiment = NULL"
                    " WHERE class = ? AND holder = ?",
                    (code, holder_of(row, visitor)),
                )
        self._file.scrub()

    def has(self, code: str, visitor: str) -> bool:
        """Whether a visitor is a member."""
        with self._file.open(READ) as db:
            row = class_row(db, code)
            return row is not None and is_member(db, row, visitor)

    def answer(self, code: str, visitor: str, kind: Kind, item: str, choice: str) -> None:
        """Keep what a member answers; of whoever is none, nothing."""
        with self._file.open(WRITE) as db:
            row = class_row(db, code)
            if row is None or not is_member(db, row, visitor):
                return
            member = member_of(row, visitor)
            count = "SELECT count(*) FROM answers WHERE class = ? AND member = ?"
            if db.execute(count, (code, member)).fetchone()[0] < MOST_ANSWERS:
                db.execute(
                    "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT DO UPDATE SET last = excluded.last",
                    (code, member, kind, item, choice, choice),
                )

    def answered(self, code: str, visitor: str, kind: Kind, item: str) -> str | None:
        """What a member answered first."""
        with self._file.open(READ) as db:
            row = class_row(db, code)
            whose = "class = ? AND member = ? AND kind = ? AND item = ?"
            first = (
                row
                and db.execute(
                    f"SELECT first FROM answers WHERE {whose}",
                    (code, member_of(row, visitor), kind, item),
                ).fetchone()
            )
        return first["first"] if first else None

    def experiment(self, code: str, visitor: str) -> str | None:
        """A member's own runs in the pooled experiment, while they are there."""
        with self._file.open(READ) as db:
            row = class_row(db, code)
            return None if row is None else experiment_of(db, code, holder_of(row, visitor))

    def train(self, class_: Class, visitor: str, pace: Pace, allow: Allow) -> str:
        """Put a member's own seed at the end of the queue, if allowed, and once; the experiment.

        No two have the same seed, and who deletes their runs and starts again has the same one.
        """
        with self._file.open(WRITE) as db:
            row = class_row(db, class_.code)
            if row is None or not is_member(db, row, visitor):
                raise InputError("jobs.no_class", code=class_.code)
            holder = holder_of(row, visitor)
            if there := experiment_of(db, class_.code, holder):
                return there
            seed = seed_of(db, class_.code, holder)
            runs = [replace(run, seed=seed) for run in class_.runs]
            id_ = insert(db, visitor, class_.name, runs, pace, allow=allow)
            db.execute(
                "UPDATE seeds SET experiment = ? WHERE class = ? AND seed = ?",
                (id_, class_.code, seed),
            )
        return id_

    # What time asks.

    def forget_old(self) -> int:
        """Forget the classes that nobody has used for too long; how many."""
        with self._file.open(WRITE) as db:
            oldest = (self._day() - self.days,)
            rows = db.execute("SELECT code FROM classes WHERE used < ?", oldest).fetchall()
            for row in rows:
                forget(db, row["code"])
        if rows:
            self._file.scrub()
        return len(rows)

    def _one(self, column: str, value: str) -> Class | None:
        """The class that has this, unless it is too old; it is used by that."""
        day = self._day()
        with self._file.open(READ) as db:
            row = db.execute(
                "SELECT *, (SELECT count(*) FROM members WHERE class = code) AS members"
                f" FROM classes WHERE {column} = ? AND used >= ?",
                (value, day - self.days),
            ).fetchone()
        if row is None:
            return None
        if row["used"] < day:
            with suppress(InputError), self._file.open(WRITE) as db:
                db.execute("UPDATE classes SET used = ? WHERE code = ?", (day, row["code"]))
        runs = tuple(map(Run.from_json, json.loads(row["runs"])))
        return Class(row["code"], runs, row["opened"], row["members"])
