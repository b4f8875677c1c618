"""`python -m rnnviz cross`: the zoo's models under each other's noise."""

import argparse
import sys

from rnnviz.cli.options import place
from rnnviz.content import sentence
from rnnviz.zoo.card import SHIPPED

HELP = "the zoo's models under each other's noise"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Measure every model of the zoo under the noise of every other, on validation text. A "
        "stopped call goes on where it was; models that have changed are measured again."
    )
    add = parser.add_argument
    add(
        "out",
        type=place,
        metavar="FILE",
        help="such as pretrained/recorded/zoo_matrix.json, which the app shows",
    )
    add("--words", type=int, default=10_000, help="of validation text (default 10000)")
    add("--draws", type=int, default=3, help="of the masks (default 3)")
    add("--models", type=place, metavar="FOLDER", help="another folder of models")


def run(options: argparse.Namespace) -> None:
    """Measure what is missing in the file, a line on the terminal for each measurement."""
    from rnnviz.analyses.cross_record import record  # noqa: PLC0415 -- torch

    folder = options.models or SHIPPED
    for met in record(options.out, folder, words=options.words, draws=options.draws):
        fields = {"model": met.model, "placement": met.placement, "mean": met.found.mean}
        sys.stdout.write(f"{sentence('cli.crossed', **fields)}\n")
        sys.stdout.flush()
