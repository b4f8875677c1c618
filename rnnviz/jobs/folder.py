"""The folder that the runs are kept in: made for nobody else to read, and what to say of it."""

import errno
import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISVTX

from rnnviz.content import Message
from rnnviz.places import runs

FileId = tuple[int, int]
# What ends the name of a mark: an experiment may have files that are of no more use.
DELETED, STOPPED = ".deleted", ".stopped"
IN_USE = "jobs.in_use"
_ID = re.compile(r"[0-9a-f]{16}")
_FULL, _NO_ADVICE = "jobs.full", "jobs.unusable"
_FORBIDDEN = "jobs.forbidden"
_IN_THE_WAY = "jobs.in_the_way"
_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
}
_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _FORBIDDEN,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: "jobs.full_or_forbidden",
    sqlite3.SQLITE_NOTADB: _IN_THE_WAY,
    sqlite3.SQLITE_CORRUPT: _IN_THE_WAY,
    sqlite3.SQLITE_ERROR: _IN_THE_WAY,  # other tables than ours
    sqlite3.SQLITE_BUSY: "jobs.busy",
    sqlite3.SQLITE_IOERR: "jobs.broken",
}


def home() -> Path:
    """Where runs are kept: RNNVIZ_RUNS, else the folder of this program."""
    return Path(os.environ.get("RNNVIZ_RUNS") or runs()).absolute()


def make_folder(home: Path) -> None:
    """The folder, readable by nobody else where it is new."""
    home.parent.mkdir(parents=True, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)


def file_id(path: Path) -> FileId | None:
    """Which file a path leads to now; None for none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def locked(path: Path, seconds: float = 0.0) -> tuple[sqlite3.Connection, FileId]:
    """A lock on a file, which the system gives back when this process ends, and which file it is.

    Raises `sqlite3.OperationalError` where another has it for longer than so many seconds, and
    `OSError` where there can be no such file, or it is taken away meanwhile.
    """
    if not path.exists():  # to open it once more would give a lock of this process back
        path.touch(mode=0o600)
    before = file_id(path)
    lock = sqlite3.connect(path, timeout=seconds, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        lock.close()
        raise
    if before is None or file_id(path) != before:
        lock.close()
        raise FileNotFoundError(errno.ENOENT, "its lock was taken away")
    return lock, before


def tighten(home: Path, files: Sequence[str]) -> None:
    """Shut a folder of runs to other users: it, these files in it, and what experiments left.

    Not a folder for all, such as /tmp, in which only our own files are.
    """
    if not home.stat().st_mode & S_ISVTX:
        _allow(home.resolve(), 0o700)
    for name in files:
        for ending in ("", "-wal", "-shm", "-journal"):
            _allow(home / f"{name}{ending}", 0o600)
    for folder in home.iterdir():
        if _ID.fullmatch(folder.name) and folder.is_dir():
            _allow(folder, 0o700)
            for path in folder.rglob("*"):
                _allow(path, 0o700 if path.is_dir() else 0o600)


def _allow(path: Path, mode: int) -> None:
    with suppress(OSError):  # not there, or not ours
        if not path.is_symlink():
            path.chmod(mode)


def mark(home: Path, id_: str, ending: str) -> None:
    """Note that an experiment's files are to go: the queue, which removes them, may not be there.

    To be called within the transaction that lets them go, as `tidy` looks within one.
    """
    if _ID.fullmatch(id_):
        with suppress(OSError):
            (home / f"{id_}{ending}").touch(mode=0o600)


def marked(home: Path, ending: str) -> set[str]:
    """The experiments that have such a mark."""
    return {path.name.removesuffix(ending) for path in home.glob(f"*{ending}")}


def unusable(path: Path, error: Exception) -> Message:
    """Why a record can't be used, and what to do."""
    if isinstance(error, OSError):
        why, key = error.strerror or str(error), _ERRNO.get(error.errno or 0, _NO_ADVICE)
    else:  # what follows the first byte says where in SQLite it was noticed
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        why, key = str(error), _SQLITE.get(code, _NO_ADVICE)
    shown = str(path).encode(errors="replace").decode()  # a name may be no text
    return Message(key, {"path": shown, "why": why})


def why_no_lock(home: Path, error: Exception) -> Message:
    """Why the lock of a folder can't be had."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return Message(IN_USE, {"folder": str(home)})
    return unusable(home, error)
