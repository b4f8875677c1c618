"""`rnnviz app`: start the app from any folder."""

import argparse
import runpy
import sys
from importlib.util import find_spec

from rnnviz.errors import InputError
from rnnviz.jobs.keeper import leave_queue_to_others
from rnnviz.jobs.parts import KEPT, end_when_left
from rnnviz.places import top

HELP = "start the app"
_ABOUT = (
    "Start the app: `streamlit run` with the settings that come with it. Everything else that "
    "Streamlit can be told is read from STREAMLIT_… variables."
)


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = _ABOUT
    add = parser.add_argument
    add("--port", type=int, metavar="N", help="of the server (default 8501, or the next free one)")
    add("--address", metavar="ADDRESS", help="to listen at, such as 127.0.0.1 (default: all)")
    add("--headless", action="store_true", help="open no browser")
    add("--no-queue", action="store_true", help="start no queue: `rnnviz queue` runs by itself")
    add(KEPT, action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> None:
    """Become Streamlit's server. Raises `InputError` where Streamlit isn't installed."""
    if find_spec("streamlit") is None:
        raise InputError("cli.no_streamlit")
    if options.no_queue:
        leave_queue_to_others()
    if options.kept:
        end_when_left()
    given = {"port": options.port, "address": options.address}
    settings = [f"--server.{name}={value}" for name, value in given.items() if value is not None]
    headless = ["--server.headless=true"] * options.headless
    sys.argv = ["streamlit", "run", str(top() / "app.py"), *settings, *headless]
    runpy.run_module("streamlit", run_name="__main__")
