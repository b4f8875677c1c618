"""Which walls there are is found out by asking the system, and a system that has none says so."""

import errno
import subprocess
import sys

import pytest
from landlockpy import LandlockError
from seccompy import SeccompError

from rnnviz.lessons.walls import Wall, walls

CALLS = {Wall.NETWORK, Wall.PROGRAMS}


@pytest.fixture
def asked(monkeypatch):
    """The answer for a system that knows both, changed by the test."""
    monkeypatch.setattr("seccompy.supported", lambda: True)
    monkeypatch.setattr("seccompy.arch", lambda: "x86_64")
    monkeypatch.setattr("landlockpy.supported", lambda: True)
    return walls.__wrapped__


def forbidden(error):
    def ask():
        raise error(errno.EPERM, "Operation not permitted")

    return ask


def test_a_system_that_knows_both_has_all(asked):
    assert asked() == set(Wall)


@pytest.mark.parametrize("answer", [lambda: False, forbidden(LandlockError)])
def test_without_landlock_files_are_open(asked, monkeypatch, answer):
    monkeypatch.setattr("landlockpy.supported", answer)
    assert asked() == CALLS


@pytest.mark.parametrize("answer", [lambda: False, forbidden(SeccompError)])
@pytest.mark.parametrize("question", ["seccompy.supported", "seccompy.arch"])
def test_without_seccomp_there_are_none_for_modes_and_times_would_be_open(
    asked, monkeypatch, question, answer
):
    monkeypatch.setattr(question, answer)
    assert asked() == set()


@pytest.mark.parametrize("system", ["darwin", "win32", "freebsd14"])
def test_other_systems_have_none(monkeypatch, system):
    for package in ("seccompy", "landlockpy"):
        monkeypatch.setattr(f"{package}._syscall._libc", None)
        monkeypatch.setattr(f"{package}._syscall.sys.platform", system)
    assert walls.__wrapped__() == set()


def test_another_processor_has_none(monkeypatch):
    monkeypatch.setattr("seccompy.syscalls.platform.machine", lambda: "riscv64")
    assert walls.__wrapped__() == set()


def test_no_wall_is_raised_beside_a_thread_that_would_stay_outside():
    program = """
import threading, time
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
from rnnviz.lessons.walls import raise_walls, walls
try:
    raise_walls(walls(), ".", ())
    print("refused" if not walls() else "raised")
except OSError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.stdout == b"refused\n"
