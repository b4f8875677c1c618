"""The process that is a folder's queue: the queue's thread, and the board that the others read."""

from signal import SIG_IGN, SIGINT, SIGTERM, signal
from threading import Event

from rnnviz.errors import InputError
from rnnviz.jobs.board import BEAT_SECONDS, QueueSide, Status
from rnnviz.jobs.folder import home
from rnnviz.jobs.limits import limits, niceness
from rnnviz.jobs.measuring import Measuring
from rnnviz.jobs.parts import IN_USE, when_left
from rnnviz.jobs.queue import Queue
from rnnviz.jobs.store import Store
from rnnviz.workers.site import Site

_FIRST_LOOK_SECONDS = 0.05


def main(site: Site, *, kept: bool) -> int:
    """Be the queue, whose runs train at a site, until asked to end; the exit code.

    One that is `kept` ends with whoever started it. Raises `InputError` where the folder has one.
    """
    end = _asked_to_end(kept=kept)
    board = QueueSide(home())
    queue = Queue(Store(home()), limits(), niceness=niceness(), site=site)
    queue.presence.see(board.here())
    queue.start()
    try:
        while not (queue.holds or queue.trouble or end.is_set()):
            end.wait(_FIRST_LOOK_SECONDS)
        if queue.in_use:
            if kept:  # two web processes have started one at the same time
                return IN_USE
            raise InputError(queue.in_use)
        door = Measuring(queue).door
        while not end.is_set():
            queue.presence.see(board.here())
            if not queue.in_use:
                board.tell(_status(queue, door))
            elif kept:  # somebody has deleted the folder, and another was faster in the new one
                return IN_USE
            end.wait(BEAT_SECONDS)
        if not queue.in_use:
            board.end()
    finally:
        queue.close()
    return 0


def _asked_to_end(*, kept: bool) -> Event:
    """What is set once this process is to end: by a signal, or by the end of who keeps it."""
    end = Event()
    signal(SIGTERM, lambda *_: end.set())
    if kept:
        signal(SIGINT, SIG_IGN)  # Ctrl-C reaches every process; whoever keeps this one ends it
        when_left(end.set)
    else:
        signal(SIGINT, lambda *_: end.set())
    return end


def _status(queue: Queue, door: tuple[str, str]) -> Status:
    pids = queue.pids()
    no_room = queue.site.no_room(pids)
    return Status(queue.trouble, no_room, pids, tuple(queue.served().items()), door)
