"""No way out leaves a trace outside where the system has walls; where it has none, all do.

All ways are tried in one run, after the guard has been taken down from within. What came of them
is read from outside: from files, listeners and processes.
"""

import os
import resource
import secrets
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from rnnviz.lessons import sandbox
from rnnviz.lessons.sandbox import Limits, run
from rnnviz.lessons.walls import Wall, walls
from tests.lessons.escapes import ALL, NOT_EVERYWHERE, Sign

CHECKS = '''
def check_nothing(answer):
    """It came to its end."""
'''
ROOMY = Limits(seconds=100, megabytes=4096)
PRELUDE = """
import ctypes, os, signal, socket, sqlite3, struct, subprocess, sys, threading, time
import numpy as np, seccompy, torch, torch.distributed

guard = sys.modules["rnnviz.lessons.guard"]
guard._NETWORK = guard._PROGRAMS = guard._OTHERS = guard._CHANGES = guard._LOOKS = ()
guard._demand = lambda *_: None
libc = ctypes.CDLL(None, use_errno=True)

def call(name, *args):
    back = libc.syscall(seccompy.syscall_nr(name), *args)
    if back == -1:
        raise OSError(ctypes.get_errno(), name)
    return back

def sleep_on(name):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        os.setsid()
    except OSError:
        pass  # has one
    libc.prctl(15, name.encode(), 0, 0, 0)
    time.sleep(60)
    os._exit(0)
def wait_for(pid):
    # Until a child has a session of its own: with ours it would end as we do.
    for _ in range(500):
        if os.getsid(pid) != os.getsid(0):
            return
        time.sleep(0.01)

def attempt(number, code, **told):
    try:
        exec(code, globals() | told, told)
        print(f"done {number}.", told.get("got", ""))
    except BaseException as error:
        print(number, repr(error)[:60])

"""
WALL = {
    **dict.fromkeys((Sign.MADE, Sign.CHANGED, Sign.READ), Wall.FILES),
    Sign.REACHED: Wall.NETWORK,
    **dict.fromkeys((Sign.LEFT, Sign.HARMED, Sign.DONE), Wall.PROGRAMS),
}


class Outside:
    """All that one way could reach, and whether it did."""

    def __init__(self, number, escape, folder):
        self.number, self.escape = number, escape
        folder.mkdir()
        self.path, self.secret = folder / "out", f"secret{secrets.token_hex(8)}"
        (folder / self.secret).touch()
        self.name = f"61.{number:03d}{secrets.randbelow(10**8):08d}"
        self.listeners, self.port, self.reached = [], 0, False
        self.other = self.before = self.tcp = None
        if escape.sign in {Sign.CHANGED, Sign.READ}:
            self.path.write_text(self.secret)
            self.path.chmod(0o600)
        elif escape.sign is Sign.REACHED:
            self._listen()
        if escape.sign in {Sign.READ, Sign.HARMED, Sign.DONE}:
            self.other = subprocess.Popen(
                ["sh", "-c", "read x", self.secret],  # noqa: S607
                stdin=subprocess.PIPE,
                env={"SECRET": self.secret, "PATH": os.defpath},
            )
        self.before = self._state()

    def _listen(self):
        tcp = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._hang_up, args=(tcp,), daemon=True).start()
        self.port = tcp.getsockname()[1]
        udp = socket.socket(type=socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        self.tcp, self.listeners = tcp, [udp]
        for name in (str(self.path), f"\0{self.name}"):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(name)
            listener.listen()
            self.listeners.append(listener)
        for listener in self.listeners:
            listener.setblocking(False)

    def _hang_up(self, tcp):
        """At once: some clients wait for an answer forever."""
        with suppress(OSError):
            while True:
                tcp.accept()[0].close()
                self.reached = True

    def attempt(self):
        told = {"OUT": str(self.path), "AT": str(self.path.parent), "BASE": self.path.name}
        told |= {"NAME": self.name, "PORT": self.port, "PID": self.other and self.other.pid}
        return f"attempt({self.number}, {self.escape.code!r}, **{told!r})\n"

    def left(self, printed):
        """Whether what we look for is there."""
        match self.escape.sign:
            case Sign.MADE:
                return os.path.lexists(self.path)
            case Sign.CHANGED | Sign.HARMED:
                return self._state() != self.before
            case Sign.READ:
                return self.secret in printed
            case Sign.REACHED:
                return self.reached or any(map(_heard, self.listeners))
            case Sign.LEFT:
                return any(True for _ in _called(self.name))
            case Sign.DONE:
                return f"done {self.number}." in printed

    def _state(self):
        with suppress(OSError):
            if self.escape.sign is Sign.CHANGED:
                now = self.path.lstat()
                return self.path.read_bytes(), now.st_mode, now.st_ctime_ns, now.st_ino
            if self.escape.sign is Sign.HARMED and self.other.poll() is None:
                pid = self.other.pid
                nice, limit = (
                    os.getpriority(os.PRIO_PROCESS, pid),
                    resource.prlimit(pid, resource.RLIMIT_NOFILE),
                )
                return nice, limit, os.sched_getaffinity(pid), os.sched_getscheduler(pid)
        return None

    def close(self):
        if self.tcp:
            self.tcp.shutdown(socket.SHUT_RDWR)
            self.tcp.close()
        for listener in self.listeners:
            listener.close()
        if self.other:
            self.other.kill()
            self.other.communicate()
        for pid in _called(self.name):
            os.kill(pid, signal.SIGKILL)


def _heard(listener):
    with suppress(BlockingIOError):
        if listener.type == socket.SOCK_DGRAM:
            return bool(listener.recv(9))
        return bool(listener.accept())
    return False


def _called(name):
    """The processes that are called so, or have it among their words, and aren't dead."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            called = (folder / "comm").read_text() + (folder / "cmdline").read_text()
            if name in called and "State:\tZ" not in (folder / "status").read_text():
                yield int(folder.name)


def tried(escapes, folder):
    """The names of those that got out, and what was printed."""
    places = [Outside(number, e, folder / str(number)) for number, e in enumerate(escapes)]
    try:
        code = PRELUDE + "".join(place.attempt() for place in places)
        outcome = run(code, CHECKS, ("numpy", "torch"), ROOMY)
        assert outcome.passed, outcome
        return {p.escape.name for p in places if p.left(outcome.printed)}, outcome.printed
    finally:
        for place in places:
            place.close()


@pytest.fixture(scope="module")
def behind_walls(tmp_path_factory):
    return tried(ALL, tmp_path_factory.mktemp("outside"))


@pytest.fixture(scope="module")
def behind_the_guard_alone(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "walls", frozenset)
        rest = [escape for escape in ALL if escape.sign is not Sign.DONE]
        return tried(rest, tmp_path_factory.mktemp("outside"))


@pytest.mark.parametrize("escape", ALL, ids=lambda escape: escape.name)
def test_where_there_are_walls_no_way_leads_out(escape, behind_walls):
    out, printed = behind_walls
    assert WALL[escape.sign] not in walls() or escape.name not in out, printed


@pytest.mark.parametrize(
    "escape", [e for e in ALL if e.name not in NOT_EVERYWHERE], ids=lambda escape: escape.name
)
def test_without_walls_each_would(escape, behind_the_guard_alone):
    """Otherwise the test above would prove nothing."""
    out, printed = behind_the_guard_alone
    assert escape.name in out, printed


def test_names_differ():
    assert len({escape.name for escape in ALL}) == len(ALL) >= 100
