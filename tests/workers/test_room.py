"""A worker is started where there is memory for it, and else refused in a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnnviz.capacity import expendable
from rnnviz.errors import InputError
from rnnviz.workers import room
from rnnviz.workers.room import WORKER_BYTES, places, refuse_worker, want_of_room


@pytest.fixture
def memory(monkeypatch):
    """A function that says how many workers' memory is free, and what each process holds of one."""

    def has(free, held=None):
        monkeypatch.setattr(room, "forking_pid", lambda: None)
        monkeypatch.setattr(room, "free_bytes", lambda: free * WORKER_BYTES)
        monkeypatch.setattr(room, "own_bytes", lambda pid: (held or {}).get(pid, 0) * WORKER_BYTES)

    return has


def test_without_memory_a_worker_is_refused_with_both_figures(memory):
    memory(0.5)
    with pytest.raises(InputError, match=r"needs 400 MiB .* 200 MiB are free") as refused:
        refuse_worker()
    assert str(refused.value).count(".") == 1


@pytest.mark.parametrize(("free", "fits"), [(0, False), (0.99, False), (1, True), (9, True)])
def test_there_is_room_for_one_that_fits(memory, free, fits):
    memory(free)
    assert (want_of_room() is None) == fits


@pytest.mark.parametrize(
    ("held", "fits"),
    [
        ({}, False),
        ({1: 0.5}, False),
        ({1: 1}, True),
        ({1: 0.5, 2: 0.5}, True),
        ({1: 3, 2: 3}, True),
    ],
)
def test_what_started_workers_will_yet_take_is_not_free(memory, held, fits):
    memory(2, held)
    assert (want_of_room([1, 2]) is None) == fits


@pytest.mark.parametrize(
    ("free_mib", "forking_has_mib", "own_mib", "fits"),
    [
        (150, 340, [], True),
        (149, 340, [], False),
        (149 + 340, 0, [], False),  # it is still at its imports
        (150 + 340, 0, [], True),
        (150, 500, [], True),
        (150, 340, [70, 150], False),
        (150 + 80, 340, [70, 150], True),
    ],
)
def test_a_forked_worker_needs_less_once_the_process_that_forks_has_its_own(
    monkeypatch, free_mib, forking_has_mib, own_mib, fits
):
    mib = 2**20
    monkeypatch.setattr(room, "forking_pid", lambda: 1)
    monkeypatch.setattr(room, "free_bytes", lambda: free_mib * mib)
    monkeypatch.setattr(room, "held_bytes", {1: forking_has_mib * mib}.__getitem__)
    own = {pid: each * mib for pid, each in enumerate(own_mib, start=2)}
    monkeypatch.setattr(room, "own_bytes", own.__getitem__)
    assert (want_of_room(own) is None) == fits


@pytest.mark.parametrize(("free", "count"), [(0, 1), (1.5, 1), (2.5, 2), (99, 3)])
def test_by_default_there_are_as_many_as_cores_and_memory_allow(memory, monkeypatch, free, count):
    monkeypatch.setattr(room, "cores", lambda: 3)
    memory(free)
    assert places() == count


@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="Linux alone has it")
def test_when_memory_runs_out_linux_ends_an_expendable_process_first():
    program = "import sys; sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as other:
        expendable(other.pid)
        assert Path(f"/proc/{other.pid}/oom_score_adj").read_text().strip() == "1000"
    expendable(other.pid)  # gone, and no fault
    assert Path(f"/proc/{os.getpid()}/oom_score_adj").read_text().strip() != "1000"
