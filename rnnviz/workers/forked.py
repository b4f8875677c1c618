"""A process that another one of ours forked: of `subprocess.Popen` what a `Worker` asks for."""

import os
import select
import signal
import socket
import subprocess
from contextlib import suppress
from typing import IO

MOST_BYTES = 1_000_000  # of what is told across a socket: a name and an environment


class Forked:
    """Known by a descriptor of the process, since its number may be another's once it has ended.

    `told` says its number first, with that descriptor, and how it ended at last. Its parent holds
    the other end, so where that is killed `told` ends instead. Raises `OSError` if it does at once.
    """

    def __init__(self, told: socket.socket, pipes: tuple[int, int, int]) -> None:
        number, handles, _, _ = socket.recv_fds(told, MOST_BYTES, 1)
        if not handles:
            raise ChildProcessError("nobody forks any more")
        self.pid, self._handle, self._told = int(number), handles[0], told
        self.returncode: int | None = None
        self.stdin: IO[str] = os.fdopen(pipes[0], "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(pipes[1], encoding="utf-8", errors="replace")
        self.stderr: IO[str] = os.fdopen(pipes[2], encoding="utf-8", errors="replace")

    def kill(self) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, or minus the signal that ended it, as `Popen.wait` has it."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                code = self._told.recv(MOST_BYTES)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("a forked process", timeout or 0.0) from None
            self.returncode = int(code) if code else self._ended_unseen()
            self._told.close()
            os.close(self._handle)
        return self.returncode

    def _ended_unseen(self) -> int:
        """Nobody is left who can say how it ends: end it, as if its parent's end were its own."""
        self.kill()
        ended = select.poll()
        ended.register(self._handle, select.POLLIN)
        ended.poll()
        return -signal.SIGKILL
