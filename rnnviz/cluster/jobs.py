"""What is to be trained on a cluster, as whoever asked for it keeps it: all but the connection."""

import json
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from rnnviz.cluster.task import Files, Work
from rnnviz.cluster.versions import versions
from rnnviz.disk import write_bytes
from rnnviz.errors import InputError
from rnnviz.lm.run import CorpusChoice, Json
from rnnviz.runs.plan import Point
from rnnviz.text.corpora import Corpus

_MOST_LOST = 3  # workers that a run may take with it


def _nothing(_message: Json) -> None:
    """What a job hears that waits for its result alone."""


@dataclass(eq=False, slots=True)
class Job:
    """What to do with a text, who waits for what comes of it, and the file of its checkpoint."""

    key: str  # of what the scheduler keeps of it
    work: Work
    choice: CorpusChoice  # as it is sent
    corpus: Corpus
    about: tuple[str, int]  # the placement and the seed, for a sentence
    checkpoint: Path  # the latest
    files: Path | None = None  # a folder for what the worker leaves
    promise: Future[Any] = field(default_factory=Future)
    hear: Callable[[Json], object] = _nothing  # what the worker says meanwhile
    word: Callable[[], str] | None = None  # what the worker is to read meanwhile, as of now
    lost: int = 0  # workers

    def save(self, data: bytes) -> None:
        """Raises `InputError` where it can't be written."""
        write_bytes(self.checkpoint, data)

    def saved(self) -> bytes:
        """Its checkpoint; nothing where there is none."""
        return self.checkpoint.read_bytes() if self.checkpoint.exists() else b""


class Jobs:
    """Those that wait or train, by key."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def add(self, job: Job) -> None:
        self._jobs[job.key] = job

    def all(self) -> tuple[Job, ...]:
        """In the order in which they came."""
        return tuple(self._jobs.copy().values())

    def get(self, key: str) -> Job | None:
        return self._jobs.get(key)

    def text(self, sha256: str) -> Corpus | None:
        """The text that has this hash, if a job reads it."""
        return next((j.corpus for j in self.all() if j.corpus.sha256 == sha256), None)

    def finish(self, job: Job, result: object, files: Files) -> None:
        try:
            if job.files is not None:
                _write(files, job.files)
        except InputError as error:
            self.fail(job, error)
            return
        self._remove(job)
        with suppress(InvalidStateError):  # nobody waits for it any more
            job.promise.set_result(result)

    def fail(self, job: Job, error: Exception) -> None:
        self._remove(job)
        with suppress(InvalidStateError):
            job.promise.set_exception(error)

    def lose(self, job: Job) -> None:
        """Its worker is gone; it waits for another, unless it seems to be what ends them."""
        job.lost += 1
        if job.lost > _MOST_LOST:
            placement, seed = job.about
            fields = {"placement": placement, "seed": seed, "lost": job.lost}
            self.fail(job, InputError("workers.ends_workers", **fields))

    def _remove(self, job: Job) -> None:
        if self._jobs.get(job.key) is job:  # and not one that was asked for since
            del self._jobs[job.key]


def _write(files: Files, folder: Path) -> None:
    for name, data in files.items():
        write_bytes(folder / name, data)


def content_key(point: Point, corpus: Corpus) -> str:
    """The same for all that ends in the same numbers, the processor apart."""
    patience = point.setting.patience_epochs
    about = [point.run().to_json(), patience, corpus.sha256, versions()]
    return sha256(json.dumps(about).encode()).hexdigest()[:24]
