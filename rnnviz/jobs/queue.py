"""The queue: a thread that makes the workers be what the record says they should be.

Visitors only ever write to the record. A few times a second this thread compares it with the
processes there are: it starts what waits, stops what is no longer to train, passes changes on, and
writes down what was said. Whatever is killed, full, deleted or slow, the next look mends it.
"""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from queue import Empty, SimpleQueue
from signal import Signals
from threading import Event, Thread
from time import monotonic

from rnnviz.jobs.fair import next_job, waits
from rnnviz.jobs.job import Job, State
from rnnviz.jobs.limits import Limits, refuse_more
from rnnviz.jobs.presence import Presence
from rnnviz.jobs.store import Store, StoreError
from rnnviz.lm.pace import Pace
from rnnviz.lm.process import PATIENCE_SECONDS, Order, Worker
from rnnviz.lm.runs import Json, Run, StepResult

NICENESS = 10  # training gives way to the pages
SERVER_ENDED = "The server was restarted. What was saved is there: resume to go on."
AWAY = "Paused, for you had left. Resume to go on from the very step."
DISK = "Paused, for the record of runs could not be written. Resume when that is mended."
KILLED = "Its process was ended from outside ({}). Resume to go on from what it saved last."
TOO_LONG = "Stopped at this server's limit of {:g} minutes for a run."
_LOOK_SECONDS = 0.25


