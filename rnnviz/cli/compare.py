"""`python -m rnnviz compare`: train placements side by side in a terminal."""

import argparse

from rnnviz.cli.options import place
from rnnviz.core.placement import Cell
from rnnviz.lm.configs import CONFIGS, Optimiser
from rnnviz.text.corpora import CORPORA

HELP = "train placements side by side"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Train placements side by side: the same starting weights and batches, one process each."
    )
    add = parser.add_argument
    add(
        "--methods",
        required=True,
        metavar="A,B,…",
        help="keys from 'methods', or placements such as input:0.5+recurrent:0.3:sequence",
    )
    add("--corpus", default="sotu", help=", ".join(entry.name for entry in CORPORA))
    add("--size", help="how much of the corpus: tiny, small or full")
    add("--text", type=place, metavar="FILE", help="your own text, with --corpus own")
    add("--lag", type=int, metavar="STEPS", help="the distance to bridge, with --corpus recall")
    add("--config", default="live", help=", ".join(CONFIGS))
    add("--cell", default=Cell.LSTM, help=", ".join(Cell))
    add("--layers", type=int, help="instead of the configuration's")
    add("--units", type=int, help="in each layer, instead of the configuration's")
    add("--tied", action="store_true", help="use the embedding as softmax weights")
    add("--optimiser", help=f"{', '.join(Optimiser)} (default: the configuration's)")
    add("--learning-rate", type=float, help="instead of the configuration's")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--epochs", type=int, help="instead of the configuration's")
    budget.add_argument("--seconds", type=float, help="stop each run after this time")
    add(
        "--change",
        action="append",
        default=[],
        metavar="KEY@EPOCH=PLACEMENT",
        help="another placement from an epoch on; KEY/SEED for one seed; may be given often",
    )
    add("--seeds", type=int, default=1, help="how many starting points (default 1)")
    add("--workers", type=int, help="runs at a time (default: one per core)")
    add("--device", default="auto", help="auto, cuda, mps or cpu")
    add("--checkpoints", type=place, metavar="FOLDER", help="save there, and go on from there")
    add("--json", type=place, metavar="FILE", help="write every figure and setting")


def run(options: argparse.Namespace) -> int:
    """Train them, and report; the exit code."""
    from rnnviz.cli.report import compare_and_report  # noqa: PLC0415 -- torch

    return compare_and_report(options)
