"""`python -m rnnviz methods`: every placement and what is known of it."""

import argparse
import json
import sys
from textwrap import fill

from rnnviz.content import named
from rnnviz.core.methods import METHODS

HELP = "list every placement and what is known of it"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> None:
    """Print all methods, as JSON or to be read."""
    if options.json:
        rows = [
            {
                "key": method.key,
                "title": method.title,
                "year": method.year,
                "kind": method.kind,
                "idea": method.idea,
                "placement": str(method.placement),
                "citation": method.source.citation,
                "link": method.source.link,
                "verdict": method.known,
                "evidence": named("evidence", method.evidence),
                "place": method.place,
            }
            for method in METHODS
        ]
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return
    for method in METHODS:
        idea = fill(method.idea, 96, initial_indent="    ", subsequent_indent="    ")
        sys.stdout.write(
            f"{method.key}  ({method.kind}, {method.year})\n{idea}\n    {method.placement}\n\n"
        )
