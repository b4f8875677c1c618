"""`python -m rnnviz sweep`: train what a plan calls for, and go on where it was stopped."""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import mean
from threading import Thread

from rnnviz.cli.options import check_counts
from rnnviz.cli.progress import progress, tell
from rnnviz.content import sentence
from rnnviz.disk import check_file, check_folder
from rnnviz.runs import plan as plans
from rnnviz.runs.due import Best, best, due
from rnnviz.runs.plan import Plan
from rnnviz.runs.record import FOLDER, Result
from rnnviz.runs.sweep import opened, sweep
from rnnviz.workers.room import places

HELP = "train a plan's placements × rates × seeds"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Train every placement, rate and seed of a plan until validation turns, and keep all "
        "curves in one record. A stopped call, or a killed one, goes on where it was."
    )
    add = parser.add_argument
    add("plan", metavar="PLAN", help=f"{', '.join(plans.names())}, or a TOML file")
    add("--record", type=Path, metavar="FILE", help="default: the plan's in pretrained/recorded")
    add("--only", default="", metavar="FAMILY,…", help="some of its families")
    count = "processes (default: a core each, as memory allows)"
    add("--workers", type=int, default=places(), metavar="N", help=count)
    add("--nice", type=int, default=10, metavar="N", help="how much they give way (default 10)")
    add("--weights", type=Path, metavar="FOLDER", help="keep every model's weights there")
    add("--most", type=int, metavar="N", help="stop after so many runs")
    add("--status", action="store_true", help="say what is done and what is due, and train nothing")


def run(options: argparse.Namespace) -> int:
    """Do a plan, or say how far it is; 1 if a run came to nothing."""
    plan = plans.load(options.plan)
    if options.only:
        plan = plan.only(tuple(options.only.split(",")))
    check_counts(options, "workers", "most")
    path = options.record or FOLDER / f"{plan.name}.json"
    if not options.status:
        return _train(plan, path, options)
    sys.stdout.write(status(plan, opened(plan, path).known) + "\n")
    return 0


def status(plan: Plan, known: dict[tuple[str, str, int], Result]) -> str:
    """A line for each family: its best rate so far; and how much is due."""
    lines = []
    for setting in plan.settings:
        for family in plan.families_of(setting):
            chosen = best(plan, setting, family, known)
            state = _state(chosen) if chosen else sentence("cli.measuring")
            lines.append(f"{setting.key}  {family.key}: {state}")
    left = len(due(plan, known))
    took = [result.seconds for result in known.values() if result.seconds]
    key, hours = ("cli.due_hours", left * mean(took) / 3600) if took else ("cli.due", 0.0)
    return "\n".join([*lines, sentence(key, measured=len(known), left=left, hours=hours)])


def _state(chosen: Best) -> str:
    key = "cli.lowest" if chosen.bracketed else "cli.lowest_at_edge"
    return sentence(key, valid=chosen.valid, placement=chosen.placement)


def _train(plan: Plan, path: Path, options: argparse.Namespace) -> int:
    from rnnviz.analyses.sweeping import train_and_ask  # noqa: PLC0415 -- torch

    check_folder(path.parent)
    check_file(path)
    work, failed = partial(train_and_ask, weights=options.weights), 0
    known = opened(plan, path).known
    left = len(due(plan, known))
    with (
        _pool(options.workers, options.nice) as pool,
        progress(path.stem, left, "runs") as draw,
    ):
        for done, result in enumerate(sweep(plan, path, pool, work, options.workers), start=1):
            failed |= result.test is None
            draw(done)
            tell(_line(result), result=True)
            if done == options.most:
                break
    return int(failed)


def _line(result: Result) -> str:
    run = {"setting": result.setting, "placement": result.placement, "seed": result.seed}
    if result.test is None:
        return sentence("cli.came_to_nothing", **run)
    return sentence(
        "cli.capped" if result.capped else "cli.ended",
        **run,
        valid=result.best_valid,
        test=result.test,
        epoch=result.kept_epoch,
        last=len(result.valid),
        seconds=result.seconds,
    )


@contextmanager
def _pool(workers: int, niceness: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that give way to others, and that end when this one does, however it ends."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(niceness,))
    try:
        yield pool
    finally:
        for process in list(pool._processes.values()):  # noqa: SLF001 -- their runs are not wanted
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(niceness: int) -> None:
    if hasattr(os, "nice"):
        os.nice(niceness)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
