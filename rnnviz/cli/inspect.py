"""`python -m rnnviz inspect`: where somebody's own module drops."""

import argparse
import sys

from rnnviz.cli.options import check_counts, named
from rnnviz.content import sentence

HELP = "say which edges your own module's dropout touches"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    about = "a file of yours and the module in it, such as model.py:Model; the file is run"
    parser.add_argument("target", metavar="FILE.py:NAME", help=about)
    about = "how to build it, such as 'Model(10, 20)'"
    parser.add_argument("--call", metavar="CODE", help=about)
    about = "what it reads, such as 'torch.randn(STEPS, BATCH, 10)'; a tuple for several arguments"
    parser.add_argument("--input", metavar="CODE", help=about)
    about = "the features of each step, where it reads numbers"
    parser.add_argument("--input-size", type=int, metavar="N", help=about)
    about = "a method's key or a placement, to say where the module differs from it"
    parser.add_argument("--as", dest="wanted", type=named, metavar="PLACEMENT", help=about)


def run(options: argparse.Namespace) -> int:
    """1 if the module isn't what `--as` names."""
    from rnnviz.inspection.report import differences, report  # noqa: PLC0415 -- torch
    from rnnviz.inspection.subject import Asked, subject  # noqa: PLC0415 -- torch
    from rnnviz.inspection.summary import inspect  # noqa: PLC0415 -- torch
    from rnnviz.nn.carry import resolved  # noqa: PLC0415 -- torch

    check_counts(options, "input_size")
    wanted = None if options.wanted is None else resolved(options.wanted)
    asked = Asked(options.target, options.call, options.input, options.input_size)
    inspection = inspect(subject(asked))
    sys.stdout.write("\n".join(report(inspection)) + "\n")
    if wanted is None:
        return 0
    lines = differences(inspection, wanted)
    name = options.wanted
    head = sentence("inspection.differs" if lines else "inspection.the_same", wanted=name)
    sys.stdout.write("\n".join(["", head, *(f"  {line}" for line in lines)]) + "\n")
    return 1 if lines else 0
