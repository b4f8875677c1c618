"""A run in a process of its own with one thread, which ends when whoever started it does.

One thread each, because two torch threads on two busy cores are many times slower than one
(measured: steps of 25 ms became 1,300 ms). No torch here: the app's server calls this.
"""

import json
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO

from rnnviz.content import Message
from rnnviz.lm.run import Json, Run
from rnnviz.workers.launch import command

PATIENCE_SECONDS = 4.5  # to save and to end
_KINDS = {"run", "evaluation", "pace"}  # of what it says, by a key that only this kind has
_MOST_WORDS = 2_000  # characters of what it wrote to stderr that are kept


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told at its start, and again where it is to go on with other changes."""

    run: Run
    device: str = "auto"
    checkpoint: Path | None = None  # saved here, and gone on from here
    model: Path | None = None  # a folder for the finished model and its card
    niceness: int = 0  # how much it gives way to other programs, 0…19
    most_parameters: float = inf  # of a model whose pace is measured

    def to_line(self) -> str:
        data = asdict(self) | {"run": self.run.to_json()}
        return json.dumps(data, default=str) + "\n"

    @classmethod
    def from_line(cls, line: str) -> "Order":
        data = json.loads(line)
        paths = {name: data[name] and Path(data[name]) for name in ("checkpoint", "model")}
        return cls(**data | paths | {"run": Run.from_json(data["run"])})


class Worker:
    """A process at work on a run; what it says goes to `heard` with its number, at last None.

    Its pipes are emptied and filled by threads of their own: a full one would stop it, or whoever
    tells it something. Raises `OSError` or `RuntimeError` where no process or thread can be had.
    """

    def __init__(self, order: Order, number: int, heard: SimpleQueue, name: str = "worker") -> None:
        self.order, self._number, self._heard = order, number, heard
        self.process = command(name, order.run.corpus.name)
        self._asked: float | None = None  # when it was asked to end, on the monotonic clock
        self._spoke, self._complaint = False, ""
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._complaining = Thread(
            target=self._take_complaints, args=(self.process.stderr,), daemon=True
        )
        try:
            self._complaining.start()
            Thread(target=self._tell, args=(self.process.stdin,), daemon=True).start()
            Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        except RuntimeError:
            self.process.kill()
            raise
        self.tell(order)

    def tell(self, order: Order) -> None:
        """Give it the run, or the run with other changes."""
        self.order = order
        self._orders.put(order)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def stopping(self) -> bool:
        return self._asked is not None

    def stop(self) -> None:
        """Ask it to save and to end, without waiting; once it has had its time, end it.

        One that has not said a word has nothing to save, and is ended at once.
        """
        if self._asked is None:
            self._asked = monotonic()
            self._orders.put(None)
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

    def failure(self) -> Message:
        """Why it ended, once it has: the last line that it wrote to stderr, or its exit code."""
        self._complaining.join(timeout=1.0)  # a process that it left behind may hold the pipe
        lines = self._complaint.strip().splitlines()
        if not lines:
            return Message("workers.silent", {"code": self.process.returncode})
        return Message.from_text(lines[-1])

    def last_words(self) -> str:
        """The same with what it wrote to stderr before, to print."""
        failure = str(self.failure())
        return "\n".join((*self._complaint.strip().splitlines()[:-1], failure))

    def _tell(self, stdin: IO[str]) -> None:
        with suppress(OSError, ValueError):  # one that is gone is noticed by `_listen`
            while (order := self._orders.get()) is not None:
                stdin.write(order.to_line())
                stdin.flush()
        with suppress(OSError):
            stdin.close()  # which tells it to stop

    def _take_complaints(self, stderr: IO[str]) -> None:
        while complaint := stderr.read(_MOST_WORDS):
            self._complaint = (self._complaint + complaint)[-_MOST_WORDS:]

    def _listen(self, stdout: IO[str]) -> None:
        for line in stdout:
            message = _message(line)
            if message is not None:
                self._spoke = True
                self._heard.put((self._number, message))
        self._orders.put(None)
        self._heard.put((self._number, None))


def _message(line: str) -> Json | None:
    """What a worker says; None for what a library prints, and for half a line of one killed."""
    with suppress(ValueError, RecursionError):
        message = json.loads(line)
        if isinstance(message, dict) and _KINDS & message.keys():
            return message
    return None
