"""A visitor's code, run apart: in a process of its own, with little time, memory and reach.

What it is: a guard against accidents. An endless loop, a runaway array, a stray `open` or a
forgotten download ends in a sentence, and the app lives on.

What it is not: a wall against an attacker. The guard hears only what goes through Python, and the
process runs as the same user as the app. So `rnnviz.lessons.policy` lets no code run for visitors
from elsewhere, and none at all where the app is hosted, unless its host says so.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from rnnviz.lessons.judging import Result

_INMATE = Path(__file__).with_name("inmate.py")
_SLOTS = BoundedSemaphore(2)  # codes at a time
_SECONDS_TO_START = 60  # python and its imports, on a slow machine


@dataclass(frozen=True, slots=True)
class Limits:
    """What a code may use, once its libraries are loaded."""

    seconds: int = 5
    megabytes: int = 512


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a code."""

    results: tuple[Result, ...] = ()
    printed: str = ""
    stopped: str = ""  # the sentence, if it was

    @property
    def passed(self) -> bool:
        """Whether every claim holds."""
        return bool(self.results) and not self.stopped and all(r.passed for r in self.results)


def run(
    code: str,
    checks: str,
    imports: tuple[str, ...] = ("numpy",),
    limits: Limits | None = None,
) -> Outcome:
    """What the checks say of a code; `imports` are loaded before its time begins."""
    limits = limits or Limits()
    if not _SLOTS.acquire(timeout=_SECONDS_TO_START):
        return Outcome(stopped="Others are running their code; try again in a moment.")
    try:
        with TemporaryDirectory(prefix="rnnviz-") as folder:
            return _run(_asked(code, checks, imports, limits), folder, limits)
    finally:
        _SLOTS.release()


def _asked(code: str, checks: str, imports: tuple[str, ...], limits: Limits) -> bytes:
    asked = {
        "code": code,
        "checks": checks,
        "imports": imports,
        "seconds": limits.seconds,
        "megabytes": limits.megabytes,
    }
    return json.dumps(asked).encode()


def _run(asked: bytes, folder: str, limits: Limits) -> Outcome:
    inmate = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-I", "-B", str(_INMATE)],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        said, _ = inmate.communicate(asked, timeout=_SECONDS_TO_START + limits.seconds)
    except subprocess.TimeoutExpired:
        said = b""
    finally:
        if inmate.poll() is None:
            os.killpg(inmate.pid, signal.SIGKILL)
            inmate.communicate()
    return _outcome(said, inmate.returncode, limits)


def _environment(folder: str) -> dict[str, str]:
    """One thread, no home, none of the server's own settings."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return one_thread | {"PATH": os.defpath, "HOME": folder, "TMPDIR": folder}


def _outcome(said: bytes, code: int, limits: Limits) -> Outcome:
    lines = list(_lines(said))
    results = tuple(Result(**line["result"]) for line in lines if "result" in line)
    for line in lines:
        if "stopped" in line:
            return Outcome(results, line["printed"], line["stopped"])
    return Outcome(results, stopped=_ended(code, limits))


def _lines(said: bytes) -> Iterator[dict]:
    """The whole lines of a report; the last may be torn."""
    for line in said.decode(errors="replace").splitlines(keepends=True):
        if line.endswith("\n"):
            yield json.loads(line)


def _ended(code: int, limits: Limits) -> str:
    """Why a process ended that didn't get to its last line."""
    if -code in {signal.SIGALRM, signal.SIGXCPU}:
        return (
            f"It ran for more than {limits.seconds} seconds and was stopped; is there a loop that "
            "never ends?"
        )
    if -code == signal.SIGKILL:
        return "It was killed: it took too long to start, or the machine's memory ran out."
    return "Python itself broke down under it, perhaps for want of memory, and was stopped."
