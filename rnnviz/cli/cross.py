"""`python -m rnnviz cross`: the zoo's models under each other's noise, and their own averaged."""

import argparse
import sys

from rnnviz.cli.options import place
from rnnviz.zoo.card import SHIPPED

HELP = "the zoo's models under each other's noise, and their own averaged"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Measure every model of the zoo under the noise of every other, on validation text, and "
        "what averaging passes with its own masks gives on the whole test text. A stopped call "
        "goes on where it was; models that have changed are measured again."
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
    add("--passes", type=int, default=20, help="averaged, of a model's own masks (default 20)")
    add("--models", type=place, metavar="FOLDER", help="another folder of models")


def run(options: argparse.Namespace) -> None:
    """Measure what is missing in the file, a line on the terminal for each measurement."""
    from rnnviz.analyses.cross_record import record  # noqa: PLC0415 -- torch

    folder = options.models or SHIPPED
    sizes = {"words": options.words, "draws": options.draws, "passes": options.passes}
    for measurement in record(options.out, folder, **sizes):
        sys.stdout.write(f"{measurement.line}\n")
        sys.stdout.flush()
