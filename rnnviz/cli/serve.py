"""`rnnviz serve`: several web processes and one queue, each started again when it ends."""

import argparse
import logging
import os
from collections.abc import Iterator
from secrets import token_urlsafe
from signal import SIGINT, SIGTERM, signal
from threading import Event

from rnnviz.errors import InputError
from rnnviz.jobs.board import WebSide
from rnnviz.jobs.folder import home
from rnnviz.jobs.keeper import queue_part
from rnnviz.jobs.parts import IN_USE, Part
from rnnviz.jobs.supervisor import supervise
from rnnviz.logs import log_here

HELP = "serve the app to many, from several processes"
_ABOUT = (
    "Start the app's web processes, on ports one after another, and the queue that they share; "
    "start again what ends. A balancer that keeps each visitor at one process goes in front: see "
    "docs/hosting.md. Ctrl-C or SIGTERM ends all; what trains is saved."
)
_TOKEN = "RNNVIZ_TOKEN"  # noqa: S105 -- a name
_MOST_SERVERS, _MOST_PORT = 64, 65_535


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = _ABOUT
    add = parser.add_argument
    add("--servers", type=int, default=2, metavar="N", help="web processes (default 2)")
    add("--port", type=int, default=8501, metavar="N", help="of the first one (default 8501)")
    add("--address", default="127.0.0.1", help="to listen at (default 127.0.0.1, for a balancer)")
    add("--no-queue", action="store_true", help="start no queue: `rnnviz queue` runs elsewhere")


def run(options: argparse.Namespace) -> int:
    """Serve until asked to end; raises `InputError` for what can't be served."""
    ports = range(options.port, options.port + options.servers)
    if not 1 <= options.servers <= _MOST_SERVERS:
        raise InputError("cli.servers", servers=options.servers, most=_MOST_SERVERS)
    if ports.start < 1 or ports[-1] > _MOST_PORT:
        raise InputError("cli.ports", first=ports.start, last=ports[-1], most=_MOST_PORT)
    log_here()
    logging.root.setLevel(logging.INFO)
    end = Event()
    for number in (SIGINT, SIGTERM):
        signal(number, lambda *_: end.set())
    code = supervise(tuple(_parts(options, ports)), end)
    if code == IN_USE:
        raise InputError("jobs.in_use", folder=str(home()))
    return code


def _parts(options: argparse.Namespace, ports: range) -> Iterator[Part]:
    """The queue, unless it is elsewhere, and the web processes, who know one secret of this start.

    A browser keeps the secret for the one that it came to first, and is sent to another when that
    has ended.
    """
    secret = {_TOKEN: os.environ.get(_TOKEN) or token_urlsafe(24)}
    if not options.no_queue:
        yield queue_part(WebSide(home()))
    for port in ports:
        listens = ("--port", str(port), "--address", options.address)
        yield Part(
            f"The web process at port {port}", ["app", *listens, "--headless", "--no-queue"], secret
        )
