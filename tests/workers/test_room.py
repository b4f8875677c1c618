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
