"""`python -m rnnviz download`: corpora that can't be shipped, fetched and checked."""

import argparse
import sys

from rnnviz.cli.options import place
from rnnviz.text.download import download

HELP = "fetch ptb or wikitext-2 and check them"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("corpus")
    parser.add_argument("folder", type=place, help="where to put them; name it in RNNVIZ_DATA")


def run(options: argparse.Namespace) -> None:
    """Print where the files are."""
    for path in download(options.corpus, options.folder):
        sys.stdout.write(f"{path}\n")
