"""Points handed out to whoever computes, as they are wanted, and what comes back."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import TypeVar

P = TypeVar("P")
R = TypeVar("R")


def results(
    executor: Executor, work: Callable[[P], R], wanted: Callable[[], Sequence[P]], at_once: int
) -> Iterator[R]:
    """What `work` makes of each point, as it comes, wherever the executor computes.

    `at_once` points are in work. `wanted` is asked again after each result, which may have made
    other points due; it leaves out those that whoever takes the results has kept. Whatever ends
    this loop loses at most the points in work.
    """
    busy: dict[Future[R], P] = {}
    try:
        while True:
            free = [point for point in wanted() if point not in busy.values()]
            for point in free[: at_once - len(busy)]:
                busy[executor.submit(work, point)] = point
            if not busy:
                return
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                del busy[future]
                yield future.result()
    finally:
        for future in busy:
            future.cancel()
