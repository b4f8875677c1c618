"""`python -m rnnviz recall`: which placements still learn to remember."""

import argparse
import sys
from functools import partial
from pathlib import Path
from statistics import mean

from rnnviz.analyses import recall_plan as plans
from rnnviz.analyses.recall_plan import Arm, Plan, due
from rnnviz.analyses.recall_record import FOLDER, Record, opened, record
from rnnviz.analyses.recall_task import Recall
from rnnviz.cli import working
from rnnviz.cli.options import check_counts, place
from rnnviz.content import sentence
from rnnviz.disk import check_file
from rnnviz.runs.plan import names

HELP = "which placements still learn to remember"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Train small models with each placement of a plan to say a word again after a number of "
        "others, or several in their order, and keep how often they can. A stopped call, or a "
        "killed one, goes on where it was."
    )
    add = parser.add_argument
    choices = f"{', '.join(names(plans.FOLDER))}, or a TOML file (default recall)"
    add("plan", metavar="PLAN", nargs="?", default="recall", help=choices)
    add("--record", type=place, metavar="FILE", help="default: the plan's in pretrained/recorded")
    working.add_to(parser)


def run(options: argparse.Namespace) -> None:
    """Measure what is missing in the record, or say how far it is."""
    plan = plans.load(options.plan)
    check_counts(options, "workers", "most")
    path = options.record or FOLDER / f"{plan.name}.json"
    if options.status:
        sys.stdout.write(status(plan, opened(plan, path)) + "\n")
        return
    _teach(plan, path, options)


def status(plan: Plan, kept: Record) -> str:
    """A line for each cell taught a task: how many models are there; and how much is due."""
    lines = [_state(plan, kept, arm) for arm in plan.arms]
    took, left = [run.seconds for run in kept.runs], len(due(plan, kept.known))
    told = working.left_to_do(len(kept.runs), left, mean(took) if took else None)
    return "\n".join([*lines, told])


def _state(plan: Plan, kept: Record, arm: Arm) -> str:
    wanted = {point for seed in plan.seeds for point in arm.points(seed)}
    return sentence(
        "cli.recall_state",
        cell=arm.cell,
        keys=arm.task.keys,
        symbols=arm.task.symbols,
        done=len(wanted & kept.known),
        of=len(wanted),
    )


def _teach(plan: Plan, path: Path, options: argparse.Namespace) -> None:
    from rnnviz.analyses.recall import measure  # noqa: PLC0415 -- torch

    check_file(path)
    work = partial(measure, training=plan.training)
    left = len(due(plan, opened(plan, path).known))
    with working.pool(options.workers, options.nice) as pool:
        results = record(plan, path, pool, work, options.workers)
        for _ in working.told(path.stem, left, results, _line, options.most):
            pass


def _line(run: Recall) -> str:
    return sentence(
        "cli.recalled" if run.recurrent else "cli.recalled_without",
        cell=run.cell,
        key=run.key,
        keys=run.task.keys,
        symbols=run.task.symbols,
        seed=run.seed,
        accuracies=" ".join(f"{lag.lag_steps}: {lag.accuracy:.2f}" for lag in run.lags),
        seconds=run.seconds,
    )
