"""Several runs side by side, each in a process of its own. No torch."""

import os
import re
from collections.abc import Generator, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue

from rnnviz.errors import InputError
from rnnviz.lm.run import Json, Run, StepResult, WorkerFailed
from rnnviz.workers.process import Order, Worker
from rnnviz.workers.room import places

_KEY = re.compile(r"[a-z0-9_]{1,60}")  # of a method, which every system takes as a file's name
_MOST_LETTERS = 60


def compare(
    runs: Sequence[Run],
    *,
    device: str = "auto",
    workers: int | None = None,
    checkpoints: Path | None = None,
) -> Generator[StepResult | WorkerFailed]:
    """The results of all runs as they come, at most `workers` at a time.

    By default one per core, as far as memory allows.

    Closing the iterator stops the workers; with a folder for `checkpoints` they save first, and
    the same call goes on from there. Raises `InputError` for less than one worker.
    """
    if workers is not None and workers < 1:
        raise InputError("workers.none", number=workers)
    orders = [Order(run, device, checkpoints and place_of(run, checkpoints)) for run in runs]
    return _results(orders, workers or places())


def place_of(run: Run, checkpoints: Path) -> Path:
    """Where a run is saved in a folder.

    A placement's own text can't be the name of a file everywhere: of that the name has the letters,
    and a hash to tell it from others. Where one stands under the whole text, as it once did, that
    is the one.
    """
    whole = checkpoints.absolute() / f"{run.key}-{run.seed}.pt"
    if _KEY.fullmatch(run.key) or os.path.lexists(whole):
        return whole
    letters = re.sub(r"[^a-z0-9.]+", "_", run.key.lower())[:_MOST_LETTERS]
    digest = sha256(run.key.encode()).hexdigest()[:12]
    return whole.with_name(f"{letters}-{digest}-{run.seed}.pt")


def _results(waiting: list[Order], most: int) -> Generator[StepResult | WorkerFailed]:
    running: dict[int, Worker] = {}
    heard: SimpleQueue[tuple[int, Json | None]] = SimpleQueue()
    try:
        while waiting or running:
            while waiting and len(running) < most:
                order = waiting.pop(0)
                running[len(waiting)] = Worker(order, len(waiting), heard)
            number, message = heard.get()
            if message is None:
                yield from _complaint(running.pop(number))
            elif "run" in message:
                place = running[number].order.checkpoint
                raise InputError("workers.other_changes", place=place)
            else:
                yield StepResult.from_json(message)
    finally:
        for worker in running.values():  # all of them at once
            worker.stop()
        for worker in running.values():
            worker.wait()


def _complaint(worker: Worker) -> Iterator[WorkerFailed]:
    if worker.wait() != 0:
        run = worker.order.run
        yield WorkerFailed(run.key, run.seed, worker.last_words())
