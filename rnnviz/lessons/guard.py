"""What a visitor's code may touch: the libraries, to read; an empty folder, to write; no more.

An audit hook hears of what Python itself opens, connects to and starts, and says in a sentence what
was wrong. It is a guard against accidents: code that wants to get round it can, by way of C. What
holds then are the `walls`, where the system has them.
"""

import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rnnviz.content import sentence
from rnnviz.lessons.judging import Stopped

MEGABYTE = 1 << 20
MOST_FILE, MOST_OPEN, MOST_THREADS = MEGABYTE, 64, 64
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")
_PROGRAMS = ("subprocess.", "os.fork", "os.exec", "os.posix_spawn", "os.spawn", "os.system")
_OTHERS = ("os.kill", "ctypes.", "pty.", "signal.pthread_kill")
_CHANGES = ("remove", "rename", "mkdir", "rmdir", "link", "symlink", "truncate", "chmod", "chown")
_LOOKS = ("os.listdir", "os.scandir", "os.chdir")
_ALWAYS = ("/dev/null", "/dev/urandom")


_Path = int | str | bytes | os.PathLike[str] | None  # what Python lets one call a path


def shut(folder: str) -> None:
    """From now on only `folder` can be written and only it and the libraries read; for good."""
    folder = os.path.realpath(folder)
    readable = (*libraries(), folder, *_ALWAYS)

    def hear(event: str, args: tuple) -> None:
        if event == "open":
            path, _, flags = args
            if flags & _WRITES:
                _demand(path, (folder, *_ALWAYS), "lessons.tried_to_write")
            else:
                _demand(path, readable, "lessons.tried_to_read")
        elif event in _LOOKS:
            _demand(args[0], readable, "lessons.tried_to_look")
        elif event.startswith("os.") and event[3:] in _CHANGES:
            for path in args[:2]:  # what is changed, and what it becomes
                _demand(path, (folder,), "lessons.tried_to_change")
        elif event.startswith(_NETWORK):
            raise Stopped(sentence("lessons.tried_network"))
        elif event.startswith(_PROGRAMS):
            raise Stopped(sentence("lessons.tried_program"))
        elif event.startswith(_OTHERS):
            raise Stopped(sentence("lessons.tried_around"))

    sys.addaudithook(hear)


def libraries() -> tuple[str, ...]:
    """Where Python and its libraries lie; and this folder, for torch looks up its callers.

    From Python 3.13 on each import also looks into an archive, which seldom is there.
    """
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    places = {os.path.realpath(sysconfig.get_path(name)) for name in names}
    archives = {os.path.realpath(path) for path in sys.path if path.endswith(".zip")}
    return (*places, *archives, os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120 -- as above


def _demand(path: _Path, within: tuple[str, ...], key: str) -> None:
    """Stop the code if a path, or an open file's number, lies outside."""
    if isinstance(path, int):
        return
    real = os.path.realpath(os.fsdecode(path or "."))
    if not any(real == place or real.startswith(place + os.sep) for place in within):
        raise Stopped(sentence(key, path=real))


def limit(seconds: int, by_the_clock: int, megabytes: int) -> None:
    """From now on so much time and so much more memory; then the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _cap(resource.RLIMIT_CPU, spent + seconds, spent + 4 * seconds)  # first a signal, then the end
    _cap(resource.RLIMIT_FSIZE, MOST_FILE)
    _cap(resource.RLIMIT_NOFILE, MOST_OPEN)
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_AS, _in_use() + megabytes * MEGABYTE)
    if sys.platform == "linux" and os.getuid():  # nothing limits root's
        limit_threads()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(by_the_clock)


def _cap(what: int, most: int, at_last: int | None = None) -> None:
    with suppress(ValueError, OSError):  # some systems know no such limit
        resource.setrlimit(what, (most, at_last or most))


def limit_threads() -> None:
    """So many more than this user has now."""
    usual = resource.getrlimit(resource.RLIMIT_NPROC)
    with suppress(ValueError, OSError):
        most = sum(_threads()) + MOST_THREADS
        resource.setrlimit(resource.RLIMIT_NPROC, (most, usual[1]))
        if not _can_fork():  # a container hides others of this user, who count too
            resource.setrlimit(resource.RLIMIT_NPROC, usual)


def _threads() -> Iterator[int]:
    """How many each program of this user has."""
    for program in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            tasks = (program / "task").stat()
            if tasks.st_uid == os.getuid():
                yield tasks.st_nlink - 2


def _can_fork() -> bool:
    try:
        child = os.fork()
    except BlockingIOError:
        return False
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def _in_use() -> int:
    """The address space of this process; half a gigabyte where the system doesn't say."""
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123
        return int(pages.read().split()[0]) * resource.getpagesize()
    return 512 * MEGABYTE
