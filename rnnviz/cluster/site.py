"""A Dask cluster as a place where the queue's runs train, and a run at work there."""

import logging
from collections.abc import Iterable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from threading import Thread
from time import monotonic

from rnnviz.cluster import orders
from rnnviz.cluster.jobs import Job, Jobs
from rnnviz.cluster.link import Link
from rnnviz.content import Message, as_it_is
from rnnviz.errors import InputError
from rnnviz.lm.run import CorpusChoice, Json
from rnnviz.workers.process import PATIENCE_SECONDS, Order
from rnnviz.workers.site import Heard

_LOG = logging.getLogger(__name__)
_corpus = lru_cache(maxsize=4)(CorpusChoice.load)  # none of a visitor's own


class ClusterSite:
    """The workers of a scheduler, which need not be there yet; a run each."""

    local = False

    def __init__(self, address: str) -> None:
        self._address, self._at_work = address, list[ClusterWorker]()
        self._link = self._new_link()

    @property
    def trouble(self) -> Message | None:
        return self._link.trouble

    def free(self) -> bool:
        if not self._link.alive:
            self._link = self._new_link()
        self._at_work = [worker for worker in self._at_work if not worker.ended]
        return len(self._at_work) < self._link.fit()

    def no_room(self, pids: Iterable[int]) -> None:
        """Nothing is asked of this machine's memory."""

    def begin(self, order: Order, number: int, heard: Heard) -> "ClusterWorker":
        worker = ClusterWorker(order, number, heard, self._link)
        self._at_work.append(worker)
        return worker

    def close(self) -> None:
        """Leave the cluster, where what trains stops."""
        self._link.close(wait=False)

    def _new_link(self) -> Link:
        link = Link(self._address, Jobs(), _LOG.info)
        link.start()
        return link


class ClusterWorker:
    """A run at work on whichever machine is free; it outlives that, and the scheduler.

    What it says goes to `heard` with its number, at last None.
    """

    pid: int | None = None

    def __init__(self, order: Order, number: int, heard: Heard, link: Link) -> None:
        self.order, self._number, self._heard, self._link = order, number, heard, link
        self._asked: float | None = None  # when it was asked to end, on the monotonic clock
        self._promise: Future[tuple[Json, ...]] = Future()
        self._promise.add_done_callback(self._end)
        self._job: Job | None = None
        Thread(target=self._begin, daemon=True).start()

    def tell(self, order: Order) -> None:
        """Give it the run with other changes."""
        self.order = order
        if self._job:
            self._link.told(self._job)

    @property
    def stopping(self) -> bool:
        return self._asked is not None

    @property
    def ended(self) -> bool:
        return self._promise.done()

    def stop(self) -> None:
        """Ask it to save and to end, without waiting; once it has had its time, leave it.

        Where nobody trains it, all there is to save is here already.
        """
        if self._asked is None:
            self._asked = monotonic()
            if self._job:
                self._link.told(self._job)
        if not self._link.fit() or monotonic() - self._asked > PATIENCE_SECONDS:
            self._leave()

    def wait(self) -> int:
        """0 where it came to its end, or saved; after `stop` in its time, else once it has."""
        left = None if self._asked is None else self._asked + PATIENCE_SECONDS - monotonic()
        try:
            return int(self._promise.exception(timeout=left and max(left, 0.0)) is not None)
        except TimeoutError:
            self._leave()
            return 1

    def failure(self) -> Message:
        """Why it ended, once it has."""
        error = self._promise.exception()
        if isinstance(error, InputError):
            return error.message
        return as_it_is(f"{type(error).__name__}: {error}")

    def _begin(self) -> None:
        """Read the text, which may take seconds, and wait for a machine."""
        try:
            self._job = self._new_job()
        except Exception as error:  # noqa: BLE001 -- whatever is the matter with the run
            with suppress(InvalidStateError):
                self._promise.set_exception(error)
            return
        self._link.add(self._job)
        if self._asked is not None:
            self._leave()

    def _new_job(self) -> Job:
        """What the scheduler keeps of it is known by the run, whoever begins it."""
        run, checkpoint, model = self.order.run, self.order.checkpoint, self.order.model
        assert checkpoint is not None  # the queue gives each of its runs both
        assert model is not None
        choice, key = run.corpus, f"{model.parent.name}-{model.name}"
        return Job(
            key=key,
            work=partial(orders.train, choice, key),
            choice=choice,
            corpus=choice.load() if choice.text is not None else _corpus(choice),
            about=(run.key, run.seed),
            checkpoint=checkpoint,
            files=model.parent,
            promise=self._promise,
            hear=self._hear,
            word=self._word,
        )

    def _word(self) -> str:
        """The order as it is now, without the text, which goes with the work; nothing to end."""
        if self._asked is not None:
            return ""
        run = self.order.run
        return replace(
            self.order, run=replace(run, corpus=replace(run.corpus, text=None))
        ).to_line()

    def _hear(self, message: Json) -> None:
        self._heard.put((self._number, message))

    def _leave(self) -> None:
        """Wait for it no longer."""
        if self._job:
            self._link.end(self._job)
        with suppress(InvalidStateError):
            self._promise.set_result(())

    def _end(self, promise: Future[tuple[Json, ...]]) -> None:
        if promise.exception() is None:
            for message in promise.result():
                self._hear(message)
        if self._job:
            self._link.drop(self._job.key)
        self._heard.put((self._number, None))
