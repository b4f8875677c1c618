"""How far a long command is: a bar in a terminal, a line now and then in a file or a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from tqdm import tqdm

LINE_SECONDS = 30.0  # between two lines in a file: ten hours make 1,200


@contextmanager
def progress(title: str, total: float, unit: str) -> Iterator[Callable[[float], None]]:
    """What to call with how much of `total` is done."""
    if sys.stderr.isatty():
        with tqdm(total=total, desc=title, unit=unit, unit_scale=True) as bar:

            def draw(done: float) -> None:
                bar.n = done
                bar.refresh()

            yield draw
    else:
        tell(title)
        began = told = monotonic()

        def say(done: float) -> None:
            nonlocal told
            if done and (now := monotonic()) - told >= LINE_SECONDS:
                told, left = now, (now - began) * (total - done) / done
                times = "<".join(map(tqdm.format_interval, (now - began, left)))  # as in the bar
                tell(f"{title}: {done / total:.0%} [{times}]")

        yield say


def tell(line: str, *, result: bool = False) -> None:
    """A line for who waits, or one that is a result: above the bar, where there is one."""
    file = sys.stdout if result else sys.stderr
    tqdm.write(line, file=file)
    file.flush()
