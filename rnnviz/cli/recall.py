"""`python -m rnnviz recall`: which placements still learn to remember."""

import argparse
import sys
from pathlib import Path

from rnnviz.cli.options import check_counts
from rnnviz.content import sentence

HELP = "which placements still learn to remember"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Train small models with each of eleven placements to say a word again after 2 to 64 "
        "others, and keep how often they can. A stopped call goes on where it was."
    )
    add = parser.add_argument
    add(
        "out",
        type=Path,
        metavar="FILE",
        help="such as pretrained/recorded/recall.json, which the app shows",
    )
    add("--seeds", type=int, default=3, help="how many starting points (default 3)")
    add("--batches", type=int, default=1500, help="how long each is taught (default 1500)")


def run(options: argparse.Namespace) -> None:
    """Measure what is missing in the file, a line on the terminal for each model."""
    check_counts(options, "seeds", "batches")
    from rnnviz.analyses.recall_record import record  # noqa: PLC0415 -- torch

    for done in record(options.out, options.seeds, options.batches):
        accuracies = " ".join(f"{lag.lag_steps}: {lag.accuracy:.2f}" for lag in done.lags)
        line = sentence(
            "cli.recalled" if done.recurrent else "cli.recalled_without",
            cell=done.cell,
            key=done.key,
            keys=done.task.keys,
            seed=done.seed,
            accuracies=accuracies,
            seconds=done.seconds,
        )
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
