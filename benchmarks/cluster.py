"""What a Dask cluster costs: per run, on one worker and on two, and what passes the scheduler.

    python -m benchmarks.cluster [--runs 4] [--epochs 3]

All processes are on this machine, so the net costs nothing here. Needs `requirements-cluster.txt`.
The last lines are no measurement: they carry what was measured over to a hundred workers.
"""

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import cast

import torch
from distributed import Client, Scheduler
from distributed.comm import tcp

from rnnviz.cluster.executor import Cluster
from rnnviz.core.placement import Placement
from rnnviz.core.processor import processor
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.plan import Point, Setting
from rnnviz.runs.record import Result
from rnnviz.runs.stopping import train_until_it_turns
from rnnviz.runs.sweep import HERE, Place

ROOT = Path(__file__).parents[1]
EMPTY_RUNS = 50
MANY = 100  # workers


def nothing(point: Point, place: Place = HERE) -> Result:
    """A run that takes no time."""
    del place
    return Result(*point.key, train=(), valid=(), test=None)


def trained(point: Point, place: Place = HERE) -> Result:
    """A run without what a sweep asks its model afterwards."""
    torch.set_num_threads(1)
    corpus = place.corpus or point.setting.corpus.load()
    how = point.setting.patience_epochs, place.checkpoint, place.stop
    stopped = train_until_it_turns(point.run(), corpus, *how)
    return replace(nothing(point), valid=tuple(at.valid for at in stopped.curve))


def points(count: int, epochs: int) -> list[Point]:
    training = TrainConfig(epochs=epochs, steps=35, batch=50)
    model, corpus = ModelConfig(layers=2, units=64), CorpusChoice("recall", "tiny")
    setting = Setting("cluster", model, training, corpus, epochs)
    return [Point(setting, Placement(), seed) for seed in range(count)]


@contextmanager
def machines(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers of one thread."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, started = f"tcp://127.0.0.1:{port}", []
    with TemporaryDirectory() as folder:
        rest = ["--nthreads", "1", "--no-nanny", "--local-directory", folder]
        try:
            started += [start("scheduler", "--host", "127.0.0.1", "--port", str(port))]
            started += [start("worker", address, *rest) for _ in range(workers)]
            with Client(address, timeout=60, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=60)
            yield address
        finally:
            for process in started:
                process.kill()
                process.wait()


def start(part: str, *options: str) -> subprocess.Popen[bytes]:
    """Dask's scheduler or one of its workers, without its page."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{part}", "--no-dashboard", *options]
    quiet = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=quiet)  # noqa: S603


def count(dask_scheduler: Scheduler) -> None:
    """At the scheduler: count what it sends and hears from now on."""
    dask_scheduler.extensions["passed"] = passed = [0, 0]  # messages, bytes
    write, read = tcp.TCP.write, tcp.__dict__["from_frames"]

    async def counting_write(self, *about, **more):  # noqa: ANN001, ANN002, ANN003, ANN202
        size = await write(self, *about, **more)
        passed[:] = passed[0] + 1, passed[1] + size
        return size

    def counting_read(frames, *about, **more):  # noqa: ANN001, ANN002, ANN003, ANN202
        passed[:] = passed[0] + 1, passed[1] + sum(map(len, frames))
        return read(frames, *about, **more)

    tcp.TCP.write = counting_write
    tcp.__dict__["from_frames"] = counting_read


def counted(dask_scheduler: Scheduler) -> tuple[int, int]:
    return tuple(dask_scheduler.extensions["passed"])


def one_by_one(pool: Executor, work: Callable[..., Result]) -> float:
    """Milliseconds of a run that takes no time, with nobody else in the pool."""
    times = []
    for point in points(EMPTY_RUNS, 1):
        began = perf_counter()
        pool.submit(work, point).result()
        times.append(1000 * (perf_counter() - began))
    return median(times)


def all_at_once(pool: Executor, work: Callable[..., Result], todo: list[Point]) -> float:
    """Seconds until all are done."""
    began = perf_counter()
    for promise in [pool.submit(work, point) for point in todo]:
        promise.result()
    return perf_counter() - began


def here(workers: int, runs: int, epochs: int) -> tuple[float, float]:
    """Of local processes: an empty run's milliseconds, and seconds for all runs, once warm."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        all_at_once(pool, trained, points(workers, 1))
        return one_by_one(pool, nothing), all_at_once(pool, trained, points(runs, epochs))


def there(workers: int, runs: int, epochs: int) -> tuple[float, float, float, float]:
    """The same of a cluster, and the messages and bytes that a run takes at the scheduler."""
    with (
        machines(workers) as address,
        TemporaryDirectory() as kept,
        Client(address, set_as_default=False) as onlooker,
        Cluster(address, Path(kept)) as pool,
    ):
        all_at_once(pool, trained, points(workers, 1))
        empty = one_by_one(pool, nothing)
        onlooker.run_on_scheduler(count)
        seconds = all_at_once(pool, trained, points(runs, epochs))
        messages, size = cast("tuple[int, int]", onlooker.run_on_scheduler(counted))
    return empty, seconds, messages / runs, size / runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    print(
        f"{processor()}, {os.cpu_count()} cores; {options.runs} runs of {options.epochs} epochs\n"
    )
    print("| | an empty run ms | all runs s | messages a run | kB a run |")
    print("|---|---:|---:|---:|---:|")
    for workers in (1, 2):
        empty, seconds = here(workers, options.runs, options.epochs)
        print(f"| {workers} local | {empty:.1f} | {seconds:.1f} | | |", flush=True)
    for workers in (1, 2):
        empty, seconds, messages, size = there(workers, options.runs, options.epochs)
        numbers = f"{empty:.1f} | {seconds:.1f} | {messages:.0f} | {size / 1000:.0f}"
        print(f"| {workers} on a cluster | {numbers} |", flush=True)
    run_seconds = seconds * workers / options.runs
    rate = MANY / run_seconds
    print(f"\nExtrapolated, not measured: {MANY} workers with runs of {run_seconds:.1f} s")
    print(f"pass {messages * rate:.0f} messages and {size * rate / 1e6:.1f} MB a second;")
    print(f"runs shorter than {empty * MANY / 1000:.1f} s would leave some of them idle.")


if __name__ == "__main__":
    main()
