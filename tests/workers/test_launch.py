"""Forked processes: what each has, and what becomes of it when another one ends."""

import errno
import os
import signal
import socket
import subprocess
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from time import monotonic, sleep
from types import SimpleNamespace

import pytest

from rnnviz.errors import InputError
from rnnviz.lm.run import CorpusChoice
from rnnviz.text.corpora import CORPORA
from rnnviz.workers import launch, pace
from rnnviz.workers.forked import Forked
from rnnviz.workers.process import Order, Worker

pytestmark = pytest.mark.skipif(not launch.can_fork(), reason="This system starts them afresh.")
LONG = 10_000


@pytest.fixture
def begin(a_run):
    """A function that starts a run which is never done, and waits for its first word."""
    workers = []

    def begun():
        heard = SimpleQueue()
        workers.append(Worker(Order(a_run(epochs=LONG), "cpu"), 0, heard))
        heard.get(timeout=60)
        return workers[-1].process

    yield begun
    for worker in workers:
        worker.process.kill()
        worker.wait()


def open_files(pid):
    return {file.resolve() for file in Path(f"/proc/{pid}/fd").iterdir()}


def threads(pid):
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


@pytest.mark.parametrize("corpus", [entry.name for entry in CORPORA])
def test_the_process_that_forks_has_one_thread_and_so_its_children_miss_none(corpus):
    child = launch.command("worker", corpus)
    assert isinstance(child, Forked)
    child.kill()
    child.wait()
    assert threads(launch._forking().process.pid) == 1


def test_each_run_is_a_process_of_its_own_that_holds_nothing_of_another(begin):
    first, second = begin(), begin()
    forking = launch._forking().process.pid
    assert len({first.pid, second.pid, forking, os.getpid()}) == 4
    for pid, others in ((first.pid, (second.pid, forking)), (second.pid, (first.pid, forking))):
        for other in others:
            shared = open_files(pid) & open_files(other)
            assert not [file for file in shared if "pipe:" in file.name or "socket:" in file.name]


def test_it_works_in_the_environment_of_its_asker_as_that_is_now(a_run, monkeypatch, tmp_path):
    run = replace(a_run(), corpus=CorpusChoice("ptb"))
    for name in ("here", "there"):
        monkeypatch.setenv("RNNVIZ_DATA", str(tmp_path / name))
        with pytest.raises(InputError, match=name):
            pace.measure(run)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL, signal.SIGXCPU])
def test_how_it_ended_is_told(begin, end):
    process = begin()
    os.kill(process.pid, end)
    assert process.wait(timeout=60) == -end
    process.kill()  # nobody
    assert process.wait() == -end


def test_a_run_whose_parent_was_killed_is_ended_and_the_next_has_another_parent(begin):
    orphan, before = begin(), launch._forking()
    before.process.kill()
    before.process.wait()
    assert orphan.wait(timeout=60) == -signal.SIGKILL
    assert isinstance(begin(), Forked)
    assert launch._forking() is not before


class Broken:
    """A parent that has no children."""

    process = SimpleNamespace(poll=lambda: None)

    def fork(self, *_):
        raise ConnectionRefusedError

    def leave(self):
        pass


def test_where_no_parent_can_be_had_a_run_starts_afresh(monkeypatch):
    monkeypatch.setattr(launch, "_forking", cache(Broken))
    fresh = launch.command("worker", "sotu")
    assert not isinstance(fresh, Forked)
    fresh.communicate("")


def test_a_run_that_cannot_be_forked_ends_no_other(begin, monkeypatch):
    child = begin()
    for number in range(4):  # an environment that no message holds
        monkeypatch.setenv(f"FILLED_{number}", "x" * 120_000)
    fresh = launch.command("worker", "sotu")
    assert not isinstance(fresh, Forked)
    fresh.communicate("")
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(timeout=0.5)


@pytest.mark.parametrize("had", [0, 1, 2])
def test_where_there_are_too_few_files_for_a_run_those_that_were_had_are_given_back(
    had, monkeypatch
):
    pipes = [os.pipe() for _ in range(had)]
    left = iter(pipes)

    def pipe():
        if first := next(left, None):
            return first
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "pipe", pipe)
    with pytest.raises(OSError, match="Too many open files"):
        launch._forking().fork("worker", "sotu")
    assert not [end for end in chain(*pipes) if Path(f"/proc/self/fd/{end}").exists()]


def test_a_parent_that_goes_before_it_answers_is_told_at_once():
    told, telling = socket.socketpair()
    telling.close()
    with told, pytest.raises(ChildProcessError):
        Forked(told, (0, 1, 2))


def test_no_file_of_a_process_stays_open_once_it_has_ended(a_run):
    pace.measure(a_run())
    before = len(open_files("self"))
    for _ in range(2):
        pace.measure(a_run())
    end = monotonic() + 60
    while len(open_files("self")) > before and monotonic() < end:
        sleep(0.05)  # a thread may be about to close one
    assert len(open_files("self")) <= before


def test_a_parent_that_nobody_can_ask_any_more_ends_after_its_children(begin):
    child, forking = begin(), launch._forking()
    launch._forking.cache_clear()
    forking._asking.close()
    with pytest.raises(subprocess.TimeoutExpired):
        forking.process.wait(timeout=0.5)
    child.kill()
    assert child.wait(timeout=60) == -signal.SIGKILL
    assert forking.process.wait(timeout=60) == 0
