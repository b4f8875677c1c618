"""`python -m rnnviz sweep`: train what a plan calls for, and go on where it was stopped."""

import argparse
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

from rnnviz.cli import working
from rnnviz.cli.options import check_counts, named, place
from rnnviz.cli.progress import tell
from rnnviz.content import sentence
from rnnviz.disk import check_file, check_folder
from rnnviz.errors import InputError
from rnnviz.runs import plan as plans
from rnnviz.runs.due import Best, best, due
from rnnviz.runs.plan import Plan
from rnnviz.runs.record import FOLDER, Result
from rnnviz.runs.sweep import Place, opened, sweep

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
    add("--record", type=place, metavar="FILE", help="default: the plan's in pretrained/recorded")
    add("--only", default="", metavar="FAMILY,…", help="some of its families")
    add("--weights", type=place, metavar="FOLDER", help="keep every model's weights there")
    add("--scheduler", type=named, metavar="ADDRESS", help=_ON_A_CLUSTER)
    working.add_to(parser)


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
    took = [result.seconds for result in known.values() if result.seconds]
    left = working.left_to_do(len(known), len(due(plan, known)), mean(took) if took else None)
    return "\n".join([*lines, left])


def _state(chosen: Best) -> str:
    key = "cli.lowest" if chosen.bracketed else "cli.lowest_at_edge"
    return sentence(key, valid=chosen.valid, placement=chosen.placement)


def _train(plan: Plan, path: Path, options: argparse.Namespace) -> int:
    check_folder(path.parent)
    check_file(path)
    if options.weights is not None:
        check_folder(options.weights)
    failed, left = 0, len(due(plan, opened(plan, path).known))
    where = _cluster(path, options) if options.scheduler else _processes(options)
    with where as computer:
        results = sweep(plan, path, computer.pool, computer.work, computer.at_once)
        for result in working.told(path.stem, left, results, _line, options.most):
            computer.recorded(result)
            failed |= result.test is None
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
        raise InputError("workers.no_dask", variable="--scheduler")
    from rnnviz.analyses.sweeping import train_and_ask  # noqa: PLC0415 -- torch
    from rnnviz.cluster.executor import Cluster  # noqa: PLC0415 -- Dask, which is an extra

    checkpoints = path.with_suffix(".checkpoints")
    with Cluster(options.scheduler, checkpoints, options.weights, tell) as pool:
        yield Computer(pool, train_and_ask, recorded=lambda result: pool.forget(result.key))


@contextmanager
def _processes(options: argparse.Namespace) -> Iterator[Computer]:
    from rnnviz.analyses.sweeping import train_and_ask  # noqa: PLC0415 -- torch

    with working.pool(options.workers, options.nice) as pool:
        work = partial(train_and_ask, place=Place(weights=options.weights))
        yield Computer(pool, work, options.workers)
