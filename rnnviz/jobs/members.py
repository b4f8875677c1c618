"""What a class is made of, and what is asked of its rows within a transaction.

A student is a member, known by a keyed hash whose key is the class's own and goes with it. Whoever
holds a seed is hashed apart from that, so an answer leads to no run and to no visitor.
"""

import sqlite3
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from hmac import digest
from secrets import choice

from rnnviz.lm.run import Run

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
CODE_LETTERS = 6


class Kind(StrEnum):
    """What was answered."""

    GUESS = "guess"  # which placement ends lowest; the item is the placements
    QUESTION = "question"
    PUZZLE = "puzzle"


RIGHT, WRONG = "right", "wrong"  # how a puzzle's placement was graded


@dataclass(frozen=True, slots=True)
class Class:
    """A class that is open."""

    code: str
    runs: tuple[Run, ...]  # that each student trains, with seed 0
    opened: str  # ISO 8601, UTC
    members: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The placements."""
        return tuple(run.key for run in self.runs)

    @property
    def plain(self) -> str:
        """The key of the one without dropout."""
        return next(run.key for run in self.runs if not run.placement.edges)

    @property
    def name(self) -> str:
        """What a student's own runs are called at first; without the code, which may be over."""
        corpus = self.runs[0].corpus
        return f"{corpus.name} {corpus.size or ''}: {', '.join(self.keys)}"

    @property
    def sample(self) -> Run:
        """A run to measure the pace by."""
        run = self.runs[0]
        return replace(run, training=replace(run.training, epochs=1))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member answered first, and last; who that is, nobody can tell."""

    member: str
    kind: str
    item: str
    first: str
    last: str


def new_code(db: sqlite3.Connection) -> str:
    """One that no class has."""
    code = "".join(choice(LETTERS) for _ in range(CODE_LETTERS))
    return new_code(db) if class_row(db, code) else code


def class_row(db: sqlite3.Connection, code: str) -> sqlite3.Row | None:
    return db.execute("SELECT * FROM classes WHERE code = ?", (code,)).fetchone()


def forget(db: sqlite3.Connection, code: str) -> None:
    for table in ("members", "answers", "seeds"):
        db.execute(f"DELETE FROM {table} WHERE class = ?", (code,))
    db.execute("DELETE FROM classes WHERE code = ?", (code,))


def is_member(db: sqlite3.Connection, row: sqlite3.Row, visitor: str) -> bool:
    whom = row["code"], member_of(row, visitor)
    asked = "SELECT 1 FROM members WHERE class = ? AND member = ?"
    return db.execute(asked, whom).fetchone() is not None


def experiment_of(db: sqlite3.Connection, code: str, holder: str) -> str | None:
    row = db.execute(
        "SELECT s.experiment FROM seeds s JOIN experiments e ON e.id = s.experiment"
        " WHERE s.class = ? AND s.holder = ?",
        (code, holder),
    ).fetchone()
    return row and row["experiment"]


def seed_of(db: sqlite3.Connection, code: str, holder: str) -> int:
    """The holder's seed, else the next one."""
    asked = "SELECT seed FROM seeds WHERE class = ? AND holder = ?"
    if row := db.execute(asked, (code, holder)).fetchone():
        return row["seed"]
    following = "(SELECT coalesce(max(seed), -1) + 1 FROM seeds WHERE class = ?)"
    db.execute(f"INSERT INTO seeds VALUES (?, {following}, ?, NULL)", (code, code, holder))
    return db.execute(asked, (code, holder)).fetchone()["seed"]


def hidden(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def member_of(row: sqlite3.Row, visitor: str) -> str:
    return _keyed(row, f"member {visitor}")


def holder_of(row: sqlite3.Row, visitor: str) -> str:
    return _keyed(row, f"holder {visitor}")


def _keyed(row: sqlite3.Row, text: str) -> str:
    return digest(row["secret"].encode(), text.encode(), "sha256").hex()[:16]
