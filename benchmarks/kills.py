"""Each part of a server is killed in turn while a class is busy: how soon it is back, what is lost.

    python -m benchmarks.kills [--visitors 60] [--servers 2] [--cluster] [--json FILE]

Killed is with -9: a worker that trains, the queue, a web process; with `--cluster`, where a Dask
scheduler and two workers train, they as well, which this program then starts again, as an
operator's supervisor would. A part is back when it answers, or when training goes on. What the
record held before a kill must be there afterwards.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

from benchmarks.classroom import processes, serving, teach
from benchmarks.cluster import start
from rnnviz.jobs.board import WebSide
from rnnviz.jobs.file import FILE
from rnnviz.lm.machine import machine

PATIENCE_SECONDS = 120.0
BETWEEN_SECONDS = 20.0  # two kills
READY_SECONDS = 30.0  # for visitors to come and runs to begin
AFTER_SECONDS = 10.0
SETTLING_SECONDS = 1.0  # until what was said before a kill is written


@dataclass(frozen=True, slots=True)
class Kill:
    """What was killed, how soon it was back, and how much of the record was gone then."""

    part: str
    seconds: float
    lost: int  # points of curves


class Served:
    """The server that is killed, seen from outside: its processes and its record."""

    def __init__(self, pid: int, ports: range, home: Path) -> None:
        self._pid, self._ports, self._home = pid, ports, home
        self._board = WebSide(home)

    def points(self) -> set[tuple[int, int]]:
        """The run and the step of every evaluation in the record."""
        return {(run, step) for run, step in self._ask("SELECT run, step FROM points")}

    def steps(self) -> set[tuple[int, str]]:
        """The newest step of each run."""
        latest = self._ask("SELECT id, latest FROM runs WHERE latest IS NOT NULL")
        return {(run, text) for run, text in latest}

    def workers(self) -> tuple[int, ...]:
        """Those of the queue on this machine."""
        status = self._board.status()
        return status.pids if status else ()

    def queue(self) -> int | None:
        """Its process."""
        return next((pid for pid, part in processes(self._pid).items() if part == "queue"), None)

    def web(self) -> int | None:
        """The process behind the first port."""
        for pid, part in processes(self._pid).items():
            with suppress(OSError):
                line = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
                if part == "app" and str(self._ports.start) in line:
                    return pid
        return None

    def answers(self) -> bool:
        """Whether a page could be had at the first port."""
        address = f"http://127.0.0.1:{self._ports.start}/_stcore/health"
        with suppress(OSError), urlopen(address, timeout=1):
            return True
        return False

    def _ask(self, question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self._home / FILE}?mode=ro", uri=True)) as db:
            return db.execute(question).fetchall()


class Cluster:
    """A scheduler and two workers that train for the queue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.scheduler = self.start_scheduler()
        self.workers = [self.start_worker(), self.start_worker()]

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        return start("scheduler", "--host", "127.0.0.1", "--port", str(self._port))

    def start_worker(self) -> subprocess.Popen[bytes]:
        here = ("--local-directory", str(self._folder))
        return start("worker", self.address, "--nthreads", "1", "--no-nanny", *here)

    def kill_scheduler(self) -> None:
        """Its workers end when they miss it."""
        self.scheduler.kill()
        self.scheduler.wait()
        self.scheduler = self.start_scheduler()
        for worker in self.workers:
            worker.wait(PATIENCE_SECONDS)
        self.workers = [self.start_worker(), self.start_worker()]

    def kill_workers(self) -> None:
        """Both, so that whichever trains is among them."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers = [self.start_worker(), self.start_worker()]

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def end(*pids: int) -> None:
    """As `kill -9` does."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def until(true: Callable[[], bool], began: float) -> float:
    """Seconds since `began` until something holds. Raises `TimeoutError` where it never does."""
    while not true():
        if monotonic() - began > PATIENCE_SECONDS:
            raise TimeoutError(f"Not back within {PATIENCE_SECONDS:.0f} s.")
        sleep(0.05)
    return monotonic() - began


def kills(served: Served, cluster: Cluster | None) -> Iterator[Kill]:
    """Kill each part, one after the other, and wait until all is back."""

    def killed(part: str, kill: Callable[[], None], back: Callable[[float], float]) -> Kill:
        before, began = served.points(), monotonic()
        kill()
        return Kill(part, back(began), len(before - served.points()))

    def trains(began: float, gone: Callable[[], bool] = lambda: True) -> float:
        until(gone, began)
        sleep(SETTLING_SECONDS)
        steps = served.steps()  # a later one is no message of before
        return until(lambda: served.steps() != steps, began)

    if cluster:
        yield killed("both cluster workers", cluster.kill_workers, trains)
        sleep(BETWEEN_SECONDS)
        yield killed("the scheduler", cluster.kill_scheduler, trains)
    else:
        workers = served.workers()
        gone = partial(trains, gone=lambda: not set(workers) & set(served.workers()))
        yield killed("the worker", partial(end, *workers), gone)
    sleep(BETWEEN_SECONDS)
    queue = served.queue()
    assert queue is not None
    another = partial(trains, gone=lambda: served.queue() not in (None, queue))
    yield killed("the queue", partial(end, queue), another)
    sleep(BETWEEN_SECONDS)
    web = served.web()
    assert web is not None
    answers = partial(until, lambda: served.web() not in (None, web) and served.answers())
    yield killed("a web process", partial(end, web), answers)


@contextmanager
def clustered(*, wanted: bool) -> Iterator[Cluster | None]:
    """The cluster, in the environment of the server to come."""
    if not wanted:
        yield None
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        cluster = Cluster(Path(folder))
        os.environ["RNNVIZ_SCHEDULER"] = cluster.address
        try:
            yield cluster
        finally:
            cluster.end()


async def kill_under_load(
    served: Served, load: tuple[int, range, int], cluster: Cluster | None
) -> list[Kill]:
    """All kills while visitors are busy; those of a killed web process go, as they may."""
    server, ports, visitors = load
    busy = asyncio.create_task(teach(server, ports, visitors, 60 * 60))

    def work() -> list[Kill]:
        until(lambda: bool(served.steps()), monotonic())
        sleep(READY_SECONDS)
        measured = []
        for kill in kills(served, cluster):
            print(f"| {kill.part} | {kill.seconds:.1f} | {kill.lost} |", flush=True)
            measured.append(kill)
        sleep(AFTER_SECONDS)
        return measured

    try:
        return await asyncio.to_thread(work)
    finally:
        busy.cancel()
        with suppress(asyncio.CancelledError):
            await busy


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--visitors", type=int, default=60)
    parser.add_argument("--servers", type=int, default=2, help="web processes (default 2)")
    parser.add_argument("--cluster", action="store_true", help="train on a Dask cluster of its own")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    print("| killed | back after, s | points lost |\n|---|---:|---:|", flush=True)
    with clustered(wanted=options.cluster) as cluster, serving(1, options.servers) as made:
        served, load = Served(*made), (made[0], made[1], options.visitors)
        measured = asyncio.run(kill_under_load(served, load, cluster))
    if options.json:
        settings = {"machine": machine(), "visitors": options.visitors, "cluster": options.cluster}
        table = [asdict(kill) for kill in measured]
        options.json.write_text(json.dumps(settings | {"kills": table}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