class Queue:
    """The one queue of a server; `presence` is to be told who is there."""

    def __init__(self, store: Store, limits: Limits, device: str = "auto") -> None:
        self.store, self.limits, self.device = store, limits, device
        self.presence = Presence(limits.away_seconds)
        self.trouble = ""  # a sentence about what keeps all runs from training, if something does
        self._jobs: dict[int, Job] = {}  # those that train or wait, as of the last look
        self._workers: dict[int, Worker] = {}
        self._heard: SimpleQueue[tuple[int, Json | None]] = SimpleQueue()
        self._unwritten: list[tuple[int, StepResult | Run]] = []
        self._ended: set[int] = set()  # workers to be buried
        self._served: dict[str, int] = {}
        self._untidy: set[str] = set()  # experiments with files that may be of no more use
        self._end, self._recovered = Event(), False
        self._thread = Thread(target=self._work, daemon=True)
        self._waits: tuple[float, dict[int, float]] = (-1.0, {})

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End all workers, which save first, and then the thread."""
        self._end.set()
        self._thread.join()

    def submit(self, visitor: str, name: str, runs: tuple[Run, ...], pace: Pace) -> str:
        """The id of a new experiment at the end of the queue.

        Raises `InputError` for what this server's limits don't allow.
        """
        self.limits.refuse(runs, pace)
        active = self.store.active()
        mine = sum(job.visitor == visitor for job in active) + len(runs)
        waiting = sum(job.state == State.QUEUED for job in active) + len(runs)
        refuse_more(mine, self.limits.runs, "runs of yours would wait or train", "stop some")
        refuse_more(waiting, self.limits.queue, "runs would wait here in all", "come back later")
        kept = len(self.store.summaries(visitor)) + 1
        refuse_more(kept, self.limits.experiments, "experiments of yours are kept", "delete some")
        return self.store.add(visitor, name, runs, pace)

    def stop(self, visitor: str, experiment: str) -> None:
        """End a visitor's experiment for good; figures and finished models stay."""
        self.store.stop(visitor, experiment)
        self._untidy.add(experiment)

    def delete(self, visitor: str, experiment: str) -> None:
        """Forget a visitor's experiment, figures, models and all."""
        if self.store.delete(visitor, experiment):
            self._untidy.add(experiment)

    def waits(self) -> dict[int, float]:
        """Seconds until each waiting run is expected to start, by id, in order of their turn."""
        at, found = self._waits
        if monotonic() - at > 1:  # thirty pages ask each second, and it takes a while to tell
            jobs = tuple(self._jobs.values())
            waiting = [job for job in jobs if job.state == State.QUEUED]
            running = [job for job in jobs if job.state == State.RUNNING]
            found = waits(waiting, running, self.limits.workers, dict(self._served))
            slower = self.limits.rounds(self.limits.workers)  # than each alone on a core
            found = {id_: slower * seconds for id_, seconds in found.items()}
            self._waits = monotonic(), found
        return found

    def pids(self) -> tuple[int, ...]:
        """The process numbers of the workers there are."""
        return tuple(worker.process.pid for worker in list(self._workers.values()))

    def _work(self) -> None:
        lock = self._lock()
        if lock is None:
            return
        with closing(lock):
            while not self._end.is_set():
                try:
                    self._look_on()
                except StoreError as error:
                    self.trouble = str(error)
                    self._stop_all()
                    self._end.wait(1.0)
            self._stop_all()
            for worker in self._workers.values():
                worker.wait()

    def _look_on(self) -> None:
        with closing(self.store.kept_open()):
            if not self._recovered and self.store.recover(SERVER_ENDED):
                self._end.wait(PATIENCE_SECONDS)  # the last server's workers may still save
            self._recovered = True
            while not self._end.is_set():
                self._look()
                self.trouble = ""

    def _lock(self) -> sqlite3.Connection | None:
        """A lock on the folder, which the system gives back when this process ends, however."""
        while not self._end.is_set():
            try:
                self.store.home.mkdir(parents=True, exist_ok=True)
                lock = sqlite3.connect(
                    self.store.home / "lock.sqlite", isolation_level=None, timeout=0
                )
                lock.execute("BEGIN EXCLUSIVE")
            except (OSError, sqlite3.Error) as error:
                self.trouble = (
                    f"Nothing trains: {self.store.home} is in use by another server, or can't be "
                    f"written ({error}); end that server, or name another folder in RNNVIZ_RUNS."
                )
                self._end.wait(1.0)
                continue
            self.trouble = ""
            return lock
        return None

    def _look(self) -> None:
        self._listen()
        if self._unwritten:
            self.store.hear(self._unwritten)
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
        self._tidy()
        self._start(jobs)

    def _listen(self) -> None:
        """Take in what workers say for a moment."""
        until = monotonic() + _LOOK_SECONDS
        while (left := until - monotonic()) > 0:
            try:
                id_, message = self._heard.get(timeout=left)
            except Empty:
                return
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
            self.store.put(id_, *_verdict(worker, code))
        experiment = worker.order.checkpoint.parent.name
        del self._workers[id_]
        self._ended.discard(id_)
        self._untidy.add(experiment)

    def _correct(self, worker: Worker, job: Job | None) -> None:
        """Make a worker do what the record says of its run."""
        if job is None or job.state != State.RUNNING:
            worker.stop()
            return
        if job.latest and job.latest.seconds > 60 * self.limits.minutes:
            self.store.put(job.id, State.STOPPED, TOO_LONG.format(self.limits.minutes))
        if job.run.changes != worker.order.run.changes:
            run = replace(worker.order.run, changes=job.run.changes)
            worker.tell(replace(worker.order, run=run))

    def _tidy(self) -> None:
        """Remove checkpoints that are of no more use, once no worker writes there."""
        busy = {worker.order.checkpoint.parent.name for worker in self._workers.values()}
        for experiment in self._untidy - busy:
            self.store.tidy(experiment)
            self._untidy.discard(experiment)

    def _start(self, jobs: dict[int, Job]) -> None:
        """Give free places to those whose turn it is."""
        waiting = [
            job
            for job in jobs.values()
            if job.state == State.QUEUED and job.id not in self._workers  # which may still save
        ]
        while waiting and len(self._workers) < self.limits.workers:
            busy = Counter(jobs[id_].visitor for id_ in self._workers if id_ in jobs)
            job = next_job(waiting, busy, self._served)
            waiting.remove(job)
            place = self.store.place(job)
            order = Order(
                self.store.whole_run(job), self.device, place.with_suffix(".pt"), place, NICENESS
            )
            self.store.put(job.id, State.RUNNING)
            self._served[job.visitor] = max(self._served.values(), default=0) + 1
            self._workers[job.id] = Worker(order, job.id, self._heard)

    def _stop_all(self) -> None:
        for worker in self._workers.values():
            worker.stop()


def _verdict(worker: Worker, code: int) -> tuple[State, str]:
    """What became of a run that was to train when its process ended."""
    if worker.stopping:
        return State.PAUSED, DISK
    if code == 0:
        return State.DONE, ""
    if code < 0:
        return State.PAUSED, KILLED.format(Signals(-code).name)
    return State.FAILED, worker.last_words().splitlines()[-1]
