"""`python -m rnnviz`: the same experiments without the app."""

import argparse
import io
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from textwrap import fill

from rnnviz import __version__
from rnnviz.cli import app, sweep
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS, Optimiser
from rnnviz.text.corpora import CORPORA
from rnnviz.text.download import download

ABOUT = "Where may dropout go in a recurrent network? See it, test it, train it."
EXAMPLE = """\
start here:
  python -m rnnviz methods
  python -m rnnviz compare --methods none,zaremba2014 --epochs 5

exit codes:
  0  all that was asked for came through
  1  something began and failed: a run failed or diverged, a model isn't what its card says,
     results couldn't be written
  2  it can't be done as asked: one sentence says why
"""


def main(arguments: list[str] | None = None) -> int:
    """The exit code, as the help tells them; 130 when interrupted, 141 when nobody reads on."""
    # Imported where used: most commands need no torch, and the worker nothing else.
    _ready_streams()
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return 130
    except BrokenPipeError:
        _hush()
        return 141
    except OSError as error:
        at = f" at {error.filename}" if error.filename else ""
        sys.stderr.write(f"The system refused{at}: {error.strerror or error}; see to that first.\n")
        _hush()
        return 1


def _ready_streams() -> None:
    """Let terminals that lack a sign of ours show its number, and closed outputs swallow all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    try:
        if arguments[:1] in (["worker"], ["pace"]):  # for the program itself: in no list, no help
            return _serve(arguments[0])
        options = _parser().parse_args(arguments)
        return options.run(options) or 0
    finally:
        sys.stdout.flush()  # here, where it can still be said that nothing can be written


def _hush() -> None:
    """Let nothing more be said of an output that can't be written."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rnnviz",
        description=ABOUT,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rnnviz {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    app.add_to(commands.add_parser("app", help="start the app"))
    methods = commands.add_parser("methods", help="list every placement and what is known of it")
    methods.add_argument("--json", action="store_true", help="print JSON")
    methods.set_defaults(run=_methods)
    _add_compare(commands.add_parser("compare", help="train placements side by side"))
    download = commands.add_parser("download", help="fetch ptb or wikitext-2 and check them")
    download.add_argument("corpus")
    download.add_argument("folder", type=Path, help="where to put them; name it in RNNVIZ_DATA")
    download.set_defaults(run=_download)
    _add_pretrain(commands.add_parser("pretrain", help="train or check the models in pretrained/"))
    _add_recall(commands.add_parser("recall", help="which placements still learn to remember"))
    _add_cross(commands.add_parser("cross", help="the zoo's models under each other's noise"))
    sweep.add_to(commands.add_parser("sweep", help="train a plan's placements × rates × seeds"))
    evaluate = commands.add_parser("evaluate", help="measure a saved model again")
    about = "a folder with its weights and card, or either file beside the other"
    evaluate.add_argument("model", type=Path, help=about)
    evaluate.add_argument("--text", type=Path, metavar="FILE", help="your own text, if it has one")
    evaluate.set_defaults(run=_evaluate)
    return parser


def _add_compare(parser: argparse.ArgumentParser) -> None:
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
    add("--text", type=Path, metavar="FILE", help="your own text, with --corpus own")
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
    add("--checkpoints", type=Path, metavar="FOLDER", help="save there, and go on from there")
    add("--json", type=Path, metavar="FILE", help="write every figure and setting")
    parser.set_defaults(run=_compare)


def _add_pretrain(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--plan", default="picture", help="what to train (default picture)")
    add("--only", metavar="NAME,…", help="some of its models")
    add("--checkpoints", type=Path, metavar="FOLDER", help="save there, and go on from there")
    add("--epochs", type=int, metavar="N", help="go no further now; the card says how far it is")
    add("--threads", type=int, default=1, metavar="N", help="of one training (default 1)")
    add("--check", action="store_true", help="measure the shipped models again")
    parser.set_defaults(run=_pretrain)


def _add_recall(parser: argparse.ArgumentParser) -> None:
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
    parser.set_defaults(run=_recall)


def _add_cross(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Measure every model of the zoo under the noise of every other, on validation text. A "
        "stopped call goes on where it was; models that have changed are measured again."
    )
    add = parser.add_argument
    add(
        "out",
        type=Path,
        metavar="FILE",
        help="such as pretrained/recorded/zoo_matrix.json, which the app shows",
    )
    add("--words", type=int, default=10_000, help="of validation text (default 10000)")
    add("--draws", type=int, default=3, help="of the masks (default 3)")
    add("--models", type=Path, metavar="FOLDER", help="another folder of models")
    parser.set_defaults(run=_cross)


def _methods(options: argparse.Namespace) -> None:
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
                "evidence": method.evidence,
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


def _compare(options: argparse.Namespace) -> int:
    from rnnviz.lm import report  # noqa: PLC0415 -- `methods` needs none of it

    return report.compare_and_report(options)


def _download(options: argparse.Namespace) -> None:
    for path in download(options.corpus, options.folder):
        sys.stdout.write(f"{path}\n")


def _pretrain(options: argparse.Namespace) -> int:
    from rnnviz.lm import pretrain  # noqa: PLC0415 -- torch

    return pretrain.pretrain(options)


def _evaluate(options: argparse.Namespace) -> int:
    from rnnviz.lm import pretrain  # noqa: PLC0415 -- torch

    return pretrain.evaluate(options)


def _recall(options: argparse.Namespace) -> None:
    from rnnviz.analyses import recall_record  # noqa: PLC0415 -- torch

    recall_record.record(options)


def _cross(options: argparse.Namespace) -> None:
    from rnnviz.analyses import cross_record  # noqa: PLC0415 -- torch

    cross_record.record(options)


def _serve(name: str) -> int:
    """A process of the program's own, which speaks UTF-8 to it wherever it runs."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    if name == "worker":
        from rnnviz.lm import worker  # noqa: PLC0415 -- no torch, which it imports once it listens

        worker.main()
    else:
        from rnnviz.lm import pacing  # noqa: PLC0415 -- torch

        pacing.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
