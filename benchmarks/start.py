"""How long a visitor waits from Start: for a first word, a first point of a curve, the end.

    python -m benchmarks.start [--times 3] [--epochs 8]

Trains the Train page's four placements through a queue of its own, in turn with processes that
start afresh and with forked ones. As on the page, the pace has been measured before Start.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import inf
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from unittest.mock import patch

from rnnviz.capacity import cores
from rnnviz.core.processor import processor
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.queue import Queue
from rnnviz.jobs.store import Store
from rnnviz.lm.configs import find_config
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.runs.experiment import plan
from rnnviz.workers import launch
from rnnviz.workers.pace import Pace, measure

KEYS = ("none", "zaremba2014", "naive_everywhere", "gal2016_tied")
WAITS = ("a first word", "a first point", "a point of each", "the end of all")
WAYS = {"afresh": bool, "forked": launch.can_fork}
VISITOR = "a visitor"


def runs(epochs: int) -> tuple[Run, ...]:
    live = find_config("live")
    training = replace(live.training, epochs=epochs)
    return plan(KEYS, CorpusChoice("sotu", "tiny"), live.model, training)


@contextmanager
def queue() -> Iterator[Queue]:
    with tempfile.TemporaryDirectory() as folder:
        made = Queue(Store(Path(folder) / "runs"), Limits(workers=len(KEYS)), "cpu")
        made.start()
        try:
            yield made
        finally:
            made.close()


def waits(asked: tuple[Run, ...], pace: Pace) -> tuple[list[float], list[float]]:
    """Seconds from Start to each of WAITS, and the validation perplexities at the end."""
    with queue() as made:
        made.presence.attend(VISITOR)
        began = perf_counter()
        id_ = made.store.add(VISITOR, "", asked, pace)

        def curves() -> dict:
            experiment = made.store.experiment(VISITOR, id_)
            return experiment.record.curves if experiment else {}

        def spoken() -> bool:
            experiment = made.store.experiment(VISITOR, id_)
            return bool(experiment and any(job.latest for job in experiment.jobs))

        def over() -> bool:
            experiment = made.store.experiment(VISITOR, id_)
            return bool(experiment and not experiment.active)

        def after(true: Callable[[], object]) -> float:
            while not true():
                sleep(0.02)
            return perf_counter() - began

        taken = [
            after(spoken),
            after(curves),
            after(lambda: len(curves()) == len(asked)),
            after(over),
        ]
        ends = [curve[-1].evaluation for _, curve in sorted(curves().items())]
        return taken, [end.valid if end else inf for end in ends]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=8)
    options = parser.parse_args()
    asked, seconds, figures = runs(options.epochs), defaultdict(list), set()
    for _ in range(options.times):
        for way, able in WAYS.items():
            with patch.object(launch, "can_fork", able):
                taken, ends = waits(asked, measure(asked[0], "cpu"))
            seconds[way].append(taken)
            figures.add(tuple(ends))
    print(
        f"{processor()}, {cores()} cores, {options.times} times in turn, {options.epochs} epochs\n"
    )
    print(f"| until | {' | '.join(f'{way}, s' for way in WAYS)} | ratio |\n|---|---:|---:|---:|")
    for number, wait in enumerate(WAITS):
        fresh, forked = (median(taken[number] for taken in seconds[way]) for way in WAYS)
        print(f"| {wait} | {fresh:.2f} | {forked:.2f} | {forked / fresh:.2f} |")
    same = "the same" if len(figures) == 1 else "NOT the same"
    print(f"\nThe validation perplexities at the end are {same}, to the last bit.")


if __name__ == "__main__":
    main()
