"""A Dask cluster as an executor: its workers may come and go, and its scheduler be restarted."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from rnnviz.cluster.jobs import Job, Jobs, content_key
from rnnviz.cluster.link import PATIENCE_SECONDS, Link
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.plan import Point
from rnnviz.runs.record import Result
from rnnviz.runs.sweep import Place

_PATIENCE_SECONDS = PATIENCE_SECONDS


class Cluster(Executor):
    """The workers of the scheduler at `address`, such as tcp://10.0.0.1:8786.

    Checkpoints are kept in a folder here, so that nothing is lost with the scheduler. Raises
    `InputError` where no scheduler answers; one that is lost later is waited for.
    """

    def __init__(
        self,
        address: str,
        checkpoints: Path,
        weights: Path | None = None,
        tell: Callable[[str], object] = bool,
    ) -> None:
        self._checkpoints, self._weights = checkpoints, weights
        self._asked: dict[tuple[str, str, int], Job] = {}  # by point, until it is in the record
        self._corpus = cache(CorpusChoice.load)
        self._link = Link(address, Jobs(), tell, _PATIENCE_SECONDS)
        self._link.open()
        self._link.start()

    def submit(self, fn: Callable[[Point, Place], Result], /, point: Point) -> Future[Result]:
        """The result of a point, once a worker has it."""
        job = self._asked[point.key] = self._job(fn, point)
        self._link.add(job)
        return job.promise

    def forget(self, point: tuple[str, str, int]) -> None:
        """Drop the checkpoint of a point, by its key in a record, which has its result now."""
        if job := self._asked.pop(point, None):
            job.checkpoint.unlink(missing_ok=True)
            with suppress(OSError):
                self._checkpoints.rmdir()  # once it is empty
            self._link.drop(job.key)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002
        """Leave the cluster; what trains there stops, and can go on from what is kept."""
        self._link.close(wait=wait)

    def _job(self, fn: Callable[[Point, Place], Result], point: Point) -> Job:
        """A text of one's own goes by its hash, as all that workers lack."""
        choice = point.setting.corpus
        corpus, sent = self._corpus(choice), replace(choice, text=None)
        key = content_key(point, corpus)
        work = partial(fn, replace(point, setting=replace(point.setting, corpus=sent)))
        _, placement, seed = point.key
        checkpoint = self._checkpoints / f"{key}.pt"
        return Job(key, work, sent, corpus, (placement, seed), checkpoint, self._weights)
