"""What a web process does beside its pages: say who is there, keep the folder's queue alive, and
forget old classes.

Each of several that share a folder starts a queue where it hears of none, and the folder's lock
settles whose it is. When that process ends, so does its queue, and the next one starts another.
"""

from contextlib import suppress
from threading import Event, Thread
from time import monotonic

from rnnviz.errors import InputError
from rnnviz.jobs.board import BEAT_SECONDS, WebSide
from rnnviz.jobs.desk import Desk
from rnnviz.jobs.parts import Part

_FORGET_SECONDS = 3_600.0  # between two looks for classes that nobody uses any more
_kept: list["Keeper"] = []
_others = Event()  # set where somebody else keeps the queue


class Keeper:
    """A thread that ends with its process, or when it is closed."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._end = desk, Event()
        self.queue = queue_part(desk.board)
        self._thread = Thread(target=self._work, daemon=True)

    def start(self) -> None:
        _kept.append(self)
        self._thread.start()

    def close(self) -> None:
        """End the queue, if it is this process's: its workers save first."""
        self._end.set()
        self._thread.join()
        self.queue.ask_to_end()
        self._desk.board.end()
        self.queue.wait()

    def _work(self) -> None:
        known, forget_at = (
            False,
            0.0,
        )  # what the board says at first may be of a queue that was killed
        while not self._end.is_set():
            self._desk.board.tell(self._desk.presence.here())
            known = known and self._desk.board.status() is not None
            if not _others.is_set() and (self.queue.process or not known):
                self.queue.tend()
            known = True
            if monotonic() >= forget_at:
                forget_at = monotonic() + _FORGET_SECONDS
                with suppress(InputError):  # the record may be mended by then
                    self._desk.classes.forget_old()
            self._end.wait(BEAT_SECONDS)


def queue_part(board: WebSide) -> Part:
    """The queue of a folder, which is well where it tells how it stands."""
    return Part("The queue", ["queue"], well=lambda: board.status() is not None)


def leave_queue_to_others() -> None:
    """Let no keeper of this process start a queue."""
    _others.set()


def let_go() -> None:
    """End whatever this process keeps."""
    while _kept:
        _kept.pop().close()
