"""Processes of this program that are started again whenever they end.

Each ends when its stdin does, so none outlives whoever started it, whatever kills that one.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from signal import SIGTERM, raise_signal
from threading import Thread
from time import monotonic

from rnnviz.jobs.folder import home
from rnnviz.workers.launch import environment

KEPT = "--kept"  # the option that tells a process that it is one of these
IN_USE = 3  # the exit code of a queue that another one is faster than
REFUSED = 2  # that of one which said in a sentence what it can't do: the next can't either
END_SECONDS = 8.0  # that a part takes to end: workers save within five
_SOON_SECONDS = 10.0  # a part that ended sooner than that may do so again
_FIRST_SECONDS, _MOST_SECONDS = 1.0, 30.0  # of the pause before it is started again
_PATIENT_LIVES = 5  # of a queue that finds its folder in use
_ASKED_SECONDS = 5.0  # to one that ended well: somebody has asked for it, perhaps of all
_HUNG_SECONDS = 60.0  # that a part may not be well
_PRIVATE = 0o077
_LOG = logging.getLogger(__name__)


def _always() -> bool:
    return True


class Part:
    """A process of a command of ours, and how often it has ended; `well` says whether it works."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        more: dict[str, str] | None = None,
        well: Callable[[], bool] = _always,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.name, self._clock = name, clock
        self._command = [sys.executable, "-m", "rnnviz", *arguments, KEPT]
        self._more, self._is_well = more or {}, well
        self.process: subprocess.Popen[bytes] | None = None
        self.failed: int | None = None  # its exit code, where it can't even begin
        self._began, self._next, self._pause, self._lives = 0.0, 0.0, 0.0, 0
        self._well = 0.0  # when it last was

    def tend(self) -> None:
        """Start it if it isn't there, once its pause is over."""
        if self.process is not None and (code := self.process.poll()) is not None:
            self._bury(code)
        if self.process is None and self._clock() >= self._next:
            self._start()
        if self.process is not None:
            self._watch(self.process)

    def ask_to_end(self) -> None:
        """End its stdin, without waiting."""
        if self.process is not None and self.process.stdin:
            self.process.stdin.close()

    def wait(self, seconds: float = END_SECONDS) -> None:
        """Until it has ended; it is ended where it takes longer."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> None:
        self._began, self._lives = self._clock(), self._lives + 1
        try:
            self.process = subprocess.Popen(  # noqa: S603 -- our own program
                self._command,
                stdin=subprocess.PIPE,
                cwd=Path(__file__).parents[2],
                umask=_PRIVATE,
                env=environment() | {"RNNVIZ_RUNS": str(home())} | self._more,
            )
        except OSError as error:
            self._rest(f"can't be started ({error})")
        else:
            _LOG.info("%s has started as process %d.", self.name, self.process.pid)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """End one that has not been well for too long: the next may be."""
        if self._is_well():
            self._well = self._clock()
        elif self._clock() - max(self._well, self._began) > _HUNG_SECONDS:
            _LOG.warning("%s doesn't answer; it is ended.", self.name)
            process.kill()

    def _bury(self, code: int) -> None:
        self.ask_to_end()
        self.process = None
        if code == IN_USE:  # perhaps the one before has still to save
            self.failed = code if self._lives >= _PATIENT_LIVES else None
            self._next = self._clock() + _FIRST_SECONDS
        else:
            soon = self._clock() - self._began < _SOON_SECONDS
            hopeless = self._lives == 1 and (code == REFUSED or (soon and code > 0))
            self.failed = code if hopeless else None
            if not hopeless:
                self._rest(f"has ended with code {code}", 0.0 if code else _ASKED_SECONDS)

    def _rest(self, what: str, least: float = 0.0) -> None:
        """Wait before the next start, twice as long as before where it ended soon again."""
        soon = self._clock() - self._began < _SOON_SECONDS
        self._pause = min(max(_FIRST_SECONDS, 2 * self._pause), _MOST_SECONDS) if soon else 0.0
        pause = max(self._pause, least)
        self._next = self._clock() + pause
        _LOG.warning("%s %s; it is started again in %.0f s.", self.name, what, pause)


def when_left(act: Callable[[], object]) -> None:
    """In a part: do this once whoever started it is gone, or asks it to end."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        act()

    Thread(target=wait, daemon=True).start()


def end_when_left() -> None:
    """In a part: end then, as if asked by a signal."""
    when_left(lambda: raise_signal(SIGTERM))
