"""The pace of runs, asked for by web processes and measured by the queue's.

There one process is warm that forks workers. Each web process would need one of its own, which
takes as much memory as all its pages.
"""

import json
import os
from contextlib import suppress
from dataclasses import replace
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from secrets import token_hex
from threading import Semaphore, Thread

from rnnviz.content import Message
from rnnviz.errors import InputError
from rnnviz.jobs.queue import Queue
from rnnviz.lm.run import Json, Run
from rnnviz.workers.pace import Pace, measure
from rnnviz.workers.room import refuse_worker

_AT_A_TIME = 2
_MOST_PATH = 100  # characters of a socket's place that every system takes
_GONE = (OSError, EOFError, AuthenticationError, ValueError)


class Measuring:
    """The queue's side: threads that answer whoever knows the secret, which the board tells."""

    def __init__(self, queue: Queue) -> None:
        self._queue, self._secret, self._places = queue, token_hex(), Semaphore(_AT_A_TIME)
        self._listener = _listener(queue.store.home, self._secret.encode())
        Thread(target=self._listen, daemon=True).start()

    @property
    def door(self) -> tuple[str, str]:
        """Where to ask, and the secret."""
        return str(self._listener.address), self._secret

    def _listen(self) -> None:
        while True:
            with suppress(*_GONE):  # whoever came has gone again, or doesn't know the secret
                Thread(target=self._answer, args=(self._listener.accept(),), daemon=True).start()

    def _answer(self, asker: Connection) -> None:
        with suppress(*_GONE), asker:
            asked = json.loads(asker.recv_bytes())
            with self._places:
                answer = self._measured(Run.from_json(asked["run"]), asked["device"])
            asker.send_bytes(json.dumps(answer).encode())

    def _measured(self, run: Run, device: str) -> Json:
        try:
            refuse_worker(self._queue.pids())  # it takes as much as one
            most = self._queue.limits.parameters
            pace = measure(run, device, most)
            devices = pace.devices if self._queue.site.local else ()
            return {"pace": replace(pace, devices=devices).to_json()}
        except InputError as error:
            return {"error": error.message.to_text()}


def ask(door: tuple[str, str], run: Run, device: str) -> Pace | None:
    """The pace of a run on a device as the queue measures it; None where it is gone.

    Raises `InputError` with what the run is refused for.
    """
    address, secret = door
    try:
        with Client(address, authkey=secret.encode()) as queue:
            queue.send_bytes(json.dumps({"run": run.to_json(), "device": device}).encode())
            answer = json.loads(queue.recv_bytes())
    except _GONE:
        return None
    if "error" in answer:
        raise InputError(Message.from_text(answer["error"]))
    return Pace.from_json(answer["pace"])


def _listener(home: Path, secret: bytes) -> Listener:
    """One beside the record, which containers can share; else wherever the system has a place."""
    place = home / "queue.sock"
    if os.name == "posix" and len(str(place).encode()) <= _MOST_PATH:
        with suppress(OSError):
            place.unlink(missing_ok=True)  # a queue left it that was killed
            return Listener(str(place), authkey=secret)
    return Listener(authkey=secret)
