"""What the queue and the web processes tell each other beside the record: small files with it.

Each is one process's, which writes it anew every few seconds. One that has not changed for a while,
by a clock that can't jump, is of a process that is gone.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from time import monotonic

from rnnviz.content import Message
from rnnviz.lm.run import Json

BEAT_SECONDS = 1.0
SILENT_SECONDS = 10.0  # of a process that is gone, or so busy that nobody should rely on it
_STATUS = "queue.json"
_WEB = "web-{}.json"


@dataclass(frozen=True, slots=True)
class Status:
    """What the queue alone knows."""

    trouble: tuple[Message, ...] = ()  # what keeps all runs from training
    no_room: Message | None = None  # why no worker more can be started now
    pids: tuple[int, ...] = ()  # of the workers
    served: tuple[tuple[str, int], ...] = ()  # when each visitor was last given a start
    door: tuple[str, str] | None = None  # where the pace of a run can be asked for, and the secret

    def to_json(self) -> Json:
        return {
            "trouble": [each.to_text() for each in self.trouble],
            "no_room": self.no_room and self.no_room.to_text(),
            "pids": self.pids,
            "served": self.served,
            "door": self.door,
        }

    @classmethod
    def from_json(cls, data: Json) -> "Status":
        return cls(
            trouble=tuple(map(Message.from_text, data["trouble"])),
            no_room=data["no_room"] and Message.from_text(data["no_room"]),
            pids=tuple(data["pids"]),
            served=tuple((visitor, at) for visitor, at in data["served"]),
            door=data["door"] and tuple(data["door"]),
        )


class Watched:
    """A file of another process, read again when it has changed."""

    def __init__(self, path: Path, clock: Callable[[], float] = monotonic) -> None:
        self.path, self._clock = path, clock
        self._version: tuple[int, int] | None = None
        self._at, self._data = clock(), None

    def read(self) -> Json | None:
        """What it says; None where there is none, or its process is silent."""
        try:
            now = self.path.stat()
            if (version := (now.st_mtime_ns, now.st_ino)) != self._version:
                data = json.loads(self.path.read_text(encoding="utf-8"))
                self._data = data if isinstance(data, dict) else None
                self._version, self._at = version, self._clock()
        except (OSError, ValueError):
            return None
        return None if self._clock() - self._at > SILENT_SECONDS else self._data


class QueueSide:
    """What the queue writes, and what it reads of all web processes."""

    def __init__(self, home: Path, clock: Callable[[], float] = monotonic) -> None:
        self._home, self._clock = home, clock
        self._webs: dict[Path, Watched] = {}

    def tell(self, status: Status) -> None:
        _write(self._home / _STATUS, status.to_json())

    def here(self) -> frozenset[str]:
        """Who has a page open anywhere; what silent processes left is removed."""
        paths = set(self._home.glob(_WEB.format("*")))
        self._webs = {path: self._webs.get(path) or self._watched(path) for path in paths}
        boards = {path: web.read() for path, web in self._webs.items()}
        for path in (path for path, data in boards.items() if data is None):
            _remove(path)
        told = [data.get("here", ()) for data in boards.values() if data]
        return frozenset(visitor for here in told for visitor in here)

    def end(self) -> None:
        _remove(self._home / _STATUS)

    def _watched(self, path: Path) -> Watched:
        return Watched(path, self._clock)


class WebSide:
    """What a web process writes, and what it reads of the queue."""

    def __init__(self, home: Path, clock: Callable[[], float] = monotonic) -> None:
        self._own = home / _WEB.format(token_hex(8))
        self._queue = Watched(home / _STATUS, clock)

    def tell(self, here: frozenset[str]) -> None:
        """Say who has a page open here."""
        _write(self._own, {"here": sorted(here)})

    def status(self) -> Status | None:
        """What the queue says; None where it is gone, or of another version."""
        with suppress(LookupError, TypeError):
            return Status.from_json(self._queue.read() or {})
        return None

    def end(self) -> None:
        _remove(self._own)


def _write(path: Path, data: Json) -> None:
    """A file whole or not at all, for nobody else to read.

    Where it can't be, the next may go better: on Windows it can't while somebody reads the last.
    """
    draft = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(data), encoding="utf-8")
        draft.replace(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
