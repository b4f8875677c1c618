"""`python -m rnnviz ship`: make the shipped models of what a sweep has trained."""

import argparse
import sys

from rnnviz.cli.options import place
from rnnviz.disk import check_folder
from rnnviz.runs import plan as plans
from rnnviz.runs.record import FOLDER
from rnnviz.runs.sweep import opened
from rnnviz.zoo.card import SHIPPED

HELP = "make the shipped models of a sweep's weights"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Of each placement that a sweep has trained from fresh seeds, put the best seed's weights "
        "into a folder of pretrained, with a card that has the curves of all seeds and rates."
    )
    add = parser.add_argument
    add("plan", metavar="PLAN", help="such as zoo, or a TOML file")
    add("--record", type=place, metavar="FILE", help="default: the plan's in pretrained/recorded")
    add("--weights", type=place, metavar="FOLDER", required=True, help="where the sweep kept them")
    add("--into", type=place, metavar="FOLDER", default=SHIPPED, help="default: pretrained")


def run(options: argparse.Namespace) -> None:
    """Write every model's folder, a line on the terminal for each."""
    plan = plans.load(options.plan)
    record = opened(plan, options.record or FOLDER / f"{plan.name}.json")
    check_folder(options.into)
    from rnnviz.cli.cards import row  # noqa: PLC0415 -- torch
    from rnnviz.zoo.swept import ship  # noqa: PLC0415 -- torch

    for card in ship(plan, record, options.weights, options.into):
        sys.stdout.write(row(card))
        sys.stdout.flush()
