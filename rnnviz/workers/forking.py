"""The process that forks: it has imported what every run needs, and has seen nobody's run.

A child of it costs hundredths of a second where a fresh process takes seconds, and begins as that
does: with one thread and no random number drawn. It has read no text but those that come with the
program. Requests come over a socket that is
its stdin, each with the three pipes of a child and a socket on which to tell how the child ends.
"""

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector

import torch

from rnnviz.text.corpora import entry
from rnnviz.workers import following, pacing  # noqa: F401 -- what children run
from rnnviz.workers.forked import MOST_BYTES

Command = Callable[[list[str]], int]
_PIPES = 3


def main(command: Command) -> None:
    """Serve until nobody can ask any more and all children have ended; they run `command`."""
    for asked in (signal.SIGINT, signal.SIGTERM):  # these may reach every process of a group
        signal.signal(asked, signal.SIG_IGN)  # whoever started this one ends it
    torch.set_num_threads(1)
    torch.optim.SGD([torch.zeros(1, requires_grad=True)])  # which imports torch's compiler
    gc.disable()
    forks = Forks(command)
    while forks.serve():
        pass


class Forks:
    """The socket that requests come over, and each child with what to tell of it."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._asked = socket.socket(fileno=os.dup(sys.stdin.fileno()))
        self._telling: dict[int, tuple[int, socket.socket]] = {}  # by a child's descriptor
        self._events = DefaultSelector()
        self._events.register(self._asked, EVENT_READ)

    def serve(self) -> bool:
        """See to whatever comes next; whether more may come."""
        for key, _ in self._events.select():
            if key.fileobj is self._asked:
                self._answer()
            else:
                self._bury(key.fd)
        return bool(self._events.get_map())

    def _answer(self) -> None:
        """Fork, if that is asked, and say who it is; who gets no answer starts a fresh process."""
        asked, received, _, _ = socket.recv_fds(self._asked, MOST_BYTES, _PIPES + 1)
        if not asked:
            self._events.unregister(self._asked)
            return
        *pipes, last = received
        telling, request = socket.socket(fileno=last), json.loads(asked)
        with suppress(OSError):
            if read := entry(request["corpus"]).read:
                read()
            gc.freeze()  # no child looks through what is here by now, which would copy it
            if (child := os.fork()) == 0:
                self._close()
                telling.close()
                _run(self._command, request, pipes)
            self._watch(child, telling)
        for pipe in pipes:
            os.close(pipe)

    def _watch(self, child: int, telling: socket.socket) -> None:
        handle = os.pidfd_open(child)
        self._telling[handle] = child, telling
        self._events.register(handle, EVENT_READ)
        socket.send_fds(telling, [str(child).encode()], [handle])

    def _bury(self, handle: int) -> None:
        child, telling = self._telling.pop(handle)
        self._events.unregister(handle)
        os.close(handle)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with telling, suppress(OSError):  # nobody may listen any more
            telling.send(str(code).encode())

    def _close(self) -> None:
        """In a child: hold nothing that is this process's."""
        self._events.close()
        self._asked.close()
        for handle, (_, telling) in self._telling.items():
            os.close(handle)
            telling.close()


def _run(command: Command, asked: dict, pipes: list[int]) -> None:
    """In a child: be the process that was asked for, to its end."""
    code = 1
    try:
        for number, pipe in enumerate(pipes):
            os.dup2(pipe, number)
            os.close(pipe)
        # Streams of its own: those there are were made for what the numbers stood for before.
        sys.stdin = os.fdopen(0, encoding="utf-8")
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8")
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(asked["environment"])
        gc.enable()
        code = command([asked["name"]])
    except BaseException as error:  # noqa: BLE001 -- what Python does where a program ends so
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
