"""Processes of this program, to be talked to: forked from one that is warm, or started afresh.

To start Python and torch takes seconds. So one process, `forking`, does it once and forks for each
run; whatever goes wrong with it costs those seconds and nothing else. Only Linux can fork after
such imports and tell who isn't the parent how a process ends. No torch here: the server calls this.
"""

import json
import os
import socket
import subprocess
import sys
from functools import cache
from itertools import chain
from pathlib import Path
from threading import Lock

from rnnviz.text.files import DATA_VARIABLE
from rnnviz.workers.forked import Forked

_PATIENCE_SECONDS = 120.0  # for its imports, on a machine that is busy
_PRIVATE = 0o077  # nobody else reads what it writes: a checkpoint holds the visitor's own text

# Libraries start threads when they are imported, and a fork takes none of them along.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",  # numpy
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pandas
}


def command(name: str, corpus: str) -> subprocess.Popen[str] | Forked:
    """A process that runs a command of ours. Raises `OSError` where none can be had.

    What the corpus of this name takes to be read, it finds done if another one needed it before.
    """
    if not can_fork():
        return _fresh(name)
    with _making:
        if _forking().process.poll() is not None:  # somebody killed it
            _forking.cache_clear()
        forking = _forking()
    try:
        return forking.fork(name, corpus)
    except OSError:
        forking.leave()
        _forking.cache_clear()  # the next one may go better
        return _fresh(name)


def warm_up() -> None:
    """Let the process that forks begin with its imports; nobody waits for them."""
    if can_fork():
        with _making:
            _forking()


def forking_pid() -> int | None:
    """The number of the process that forks; None where none was started, or it has ended."""
    if not (can_fork() and _forking.cache_info().currsize):
        return None
    process = _forking().process
    return process.pid if process.poll() is None else None


@cache
def can_fork() -> bool:
    if sys.platform != "linux":
        return False
    try:  # an old kernel, or a container that forbids it
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class Forking:
    """The process that forks. It ends when nobody can ask it any more, after its children."""

    def __init__(self) -> None:
        self._asking, asked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with asked:
            self.process = _start("fork", asked.fileno(), subprocess.DEVNULL, _ONE_THREAD)

    def leave(self) -> None:
        """Ask it nothing more: it ends with the last of its children, whose runs are not lost."""
        self._asking.close()

    def fork(self, name: str, corpus: str) -> Forked:
        """A child of it that runs a command, in the environment that is ours now.

        Raises `OSError` where it can't, or is gone.
        """
        asked = {"name": name, "corpus": corpus, "environment": environment()}
        told, telling = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        (reads, to), (out, writes), (err, complains) = _pipes()
        try:
            theirs = [reads, writes, complains, telling.fileno()]
            socket.send_fds(self._asking, [json.dumps(asked).encode()], theirs)
            telling.close()  # where its own goes, too, `told` ends
            told.settimeout(_PATIENCE_SECONDS)
            return Forked(told, (to, out, err))
        except OSError as error:
            if isinstance(error, TimeoutError):  # it would never end by itself
                self.process.kill()
            told.close()
            _close(to, out, err)
            raise
        finally:
            telling.close()
            _close(reads, writes, complains)


_making = Lock()


@cache
def _forking() -> Forking:
    return Forking()


def _fresh(name: str) -> subprocess.Popen[str]:
    return _start(name, subprocess.PIPE, subprocess.PIPE, {})


def _start(name: str, stdin: int, others: int, more: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-m", "rnnviz", name],
        stdin=stdin,
        stdout=others,
        stderr=others,
        text=True,
        encoding="utf-8",
        errors="replace",
        cwd=Path(__file__).parents[2],
        umask=_PRIVATE,
        env=environment() | more,
    )


def environment() -> dict[str, str]:
    """Ours, with folders as they are from here: that process starts in another."""
    given = os.environ.get(DATA_VARIABLE)
    return os.environ | ({DATA_VARIABLE: str(Path(given).absolute())} if given else {})


def _pipes() -> list[tuple[int, int]]:
    """Three of them. Raises `OSError` where only some can be had, and those are closed again."""
    made: list[tuple[int, int]] = []
    try:
        made.extend(os.pipe() for _ in range(3))  # which keeps those before a failure
    except OSError:
        _close(*chain.from_iterable(made))
        raise
    return made


def _close(*pipes: int) -> None:
    for pipe in pipes:
        os.close(pipe)
