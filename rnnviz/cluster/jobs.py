"""What is to be trained on a cluster, as whoever asked for it keeps it: all but the connection."""

import json
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from rnnviz.cluster.versions import versions
from rnnviz.disk import write_bytes
from rnnviz.errors import InputError
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.plan import Point
from rnnviz.runs.record import Result
from rnnviz.runs.sweep import Place
from rnnviz.text.corpora import Corpus

_MOST_LOST = 3  # workers that a run may take with it


@dataclass(eq=False, slots=True)
class Job:
    """A point, who waits for its result, and the file of its latest checkpoint."""

    work: Callable[[Point, Place], Result]
    point: Point
    corpus: Corpus
    key: str
    checkpoint: Path
    promise: Future[Result] = field(default_factory=Future)
    lost: int = 0  # workers

    def save(self, data: bytes) -> None:
        write_bytes(self.checkpoint, data)

    def saved(self) -> bytes:
        """Its checkpoint; nothing where there is none."""
        return self.checkpoint.read_bytes() if self.checkpoint.exists() else b""


class Jobs:
    """Those that wait or train, by key; checkpoints and weights have a folder each."""

    def __init__(self, checkpoints: Path, weights: Path | None) -> None:
        self._checkpoints, self._weights = checkpoints, weights
        self._jobs: dict[str, Job] = {}
        self._asked: dict[tuple[str, str, int], Job] = {}  # by point, until it is in the record
        self._corpus = cache(CorpusChoice.load)

    def add(self, work: Callable[[Point, Place], Result], point: Point) -> Job:
        corpus = self._corpus(point.setting.corpus)
        key = content_key(point, corpus)
        job = Job(work, _without_text(point), corpus, key, self._checkpoints / f"{key}.pt")
        self._jobs[key] = self._asked[point.key] = job
        return job

    def all(self) -> tuple[Job, ...]:
        """In the order in which they came."""
        return tuple(self._jobs.values())

    def get(self, key: str) -> Job | None:
        return self._jobs.get(key)

    def text(self, sha256: str) -> Corpus | None:
        """The text that has this hash, if a job reads it."""
        return next((j.corpus for j in self.all() if j.corpus.sha256 == sha256), None)

    def finish(self, job: Job, result: Result, files: dict[str, bytes]) -> None:
        if self._weights:
            for name, data in files.items():
                write_bytes(self._weights / name, data)
        self._jobs.pop(job.key, None)
        with suppress(InvalidStateError):  # nobody waits for it any more
            job.promise.set_result(result)

    def fail(self, job: Job, error: Exception) -> None:
        self._jobs.pop(job.key, None)
        with suppress(InvalidStateError):
            job.promise.set_exception(error)

    def lose(self, job: Job) -> None:
        """Its worker is gone; it waits for another, unless it seems to be what ends them."""
        job.lost += 1
        if job.lost > _MOST_LOST:
            _, placement, seed = job.point.key
            fields = {"placement": placement, "seed": seed, "lost": job.lost}
            self.fail(job, InputError("workers.ends_workers", **fields))

    def forget(self, point: tuple[str, str, int]) -> str | None:
        """Remove the checkpoint of a point that is over; its job's key, if it was asked for."""
        if (job := self._asked.pop(point, None)) is None:
            return None
        job.checkpoint.unlink(missing_ok=True)
        with suppress(OSError):
            self._checkpoints.rmdir()  # once it is empty
        return job.key


def content_key(point: Point, corpus: Corpus) -> str:
    """The same for all that ends in the same numbers, the processor apart."""
    patience = point.setting.patience_epochs
    about = [point.run().to_json(), patience, corpus.sha256, versions()]
    return sha256(json.dumps(about).encode()).hexdigest()[:24]


def _without_text(point: Point) -> Point:
    """A point as it is sent: a text of one's own goes by its hash, as all that workers lack."""
    corpus = replace(point.setting.corpus, text=None)
    return replace(point, setting=replace(point.setting, corpus=corpus))
