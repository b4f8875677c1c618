"""One connection to a scheduler: who works there, on which job, until the connection is lost.

A worker has one job at a time, whatever its threads. What a worker that is gone had is given to
another, which goes on from the checkpoint that was kept last.
"""

import json
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from secrets import token_hex
from time import monotonic
from typing import Any, cast

from distributed import Client, Future, Variable

from rnnviz.cluster import orders, task
from rnnviz.cluster.jobs import Job, Jobs
from rnnviz.cluster.versions import versions
from rnnviz.content import Message, sentence
from rnnviz.errors import InputError
from rnnviz.text.parcel import pack

Heard = Callable[[], object]  # what is to be done about it

_LOOK_SECONDS = 1.0


class Session:
    """What comes of the jobs is told to them, and what a person should know to `tell`."""

    def __init__(self, client: Client, jobs: Jobs, tell: Callable[[str], object]) -> None:
        self.client, self._jobs, self._tell = client, jobs, tell
        self._known: set[str] = set()  # addresses of workers that have said their versions
        self._fit: set[str] = set()  # of those that have ours
        self._busy: dict[str, tuple[Job, Future]] = {}
        self._texts: set[str] = set()  # hashes of those that the scheduler has
        self._heard: SimpleQueue[Heard] = SimpleQueue()
        self._next_look, self._looked = 0.0, False
        self._refusal: Message | None = None  # of the last worker that isn't fit
        heard = {task.KEPT: self._keep, task.LACKED: self._send_text, orders.SAID: self._pass_on}
        for topic, hear in heard.items():
            client.subscribe_topic(topic, partial(self._hear, hear))

    @property
    def lost(self) -> bool:
        return self.client.status != "running"

    @property
    def fit(self) -> int:
        """How many workers can have a job."""
        return len(self._fit)

    def trouble(self, address: str) -> Message | None:
        """Why no job is trained, at the scheduler of this address."""
        if self._fit or not self._looked:
            return None
        refusal = self._refusal if self._known else None
        return refusal or Message("workers.no_workers", {"address": address})

    def wake(self) -> None:
        """Look at the jobs again now."""
        self._heard.put(bool)

    def tend(self) -> None:
        """See to whatever comes next. Raises `OSError` where the scheduler doesn't answer."""
        if monotonic() >= self._next_look:
            self._look()
        in_work = [job for job, _ in self._busy.values()]
        waiting = [job for job in self._jobs.all() if job not in in_work]
        for address, job in zip(sorted(self._fit - self._busy.keys()), waiting, strict=False):
            self._give(address, job)
        with suppress(Empty):
            self._heard.get(timeout=_LOOK_SECONDS)()

    def send_word(self, job: Job) -> None:
        """Let whoever trains a job read what its word is now."""
        self._heard.put(partial(self._set_word, job))

    def leave(self, job: Job) -> None:
        """Let whoever trains a job that nobody waits for any more stop."""
        self._heard.put(partial(self._cancel, job))

    def drop(self, key: str) -> None:
        """Let the scheduler keep nothing more of a job."""
        self._heard.put(partial(self._delete, key))

    def _hear(self, hear: Callable[[Any], object], event: tuple[float, Any]) -> None:
        self._heard.put(partial(hear, event[1]))

    def _pass_on(self, event: tuple[str, str]) -> None:
        """Let whoever waits for a job hear what its worker says."""
        key, message = event
        if job := self._jobs.get(key):
            job.hear(json.loads(message))

    def _look(self) -> None:
        """Notice which workers have come and gone."""
        self._next_look = monotonic() + _LOOK_SECONDS
        there = set(cast("dict[str, int]", self.client.nthreads()))
        for address in self._busy.keys() - there:
            self._tell(sentence("workers.gone", address=address))
            self._again(*self._busy.pop(address))
        self._known, self._fit = self._known & there, self._fit & there
        for address in sorted(there - self._known):
            self._ask(address)
        self._looked = True

    def _ask(self, address: str) -> None:
        """Take a worker that has our versions, and say which don't."""
        answers = self.client.run(versions, workers=[address], on_error="return")
        answer = cast("dict[str, str | Exception]", answers).get(address)
        self._known.add(address)
        if answer == versions():
            self._fit.add(address)
            self.client.run(task.warm_up, workers=[address], on_error="ignore")
            self._tell(sentence("workers.joined", address=address))
            return
        theirs = answer if isinstance(answer, str) else repr(answer)
        fields = {"address": address, "theirs": theirs, "ours": versions()}
        self._refusal = Message("workers.refused", fields)
        self._tell(str(self._refusal))

    def _give(self, address: str, job: Job) -> None:
        Variable(task.CHECKPOINT.format(job.key), client=self.client).set(job.saved())
        self._set_word(job)
        future = self.client.submit(
            task.train,
            *(job.work, job.choice, job.key, job.corpus.sha256, versions()),
            key=f"rnnviz-{job.key}-{token_hex(4)}",
            workers=[address],
            pure=False,
        )
        self._busy[address] = job, future
        future.add_done_callback(
            lambda _: self._heard.put(partial(self._take, address, job, future))
        )

    def _take(self, address: str, job: Job, future: Future) -> None:
        """What a worker made of a job, unless the worker is known to be gone."""
        if self.lost or self._busy.get(address) != (job, future):
            return
        del self._busy[address]
        try:
            outcome = future.result(timeout=task.PATIENCE_SECONDS)
        except task.OtherVersions:
            self._known.discard(address)
            self._fit.discard(address)
            self._next_look = 0.0
        except (OSError, CancelledError, task.Ending):  # it was about to go
            self._again(job, future)
        except Exception as error:  # noqa: BLE001 -- whatever the run raised
            self._jobs.fail(job, error)
        else:
            self._jobs.finish(job, *outcome)

    def _set_word(self, job: Job) -> None:
        if job.word:
            Variable(orders.TOLD.format(job.key), client=self.client).set(job.word())

    def _delete(self, key: str) -> None:
        """What is kept under a key, unless somebody has asked for the same since."""
        for name in (task.CHECKPOINT, orders.TOLD) if self._jobs.get(key) is None else ():
            Variable(name.format(key), client=self.client).delete()

    def _cancel(self, job: Job) -> None:
        for given, future in self._busy.values():
            if given is job:
                future.cancel()

    def _again(self, job: Job, future: Future) -> None:
        future.cancel()
        self._jobs.lose(job)

    def _keep(self, key: str) -> None:
        """Keep a checkpoint here, too: the scheduler may be lost."""
        if job := self._jobs.get(key):
            try:
                job.save(task.held(task.CHECKPOINT.format(key), self.client))
            except InputError as error:
                self._jobs.fail(job, error)
                self._cancel(job)

    def _send_text(self, sha256: str) -> None:
        """Once, however many workers lack it."""
        if sha256 not in self._texts and (corpus := self._jobs.text(sha256)):
            Variable(task.TEXT.format(sha256), client=self.client).set(pack(corpus))
            self._texts.add(sha256)
