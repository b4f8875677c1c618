"""A run in a process of its own with one thread, which ends when whoever started it does.

One thread each, because two torch threads on two busy cores are many times slower than one
(measured: steps of 25 ms became 1,300 ms). No torch here: the app's server calls this.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic

from rnnviz.lm.runs import Run
from rnnviz.text.files import DATA_VARIABLE

PATIENCE_SECONDS = 4.5  # to save and to end


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told at its start, and again where it is to go on with other changes."""

    run: Run
    device: str = "auto"
    checkpoint: Path | None = None  # saved here, and gone on from here
    model: Path | None = None  # a folder for the finished model and its card
    niceness: int = 0  # how much it gives way to other programs, 0…19

    def to_line(self) -> str:
        data = asdict(self) | {"run": self.run.to_json()}
        return json.dumps(data, default=str) + "\n"

    @classmethod
    def from_line(cls, line: str) -> "Order":
        data = json.loads(line)
        paths = {name: data[name] and Path(data[name]) for name in ("checkpoint", "model")}
        return cls(**data | paths | {"run": Run.from_json(data["run"])})


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Worker:
    """A process at work on a run; what it says goes to `heard` with its number, at last None."""

    def __init__(self, order: Order, number: int, heard: SimpleQueue) -> None:
        self.order, self._number, self._heard = order, number, heard
        self.process = command("worker")
        self._asked: float | None = None  # when it was asked to end, on the monotonic clock
        self._spoke = False
        Thread(target=self._listen, daemon=True).start()
        self.tell(order)

    def tell(self, order: Order) -> None:
        """Give it the run, or the run with other changes."""
        self.order = order
        with suppress(BrokenPipeError, ValueError):  # one that is gone is noticed by `_listen`
            self.process.stdin.write(order.to_line())
            self.process.stdin.flush()  # and left open: its end tells the worker to stop

    @property
    def stopping(self) -> bool:
        return self._asked is not None

    def stop(self) -> None:
        """Ask it to save and to end, without waiting; once it has had its time, end it.

        One that has not said a word has nothing to save, and is ended at once.
        """
        if self._asked is None:
            self._asked = monotonic()
            with suppress(BrokenPipeError):
                self.process.stdin.close()
        if not self._spoke or monotonic() - self._asked > PATIENCE_SECONDS:
            self.process.kill()

    def wait(self) -> int:
        """Its exit code, after `stop`, or None of it: then as long as it takes."""
        left = None if self._asked is None else self._asked + PATIENCE_SECONDS - monotonic()
        try:
            return self.process.wait(timeout=left and max(left, 0.0))
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def last_words(self) -> str:
        """Why it ended, once it has: the end of what it wrote to stderr, or its exit code."""
        said = self.process.stderr.read().strip()[-2000:]
        return said or f"It ended with code {self.process.returncode} and said nothing."

    def _listen(self) -> None:
        for line in self.process.stdout:
            self._spoke = True
            with suppress(ValueError):  # half a line of one that was killed
                self._heard.put((self._number, json.loads(line)))
        self._heard.put((self._number, None))


def command(name: str) -> subprocess.Popen:
    """A process of this program, to be talked to."""
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-m", "rnnviz", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Ours, with folders as they are from here: that process starts in another."""
    given = os.environ.get(DATA_VARIABLE)
    return os.environ | ({DATA_VARIABLE: str(Path(given).absolute())} if given else {})
