"""`python -m rnnviz pretrain`: train the models that are shipped, and check those that are."""

import argparse
import sys

from rnnviz.cli.options import check_counts, chosen, place
from rnnviz.disk import check_folder
from rnnviz.zoo.card import SHIPPED

HELP = "train or check the models in pretrained/"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("--plan", default="picture", help="what to train (default picture)")
    add("--only", metavar="NAME,…", help="some of its models")
    add("--checkpoints", type=place, metavar="FOLDER", help="save there, and go on from there")
    add("--epochs", type=int, metavar="N", help="go no further now; the card says how far it is")
    add("--threads", type=int, default=1, metavar="N", help="of one training (default 1)")
    add("--check", action="store_true", help="measure the shipped models again")


def run(options: argparse.Namespace) -> int:
    """Make the models of a plan, or check what is shipped; the exit code."""
    check_counts(options, "epochs", "threads")
    import torch  # noqa: PLC0415 -- the other commands need none

    torch.set_num_threads(options.threads)
    return _check(options.only) if options.check else _make(options)


def _check(only: str | None) -> int:
    from rnnviz.cli.cards import told  # noqa: PLC0415 -- torch
    from rnnviz.zoo.again import measure_again  # noqa: PLC0415 -- torch
    from rnnviz.zoo.models import find, names  # noqa: PLC0415 -- torch

    return max([told(measure_again(find(name))) for name in chosen(only, names())], default=0)


def _make(options: argparse.Namespace) -> int:
    """1 where every run of a model diverged; the other models are made all the same."""
    from rnnviz.cli.cards import row  # noqa: PLC0415 -- torch
    from rnnviz.zoo.plans import find_plan  # noqa: PLC0415 -- torch
    from rnnviz.zoo.pretrain import DivergedError, make  # noqa: PLC0415 -- torch

    plan, code = find_plan(options.plan), 0
    wanted = chosen(options.only, tuple(plan))
    for folder in filter(None, (SHIPPED, options.checkpoints)):
        check_folder(folder)
    for name in wanted:
        try:
            line = row(make(plan[name], options.checkpoints, most_epochs=options.epochs))
        except DivergedError as error:
            sys.stderr.write(f"{error}\n")
            code = 1
        else:
            sys.stdout.write(line)
            sys.stdout.flush()
    return code
