"""A visitor's code, run apart: in a process of its own, with little time, memory and reach.

Three things hold it. The `guard` hears what goes through Python and says in a sentence what was
wrong: enough against accidents, no obstacle to who wants out. The `walls` are the system's own and
hold against both, where the system has them. And this process ends the other when its time is over,
its folder full or its report too long, whatever it does, and believes nothing that it says.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO

from rnnviz.capacity import expendable
from rnnviz.content import sentence, spoken
from rnnviz.lessons.judging import claims_of
from rnnviz.lessons.report import Outcome, Report
from rnnviz.lessons.room import MOST_FILES, MOST_MEGABYTES, overfull, room
from rnnviz.lessons.walls import walls

_INMATE = Path(__file__).with_name("inmate.py")
_SLOTS = BoundedSemaphore(2)  # codes at a time
_SECONDS_TO_START = 60  # python and its imports, on a slow machine
_SECONDS_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """What a code may use, once its libraries are loaded."""

    seconds: int = 5  # of computing
    megabytes: int = 512

    @property
    def by_the_clock(self) -> int:
        """Seconds that may pass: more than it computes, for others compute beside it."""
        return 2 * self.seconds


def run(
    code: str,
    checks: str,
    imports: tuple[str, ...] = ("numpy",),
    limits: Limits | None = None,
) -> Outcome:
    """What the checks say of a code; `imports` are loaded before its time begins."""
    limits = limits or Limits()
    if not _SLOTS.acquire(timeout=_SECONDS_TO_START):
        return Outcome(stopped=sentence("lessons.busy"))
    try:
        with room() as folder, TemporaryFile() as asked:
            asked.write(_asked(code, checks, imports, limits))
            asked.seek(0)
            return _run(asked, folder, Report(claims_of(checks)), limits)
    except OSError as error:
        return Outcome(stopped=sentence("lessons.machine", why=error.strerror))
    finally:
        _SLOTS.release()


def _asked(code: str, checks: str, imports: tuple[str, ...], limits: Limits) -> bytes:
    asked = {
        "code": code,
        "checks": checks,
        "imports": imports,
        "walls": [wall.value for wall in walls()],
        "by_the_clock": limits.by_the_clock,
        "parent": os.getpid(),
        "language": spoken(),
    }
    return json.dumps(asked | asdict(limits)).encode()


def _run(asked: IO[bytes], folder: Path, report: Report, limits: Limits) -> Outcome:
    inmate = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-I", "-B", str(_INMATE)],
        cwd=folder,
        env=_environment(folder),
        stdin=asked,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert inmate.stdout is not None  # a pipe, as asked
    expendable(inmate.pid)
    try:
        stopped = _hear(inmate.stdout, folder, report, limits)
    finally:  # before it is waited for: until then nobody else can have its number
        with suppress(ProcessLookupError, PermissionError):  # macOS forbids it where all are dead
            os.killpg(inmate.pid, signal.SIGKILL)
        inmate.stdout.close()
        inmate.wait()
    if not report.ended:
        report.stopped = stopped or _ended(inmate.returncode, limits)
    return Outcome(tuple(report.results), report.printed, report.stopped)


def _hear(stream: IO[bytes], folder: Path, report: Report, limits: Limits) -> str:
    """Hear the report to its end; the sentence, if that can't be waited for."""
    end = time.monotonic() + _SECONDS_TO_START
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while not report.ended:
            begun = report.begun
            if selector.select(_SECONDS_BETWEEN_LOOKS):
                heard = os.read(stream.fileno(), 1 << 16)
                if not heard:
                    break
                report.hear(heard)
            if report.begun and not begun:
                end = time.monotonic() + limits.by_the_clock + 1  # after its own alarm
            if time.monotonic() > end:
                return _too_long(limits) if begun else sentence("lessons.too_slow")
            if begun and overfull(folder):
                return sentence("lessons.wrote_more", files=MOST_FILES, megabytes=MOST_MEGABYTES)
    return ""


def _environment(folder: Path) -> dict[str, str]:
    """One thread, no home, none of the server's own settings."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return one_thread | {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder)}


def _ended(code: int, limits: Limits) -> str:
    """Why a process ended that didn't get to its last line."""
    if -code in {signal.SIGALRM, signal.SIGXCPU}:
        return _too_long(limits)
    if -code == signal.SIGKILL:
        return sentence("lessons.ended_early")
    return sentence("lessons.broke_down")


def _too_long(limits: Limits) -> str:
    return sentence("lessons.too_long", seconds=limits.seconds)
