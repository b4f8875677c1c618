"""The command line: which command is asked for, and what its end means to a shell."""

import argparse
import io
import os
import sys
from contextlib import suppress

from rnnviz import __version__
from rnnviz.cli import (
    app,
    compare,
    cross,
    download,
    evaluate,
    importing,
    inspect,
    methods,
    pretrain,
    queue,
    recall,
    serve,
    ship,
    sweep,
)
from rnnviz.content import sentence
from rnnviz.errors import InputError

COMMANDS = (
    app,
    serve,
    queue,
    methods,
    inspect,
    importing,
    compare,
    download,
    pretrain,
    recall,
    cross,
    sweep,
    ship,
    evaluate,
)
OURS = "worker", "pace", "fork"  # for the program itself: in no list, no help
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
        sys.stderr.write(f"\n{sentence('cli.stopped')}\n")
        return 130
    except BrokenPipeError:
        _hush()
        return 141
    except OSError as error:
        key = "cli.refused_at" if error.filename else "cli.refused"
        fields = {"path": error.filename, "why": error.strerror or error}
        sys.stderr.write(f"{sentence(key, **fields)}\n")
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
        if arguments and arguments[0] in OURS:
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
    for command in COMMANDS:
        name = getattr(command, "NAME", command.__name__.rpartition(".")[2])
        own = commands.add_parser(name, help=command.HELP)
        command.add_to(own)
        own.set_defaults(run=command.run)
    return parser


def _serve(name: str) -> int:
    """A process of the program's own, which speaks UTF-8 to it wherever it runs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        if name == "worker":
            from rnnviz.workers import worker  # noqa: PLC0415 -- no torch, which it imports once it listens

            worker.main()
        elif name == "fork":
            from rnnviz.workers import forking  # noqa: PLC0415 -- torch

            forking.main(main)
        else:
            from rnnviz.workers import pacing  # noqa: PLC0415 -- torch

            pacing.main()
    except InputError as error:
        return _refused(error)
    except RuntimeError as error:
        from rnnviz.lm.device import full  # noqa: PLC0415 -- torch, which is there where it raises

        if not (refusal := full(error)):
            raise
        return _refused(refusal)
    return 0


def _refused(error: InputError) -> int:
    """Hand the server a key and its fields, of which it makes the sentence."""
    sys.stderr.write(f"{error.message.to_text()}\n")
    return 2
