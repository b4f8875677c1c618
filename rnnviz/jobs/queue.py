"""The queue: a thread that makes the workers be what the record says they should be.

Visitors only ever write to the record, at desks in other processes. A few times a second this
thread compares it with the workers there are: it starts what waits, stops what is no longer to
train, passes changes on, and writes down what was said. Whatever is killed, full, deleted or slow,
the next look mends it; what one run does to it, only that run has to bear.
"""

import logging
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic

from rnnviz.content import Message
from rnnviz.jobs.fair import next_job
from rnnviz.jobs.file import LOCK, StoreError
from rnnviz.jobs.folder import IN_USE, FileId, file_id, locked, why_no_lock
from rnnviz.jobs.job import Job, State
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.presence import Presence
from rnnviz.jobs.store import Store
from rnnviz.jobs.tidying import Tidying
from rnnviz.jobs.verdict import experiment_of, verdict
from rnnviz.lm.run import Run, StepResult
from rnnviz.workers.launch import warm_up
from rnnviz.workers.process import PATIENCE_SECONDS, Order
from rnnviz.workers.site import Heard, Here, Site, Trainee

SERVER_ENDED = Message("jobs.server_ended")
AWAY = Message("jobs.away")
_LOOK_SECONDS = 0.25
_REST_SECONDS = 5.0  # until the next process after one that could not be started
_LOG = logging.getLogger(__name__)


