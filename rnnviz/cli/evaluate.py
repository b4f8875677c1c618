"""`python -m rnnviz evaluate`: measure a saved model again."""

import argparse

from rnnviz.cli.options import place
from rnnviz.text.own import read_file

HELP = "measure a saved model again"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    about = "a folder with its weights and card, or either file beside the other"
    parser.add_argument("model", type=place, help=about)
    about = "your own text, if it has one"
    parser.add_argument("--text", type=place, metavar="FILE", help=about)


def run(options: argparse.Namespace) -> int:
    """1 if the model isn't what its card says."""
    import torch  # noqa: PLC0415 -- the other commands need none

    from rnnviz.cli.cards import told  # noqa: PLC0415 -- torch
    from rnnviz.zoo import downloads  # noqa: PLC0415 -- torch
    from rnnviz.zoo.again import measure_again  # noqa: PLC0415 -- torch

    torch.set_num_threads(1)
    text = read_file(options.text) if options.text else None
    return told(measure_again(downloads.load(options.model), text))
