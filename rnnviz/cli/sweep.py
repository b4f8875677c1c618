"""`python -m rnnviz sweep`: train what a plan calls for, and go on where it was stopped."""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from threading import Thread

from rnnviz.cli.options import check_counts
from rnnviz.cli.progress import progress, tell
from rnnviz.content import sentence
from rnnviz.disk import check_file, check_folder
from rnnviz.errors import InputError
from rnnviz.runs import plan as plans
from rnnviz.runs.due import Best, best, due
from rnnviz.runs.plan import Plan
from rnnviz.runs.record import FOLDER, Result
from rnnviz.runs.sweep import Place, opened, sweep
from rnnviz.workers.room import places

HELP = "train a plan's placements × rates × seeds"
_ON_A_CLUSTER = (
    "train on the workers of a Dask scheduler, such as tcp://10.0.0.1:8786, and not here, so that "
    "--workers and --nice mean nothing"
)

Recorded = Callable[[Result], object]


@dataclass(frozen=True, slots=True)
class Computer:
    """Who computes: an executor, what it is given with each point, and how many it takes."""

    pool: Executor
    work: Callable[..., Result]
    at_once: int = sys.maxsize
    recorded: Recorded = bool  # to be told of each result once it is in the record


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
    add("--scheduler", metavar="ADDRESS", help=_ON_A_CLUSTER)
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
    check_folder(path.parent)
    check_file(path)
    failed, left = 0, len(due(plan, opened(plan, path).known))
    where = _cluster(path, options) if options.scheduler else _processes(options)
    with where as computer, progress(path.stem, left, "runs") as draw:
        results = sweep(plan, path, computer.pool, computer.work, computer.at_once)
        for done, result in enumerate(results, start=1):
            computer.recorded(result)
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
def _cluster(path: Path, options: argparse.Namespace) -> Iterator[Computer]:
    """The workers of a scheduler; checkpoints lie beside the record meanwhile."""
    if find_spec("distributed") is None:
        raise InputError("cli.no_dask")
    from rnnviz.analyses.sweeping import train_and_ask  # noqa: PLC0415 -- torch
    from rnnviz.cluster.executor import Cluster  # noqa: PLC0415 -- Dask, which is an extra

    checkpoints = path.with_suffix(".checkpoints")
    with Cluster(options.scheduler, checkpoints, options.weights, tell) as pool:
        yield Computer(pool, train_and_ask, recorded=lambda result: pool.forget(result.key))


@contextmanager
def _processes(options: argparse.Namespace) -> Iterator[Computer]:
    """Processes that give way to others, and that end when this one does, however it ends."""
    from rnnviz.analyses.sweeping import train_and_ask  # noqa: PLC0415 -- torch

    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        options.workers, context, initializer=_begin, initargs=(options.nice,)
    )
    try:
        work = partial(train_and_ask, place=Place(weights=options.weights))
        yield Computer(pool, work, options.workers)
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
