"""The desk: where a web process takes what its visitors ask for, and tells how it stands.

It writes to the record, and reads there and on the board what became of it. The queue is another
process, and any number of desks may stand before it.
"""

from collections.abc import Callable
from functools import partial
from time import monotonic, sleep

from rnnviz.content import Message
from rnnviz.errors import InputError
from rnnviz.jobs.adding import Counts
from rnnviz.jobs.board import Status, WebSide
from rnnviz.jobs.classes import Classes
from rnnviz.jobs.fair import waits
from rnnviz.jobs.job import State
from rnnviz.jobs.limits import Limits, class_days, refuse_more
from rnnviz.jobs.measuring import ask
from rnnviz.jobs.members import Class
from rnnviz.jobs.presence import Presence
from rnnviz.jobs.sharing import Shares
from rnnviz.jobs.store import Store
from rnnviz.lm.run import Run
from rnnviz.workers.pace import Pace, measure
from rnnviz.workers.room import refuse_worker

_START_SECONDS = 20.0  # that a queue takes to start, on a machine that is busy
_LOOK_SECONDS = 0.1
_WAITS_SECONDS = 1.0
_WAITS_SHARE = 0.1  # of a processor at most goes into telling how long they are


class Desk:
    """The one desk of a web process; `presence` is to be told who has a page open there."""

    def __init__(
        self, store: Store, limits: Limits, clock: Callable[[], float] = monotonic
    ) -> None:
        self.store, self.limits = store, limits
        self.classes = Classes(store.file, class_days())
        self.shares = Shares(store.file)
        self.presence = Presence(limits.away_seconds)
        self.board = WebSide(store.home, clock)
        self._clock, self._opened = clock, clock()
        self._waits: tuple[float, dict[int, float]] = (clock(), {})

    def submit(self, visitor: str, name: str, runs: tuple[Run, ...], pace: Pace) -> str:
        """The id of a new experiment at the end of the queue.

        Raises `InputError` for what this server's limits don't allow.
        """
        self.limits.refuse(runs, pace)
        return self.store.add(visitor, name, runs, pace, partial(self._allow, experiments=1))

    def open_class(self, runs: tuple[Run, ...]) -> str:
        """The teacher's secret of a new class; `InputError` where there are too many."""
        self.classes.forget_old()
        return self.classes.open(runs, self.limits.classes)

    def train_with_class(self, visitor: str, class_: Class, pace: Pace) -> str:
        """The experiment that is a member's seed of the class's; `InputError` as in `submit`."""
        self.limits.refuse(class_.runs, pace)
        return self.classes.train(class_, visitor, pace, partial(self._allow, experiments=1))

    def resume(self, visitor: str, experiment: str) -> None:
        """Put what was paused or failed at the end of the queue; `InputError` as in `submit`."""
        self.store.resume(visitor, experiment, partial(self._allow, experiments=0))

    def _allow(self, more: int, now: Counts, experiments: int) -> None:
        """Raise `InputError` for more runs or experiments than the limits let there be."""
        mine, kept = now.mine + more, now.kept + experiments
        refuse_more("jobs.many_runs", mine, self.limits.runs)
        refuse_more("jobs.long_queue", now.waiting + more, self.limits.queue)
        if experiments:
            refuse_more("jobs.many_experiments", kept, self.limits.experiments)

    def trouble(self) -> tuple[Message, ...]:
        """What keeps all runs from training."""
        if status := self.board.status():
            return status.trouble
        return () if self._is_starting() else (Message("jobs.no_queue"),)

    def refuse_worker(self) -> None:
        """Raise `InputError` where there is no memory for a first worker; else a run waits."""
        status = self.board.status() or Status()
        if status.no_room and not status.pids:
            raise InputError(status.no_room)

    def measure(self, run: Run, device: str) -> Pace:
        """How fast a run like this one is there, which takes seconds; raises `InputError` so, too.

        The queue measures it. Where there is none to be reached, this process does.
        """
        while not (status := self.board.status()) and self._is_starting():
            sleep(_LOOK_SECONDS)
        pace = ask(status.door, run, device) if status and status.door else None
        if pace:
            return pace
        refuse_worker()  # it takes as much as one
        return measure(run, device, self.limits.parameters)

    def _is_starting(self) -> bool:
        return self._clock() - self._opened < _START_SECONDS

    def waits(self) -> dict[int, float]:
        """Seconds until each waiting run is expected to start, by id, in order of their turn."""
        until, seconds = self._waits
        if (began := self._clock()) >= until:  # thirty pages ask each second
            seconds = self._told_waits()
            took = self._clock() - began
            self._waits = self._clock() + max(_WAITS_SECONDS, took / _WAITS_SHARE), seconds
        return seconds

    def _told_waits(self) -> dict[int, float]:
        try:
            jobs = self.store.active()
        except InputError:  # whoever shows the runs says it
            return {}
        status = self.board.status() or Status()
        waiting = [job for job in jobs if job.state == State.QUEUED]
        running = [job for job in jobs if job.state == State.RUNNING]
        alone = waits(waiting, running, self.limits.workers, dict(status.served))
        slower = self.limits.rounds(self.limits.workers)  # than each alone on a core
        return {id_: slower * seconds for id_, seconds in alone.items()}
