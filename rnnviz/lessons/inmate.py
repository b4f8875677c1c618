"""The program in which a visitor's code runs; `sandbox` starts it, with `python -I`.

Reads one JSON object from standard input; writes one JSON line before and after each check.
"""

import ctypes  # noqa: F401 -- before the guard, which lets nobody load it
import importlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

_HOUSE = str(Path(__file__).parents[2])
sys.path.insert(0, _HOUSE)

from rnnviz.lessons import guard  # noqa: E402
from rnnviz.lessons.judging import Stopped, captured, judge  # noqa: E402

sys.path.remove(_HOUSE)


def main() -> None:
    asked = json.load(sys.stdin)
    report = os.fdopen(_private_output(), "w", encoding="utf-8")

    def say(**words: object) -> None:
        report.write(json.dumps(words) + "\n")
        report.flush()

    for name in asked["imports"]:
        importlib.import_module(name)
    guard.limit(asked["seconds"], asked["megabytes"])
    guard.shut(str(Path.cwd()))
    with captured() as paper:
        stopped = ""
        try:
            for result in judge(asked["code"], asked["checks"]):
                say(result=asdict(result))
        except Stopped as stop:
            stopped = str(stop)
    say(printed=paper.getvalue(), stopped=stopped)


def _private_output() -> int:
    """The report's own way out; what the code itself writes to 1 and 2 goes nowhere."""
    report, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return report


main()
