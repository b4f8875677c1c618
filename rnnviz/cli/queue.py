"""`rnnviz queue`: what trains, as a process of its own."""

import argparse
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

from rnnviz.jobs.parts import KEPT
from rnnviz.logs import log_here
from rnnviz.workers.site import Here, Site, scheduler

_PRIVATE = 0o077  # nobody else reads what it writes: a checkpoint holds the visitor's own text
HELP = "train what the app's visitors ask for"
_ABOUT = (
    "Be the queue of the folder that RNNVIZ_RUNS names: train what the app's visitors ask for, in "
    "this process's children, or on the Dask cluster that RNNVIZ_SCHEDULER names. The app starts "
    "one by itself, unless it is told --no-queue. Ctrl-C or SIGTERM ends it; what trains is saved, "
    "and goes on with the next queue."
)


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = _ABOUT
    parser.add_argument(KEPT, action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Be the queue; raises `InputError` where the folder has one, or can't train where it is to."""
    from rnnviz.jobs.process import main  # noqa: PLC0415 -- other commands need nothing of it

    log_here()
    os.umask(_PRIVATE)
    with _site(scheduler()) as site:
        return main(site, kept=options.kept)


@contextmanager
def _site(address: str | None) -> Iterator[Site]:
    """Where runs train: at the scheduler of this address, or here."""
    if address is None:
        yield Here()
        return
    from rnnviz.cluster.site import ClusterSite  # noqa: PLC0415 -- Dask, which is an extra

    with closing(ClusterSite(address)) as site:
        yield site
