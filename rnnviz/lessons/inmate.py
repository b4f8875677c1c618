"""The program in which a visitor's code runs; `sandbox` starts it, with `python -I`.

Reads one JSON object from standard input; writes one JSON line before its time begins, after each
check, and at its end (see `report`).
"""

import ctypes  # before the guard, which lets nobody load it
import importlib
import json
import os
import signal
import sys
from pathlib import Path

_HOUSE = str(Path(__file__).parents[2])
sys.path.insert(0, _HOUSE)

from rnnviz.content import sentence, speak  # noqa: E402
from rnnviz.lessons import guard  # noqa: E402
from rnnviz.lessons.judging import CAN_RUN, Stopped, captured, judge  # noqa: E402
from rnnviz.lessons.walls import Wall, raise_walls  # noqa: E402

sys.path.remove(_HOUSE)

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


def main() -> None:
    asked = json.load(sys.stdin)
    _die_with(asked["parent"])
    speak(asked["language"])
    sentence("lessons.ended")  # all that one needs is read before nothing can be read
    report = os.fdopen(_private_output(), "w", encoding="utf-8")

    def say(**words: object) -> None:
        report.write(json.dumps(words) + "\n")
        report.flush()

    for name in asked["imports"]:
        importlib.import_module(name)
    say(begins=True)
    with captured() as paper:
        stopped = ""
        try:
            _shut(asked)
            for result in judge(asked["code"], asked["checks"]):
                if result.claim == CAN_RUN:
                    say(fails=result.why)
                else:
                    say(holds=result.passed, why=result.why)
        except Stopped as stop:
            stopped = str(stop)
    say(printed=paper.getvalue(), stopped=stopped)


def _shut(asked: dict) -> None:
    """Limits, walls and guard, in this order: each forbids what those before it need."""
    guard.limit(asked["seconds"], asked["by_the_clock"], asked["megabytes"])
    folder = str(Path.cwd())
    try:
        raise_walls([Wall(wall) for wall in asked["walls"]], folder, guard.libraries())
    except OSError as error:
        raise Stopped(sentence("lessons.no_wall", why=error)) from error
    guard.shut(folder)


def _die_with(parent: int) -> None:
    """Where Linux can do it, this process ends when the server does; and its memory is private."""
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The server is gone.")


def _private_output() -> int:
    """The report's own way out; the code itself reads nothing from 0 and writes 1 and 2 away."""
    report, nowhere = os.dup(1), os.open(os.devnull, os.O_RDWR)
    for usual in (0, 1, 2):
        os.dup2(nowhere, usual)
    return report


main()
