"""`python -m rnnviz sweep`: train what a plan calls for, and go on where it was stopped."""

import argparse
import sys
from functools import partial
from pathlib import Path
from statistics import mean

from rnnviz.cli import working
from rnnviz.cli.options import check_counts, place
from rnnviz.content import sentence
from rnnviz.disk import check_file, check_folder
from rnnviz.runs import plan as plans
from rnnviz.runs.due import Best, best, due
from rnnviz.runs.plan import Plan
from rnnviz.runs.record import FOLDER, Result
from rnnviz.runs.sweep import opened, sweep

HELP = "train a plan's placements × rates × seeds"


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
    from rnnviz.analyses.sweeping import train_and_ask  # noqa: PLC0415 -- torch

    check_folder(path.parent)
    check_file(path)
    work, failed = partial(train_and_ask, weights=options.weights), 0
    left = len(due(plan, opened(plan, path).known))
    with working.pool(options.workers, options.nice) as pool:
        results = sweep(plan, path, pool, work, options.workers)
        for result in working.told(path.stem, left, results, _line, options.most):
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
