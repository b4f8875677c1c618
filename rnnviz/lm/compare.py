"""Several runs side by side, each in a process of its own with one thread.

One thread each, because two torch threads on two busy cores are many times slower than one
(measured: steps of 25 ms became 1,300 ms). No torch here: the app's server calls this.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from rnnviz.errors import InputError
from rnnviz.lm.runs import Run, StepResult

_PATIENCE_SECONDS = 10  # to save and to end


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """What a worker said before it broke; the other runs go on."""

    key: str
    seed: int
    error: str


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    return _results(list(runs), device, workers or cores(), checkpoints)


def _results(
    waiting: list[Run], device: str, workers: int, checkpoints: Path | None
) -> Iterator[StepResult | WorkerFailed]:
    running: dict[tuple[str, int], subprocess.Popen] = {}
    lines: SimpleQueue[tuple[Run, str | None]] = SimpleQueue()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                run = waiting.pop(0)
                running[run.key, run.seed] = _start(run, device, checkpoints, lines)
            run, line = lines.get()
            if line is not None:
                yield StepResult.from_json(json.loads(line))
                continue
            worker = running.pop((run.key, run.seed))
            if worker.wait() != 0:
                yield WorkerFailed(run.key, run.seed, _last_words(worker))
    finally:
        _stop(list(running.values()))


def _start(run: Run, device: str, checkpoints: Path | None, lines: SimpleQueue) -> subprocess.Popen:
    file = None if checkpoints is None else str(checkpoints.absolute() / f"{run.key}-{run.seed}.pt")
    order = json.dumps({"run": run.to_json(), "device": device, "checkpoint": file})
    worker = subprocess.Popen(
        [sys.executable, "-m", "rnnviz", "worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )

    def read() -> None:
        for line in worker.stdout:
            lines.put((run, line))
        lines.put((run, None))

    Thread(target=read, daemon=True).start()
    with suppress(BrokenPipeError):  # a worker that is gone already is noticed by `read`
        worker.stdin.write(order + "\n")
        worker.stdin.flush()  # and left open: its end tells the worker to stop
    return worker


def _last_words(worker: subprocess.Popen) -> str:
    said = worker.stderr.read().strip()[-2000:]
    return said or f"It ended with code {worker.returncode} and said nothing."


def _stop(workers: list[subprocess.Popen]) -> None:
    """Ask all of them at once, then wait for each."""
    for worker in workers:
        with suppress(BrokenPipeError):
            worker.stdin.close()
    for worker in workers:
        try:
            worker.wait(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
