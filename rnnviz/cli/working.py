"""What long commands share: processes that give way and end with theirs, a line for each result."""

import argparse
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import TypeVar

from rnnviz.cli.progress import progress, tell
from rnnviz.content import sentence
from rnnviz.workers.room import places

R = TypeVar("R")


def add_to(parser: argparse.ArgumentParser) -> None:
    """The options that say who works, how long, or that nobody does."""
    add = parser.add_argument
    count = "processes (default: a core each, as memory allows)"
    add("--workers", type=int, default=places(), metavar="N", help=count)
    add("--nice", type=int, default=10, metavar="N", help="how much they give way (default 10)")
    add("--most", type=int, metavar="N", help="stop after so many runs")
    add("--status", action="store_true", help="say what is done and what is due, and train nothing")


@contextmanager
def pool(workers: int, niceness: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that give way to others, and that end when this one does, however it ends."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(niceness,))
    try:
        yield executor
    finally:
        for process in list(executor._processes.values()):  # noqa: SLF001 -- their runs are not wanted
            process.kill()
        executor.shutdown(wait=False, cancel_futures=True)


def told(
    title: str, left: int, results: Iterator[R], line: Callable[[R], str], most: int | None
) -> Iterator[R]:
    """The results, each once its line is on the terminal, with how far all of it is."""
    with progress(title, left, "runs") as draw:
        for done, result in enumerate(results, start=1):
            draw(done)
            tell(line(result), result=True)
            yield result
            if done == most:
                return


def left_to_do(measured: int, left: int, seconds_each: float | None) -> str:
    """How much of a plan is there and how much is due, with the time that takes where known."""
    if seconds_each is None:
        return sentence("cli.due", measured=measured, left=left)
    hours = left * seconds_each / 3600
    return sentence("cli.due_hours", measured=measured, left=left, hours=hours)


def _begin(niceness: int) -> None:
    if hasattr(os, "nice"):
        os.nice(niceness)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
