"""The file of the record: made, opened, renewed and cleaned.

Each call opens it anew (0.2 ms), so a deleted file or a full disk is noticed by the call that
meets it, and nothing is shared between threads. Readers don't wait for the writer (WAL). What is
deleted is overwritten, and nobody but the server's user reads anything here: visitors train on
texts of their own.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex

from rnnviz.errors import InputError
from rnnviz.jobs.folder import locked, make_folder, tighten, unusable
from rnnviz.jobs.reasons import renew
from rnnviz.jobs.rows import CLASS_TABLES, CLASSES, CLEAN, FORM, KEYS, SCHEMA, SHARED, SHARES

FILE, LOCK, _MAKING = "runs.sqlite", "lock.sqlite", "making.sqlite"
READ, WRITE = "BEGIN", "BEGIN IMMEDIATE"


class StoreError(InputError):
    """The record can't be read or written; the sentence says why and what to do."""


class RecordFile:
    """The record's file in a folder; both are made where they are missing."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def prepare(self) -> None:
        """Make the folder, or shut one that there is to other users."""
        make_folder(self.home)
        tighten(self.home, (FILE, LOCK, _MAKING))

    @contextmanager
    def open(self, begin: str) -> Iterator[sqlite3.Connection]:
        """One transaction. Raises `StoreError` if it can't be."""
        path = self.home / FILE
        try:
            if not path.exists():
                _make(path)
            db = _connect(path, 10.0)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(unusable(path, error)) from error
        try:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA secure_delete = ON")
            if FORM & ~_version(db):
                _renew(db)
            db.execute(begin)
            yield db
            db.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreError(unusable(path, error)) from error
        finally:
            db.close()  # rolls back what is not committed

    def kept_open(self) -> sqlite3.Connection:
        """A connection that saves all others from being the last, which would have to clean up."""
        with self.open(READ):
            db = _connect(self.home / FILE, 10.0)
            db.execute("SELECT count(*) FROM runs").fetchall()  # it opens at the first question
        return db

    def scrub(self) -> bool:
        """Overwrite what was deleted; whether it is done, for a reader or a full disk may be in
        the way.
        """
        with self.open(READ):
            pass  # there is a record
        try:
            with closing(_connect(self.home / FILE, 0.0)) as db:
                version = _version(db)
                if not version & CLEAN:
                    db.execute("PRAGMA temp_store = MEMORY")
                    db.execute("VACUUM")
                    db.execute(f"PRAGMA user_version = {version | CLEAN}")
                return db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        except sqlite3.Error:
            return False


def _connect(path: Path, seconds: float) -> sqlite3.Connection:
    """A connection to the file that there is: an empty one in its place would never be filled."""
    where = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(where, uri=True, timeout=seconds, isolation_level=None)


def _version(db: sqlite3.Connection) -> int:
    return db.execute("PRAGMA user_version").fetchone()[0]


def _renew(db: sqlite3.Connection) -> None:
    """Bring a record that an earlier program made to today's form."""
    db.execute(WRITE)
    version = _version(db)
    if not version & KEYS:  # nobody was faster
        renew(db)
    if not version & CLASSES:
        for table in CLASS_TABLES:
            db.execute(table)
    if not version & SHARED:
        db.execute(SHARES)
    db.execute(f"PRAGMA user_version = {version | FORM}")
    db.execute("COMMIT")


def _make(path: Path) -> None:
    """An empty record, there at once and whole, also when several make it at the same time.

    SQLite refuses whoever opens a file that another is turning to WAL, however long they would
    have waited; so this is done to a file that nobody knows of yet. Who may give it its name is
    settled by a lock, which a process that is killed gives back.
    """
    make_folder(path.parent)
    making, _ = locked(path.with_name(_MAKING), 10.0)
    with closing(making):
        if path.exists():  # another was faster
            return
        draft = path.with_name(f"{token_hex(8)}.draft")
        try:
            draft.touch(mode=0o600)  # SQLite gives its own files the same
            with closing(sqlite3.connect(draft)) as db:
                db.executescript(SCHEMA)
            draft.replace(path)
        finally:
            for part in path.parent.glob(f"{draft.name}*"):
                part.unlink()
