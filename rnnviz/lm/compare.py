"""Several runs side by side, each in a process of its own. No torch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from rnnviz.errors import InputError
from rnnviz.lm.process import Order, Worker, cores
from rnnviz.lm.runs import Json, Run, StepResult


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """What a worker said before it broke; the other runs go on."""

    key: str
    seed: int
    error: str


def compare(
    runs: Sequence[Run],
    *,
    device: str = "auto",
    workers: int | None = None,
    checkpoints: Path | None = None,
) -> Iterator[StepResult | WorkerFailed]:
    """The results of all runs as they come, at most `workers` at a time (default: one per core).

    Closing the iterator stops the workers; with a folder for `checkpoints` they save first, and
    the same call goes on from there. Raises `InputError` for less than one worker.
    """
    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers can't train anything; choose at least 1.")
    orders = [Order(run, device, _place(run, checkpoints)) for run in runs]
    return _results(orders, workers or cores())


def _place(run: Run, checkpoints: Path | None) -> Path | None:
    return checkpoints and checkpoints.absolute() / f"{run.key}-{run.seed}.pt"


def _results(waiting: list[Order], most: int) -> Iterator[StepResult | WorkerFailed]:
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
                raise InputError(
                    f"{place} belongs to a run with other changes; name another folder."
                )
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