class Queue:
    """The one queue of a folder; `presence` is to be told who is there.

    Its runs train at a `site`, and give way to other programs there by `niceness`, 0…19.
    """

    def __init__(
        self,
        store: Store,
        limits: Limits,
        device: str = "auto",
        niceness: int = 0,
        site: Site | None = None,
    ) -> None:
        self.store, self.limits, self.device, self._niceness = store, limits, device, niceness
        self.site: Site = site or Here()
        self.presence = Presence(limits.away_seconds)
        self.trouble: tuple[Message, ...] = ()  # what keeps all runs from training
        self.holds = False  # the folder, which nobody else does then
        self.in_use: Message | None = None  # that somebody else does
        self._jobs: dict[int, Job] = {}  # those that train or wait, as of the last look
        self._workers: dict[int, Trainee] = {}
        self._heard: Heard = SimpleQueue()
        self._unwritten: list[tuple[int, StepResult | Run]] = []
        self._ended: set[int] = set()  # workers to be buried
        self._served: dict[str, int] = {}
        self._tidying = Tidying(store)
        self._no_room: Message | None = None  # for a first worker
        self._next_start, self._recovered, self._end = 0.0, False, Event()
        self._thread = Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End all workers, which save first, and then the thread."""
        self._end.set()
        self._thread.join()

    def served(self) -> dict[str, int]:
        """When each visitor who has runs was last given a start, as a growing number."""
        active = {job.visitor for job in self._jobs.values()}
        return {visitor: at for visitor, at in dict(self._served).items() if visitor in active}

    def pids(self) -> tuple[int, ...]:
        """The process numbers of the workers there are on this machine."""
        return tuple(w.pid for w in list(self._workers.values()) if w.pid is not None)

    def _work(self) -> None:
        while not self._end.is_set():
            try:
                self.store.file.prepare()
                lock, held = locked(self.store.home / LOCK)
            except (OSError, sqlite3.Error) as error:
                self._stand_back(error)
                continue
            with closing(lock):
                self.trouble, self.in_use, self.holds = (), None, True
                self._watch(held)
                self.holds = False
                if self._end.is_set():
                    self._end_all()

    def _stand_back(self, error: Exception) -> None:
        """End all workers, for another server may have the folder now, and wait a moment."""
        self._end_all()
        self._recovered = False
        why = why_no_lock(self.store.home, error)
        self.in_use = why if why.key == IN_USE else None
        trouble = (Message("jobs.nothing_trains", {"why": why}),)
        if trouble != self.trouble and not self.in_use:  # once, not each second
            _LOG.warning(str(trouble[0]))
        self.trouble = trouble
        self._end.wait(1.0)

    def _watch(self, held: FileId) -> None:
        """Look on, whatever comes, as long as the lock that is held is that of the folder."""
        while not self._end.is_set() and self._lock_file() == held:
            try:
                self._look_on(held)
            except StoreError as error:
                self.trouble = (error.message,)
                self._stop_all()
                self._end.wait(1.0)
            except Exception as error:  # noqa: BLE001 -- the next look may go better
                trouble = (Message("jobs.fault", {"fault": repr(error)}),)
                if self.trouble != trouble:  # once, not each second
                    _LOG.exception("The queue goes on.")
                self.trouble = trouble
                self._end.wait(1.0)

    def _look_on(self, held: FileId) -> None:
        with closing(self.store.file.kept_open()):
            if not self._recovered:
                self._recover()
            while not self._end.is_set() and self._lock_file() == held:
                self._look()
                why = filter(None, [self._no_room, self.site.trouble])
                self.trouble = (*self._tidying.stuck, *why)

    def _recover(self) -> None:
        """Take over what the last server left, if it left anything."""
        if self.store.recover(SERVER_ENDED, self.presence.here()):
            warm_up()
            self._end.wait(PATIENCE_SECONDS)  # its workers may still save
        self._tidying.take_over(monotonic() + PATIENCE_SECONDS)
        self._recovered = True

    def _lock_file(self) -> FileId | None:
        """Which file the folder's lock is now: another one, or none, once somebody deleted it."""
        return file_id(self.store.home / LOCK)

    def _look(self) -> None:
        self._listen()
        if self._unwritten:
            of = {id_: experiment_of(worker) for id_, worker in self._workers.items()}
            self.store.hear(self._unwritten, of)
            self._unwritten.clear()
        jobs = {job.id: job for job in self.store.active()}
        for id_ in tuple(self._ended):
            self._bury(id_, jobs)
        for visitor in self.presence.gone({job.visitor for job in jobs.values()}):
            for experiment in {job.experiment for job in jobs.values() if job.visitor == visitor}:
                self.store.pause(visitor, experiment, AWAY)
        self._jobs = jobs = {job.id: job for job in self.store.active()}
        for id_, worker in self._workers.items():
            self._correct(worker, jobs.get(id_))
        self._tidying.look({experiment_of(worker) for worker in self._workers.values()})
        if monotonic() >= self._next_start:
            self._start(jobs)

    def _listen(self) -> None:
        """Take in what workers say for a moment."""
        until = monotonic() + _LOOK_SECONDS
        while (left := until - monotonic()) > 0:
            try:
                id_, message = self._heard.get(timeout=left)
            except Empty:
                return
            if id_ not in self._workers:
                continue  # buried
            if message is None:
                self._ended.add(id_)
            elif "run" in message:
                run, worker = Run.from_json(message["run"]), self._workers[id_]
                known = replace(worker.order.run, changes=run.changes)
                worker.order = replace(worker.order, run=known)
                self._unwritten.append((id_, run))
            else:
                self._unwritten.append((id_, StepResult.from_json(message)))

    def _bury(self, id_: int, jobs: dict[int, Job]) -> None:
        """Write down how a worker ended, unless its visitor has decided on the run meanwhile."""
        worker, job = self._workers[id_], jobs.get(id_)
        code = worker.wait()
        if job and job.state == State.RUNNING:
            state, why = verdict(worker, code)
            self.store.put(id_, state, why)
            if why:
                _LOG.warning("Run %d is %s. %s", id_, state, why)
        del self._workers[id_]
        self._ended.discard(id_)
        self._tidying.due[experiment_of(worker)] = 0.0

    def _correct(self, worker: Trainee, job: Job | None) -> None:
        """Make a worker do what the record says of its run."""
        if job is None or job.state != State.RUNNING:
            worker.stop()
            return
        if job.latest and job.latest.seconds > 60 * self.limits.minutes:
            reason = Message("jobs.too_long", {"minutes": self.limits.minutes})
            self.store.put(job.id, State.STOPPED, reason)
        if job.run.changes != worker.order.run.changes:
            run = replace(worker.order.run, changes=job.run.changes)
            worker.tell(replace(worker.order, run=run))

    def _start(self, jobs: dict[int, Job]) -> None:
        """Give free places to those whose turn it is."""
        waiting = [
            job
            for job in jobs.values()
            if job.state == State.QUEUED and job.id not in self._workers  # which may still save
        ]
        self._no_room = None
        while waiting and self._has_room():
            busy = Counter(jobs[id_].visitor for id_ in self._workers if id_ in jobs)
            job = next_job(waiting, busy, self._served)
            waiting.remove(job)
            self._served[job.visitor] = max(self._served.values(), default=0) + 1
            if not self._begin(job):
                self._next_start = monotonic() + _REST_SECONDS
                return

    def _has_room(self) -> bool:
        """Whether one more may train; where none does for want of memory, that is to be said."""
        if len(self._workers) >= self.limits.workers or not self.site.free():
            return False
        why = self.site.no_room(self.pids())
        self._no_room = None if self._workers else why
        return why is None

    def _begin(self, job: Job) -> bool:
        """Start a run's process; where none can be had, pause the run and say why."""
        place = self.store.place(job)
        run, checkpoint = self.store.whole_run(job), place.with_suffix(".pt")
        device = job.pace.device if len(job.pace.devices) > 1 else self.device
        order = Order(run, device, checkpoint, place, self._niceness)
        self.store.put(job.id, State.RUNNING)
        try:
            self._workers[job.id] = self.site.begin(order, job.id, self._heard)
        except (OSError, RuntimeError) as error:
            self.store.put(job.id, State.PAUSED, Message("jobs.unstarted", {"why": str(error)}))
            return False
        return True

    def _stop_all(self) -> None:
        for worker in self._workers.values():
            worker.stop()

    def _end_all(self) -> None:
        self._stop_all()  # all of them at once
        for worker in self._workers.values():
            worker.wait()
