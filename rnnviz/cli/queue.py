"""`rnnviz queue`: what trains, as a process of its own."""

import argparse

from rnnviz.jobs.parts import KEPT
from rnnviz.logs import log_here

HELP = "train what the app's visitors ask for"
_ABOUT = (
    "Be the queue of the folder that RNNVIZ_RUNS names: train what the app's visitors ask for, in "
    "this process's children. The app starts one by itself, unless it is told --no-queue. Ctrl-C "
    "or SIGTERM ends it; what trains is saved, and goes on with the next queue."
)


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = _ABOUT
    parser.add_argument(KEPT, action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Be the queue; raises `InputError` where the folder has one."""
    from rnnviz.jobs.process import main  # noqa: PLC0415 -- other commands need nothing of it

    log_here()
    return main(kept=options.kept)
