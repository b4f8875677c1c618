"""Processors and memory are those of the container, of whichever version its groups are."""

import os
from math import inf

import pytest

from rnnviz import capacity
from rnnviz.capacity import (
    cores,
    free_bytes,
    held_bytes,
    memory_bytes,
    own_bytes,
    processors,
)

GIB = 2**30
NO_LIMIT = "9223372036854771712"
V2 = "30 23 0:26 {top} /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup rw,nsdelegate\n"
V1 = (
    "31 23 0:27 {top} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
    "32 23 0:28 {top} /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A function that makes up a machine of 8 processors and 64 GiB, 32 of them free."""
    monkeypatch.setattr(capacity, "_affinity", lambda: 8)
    monkeypatch.setattr(capacity, "_physical_bytes", lambda: 64.0 * GIB)

    def made(mounts="", groups="", files=(), meminfo="MemFree: 1 kB\nMemAvailable: 33554432 kB\n"):
        texts = {"proc/self/mountinfo": mounts, "proc/self/cgroup": groups, "proc/meminfo": meminfo}
        for path, text in (texts | dict(files)).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return tmp_path

    return made


def v2(at="", maximum="max", current=0, inactive=0, cpu="max 100000", stat="", **more):
    """The files of a group of version 2."""
    contents = {
        "memory.max": maximum,
        "memory.current": current,
        "memory.stat": f"anon 1\nfile 2\ninactive_file {inactive}\n{stat}",
        "cpu.max": cpu,
    } | {name.replace("_", "."): value for name, value in more.items()}
    return {f"sys/fs/cgroup/{at}{name}": f"{value}\n" for name, value in contents.items()}


def v1(at="", limit=NO_LIMIT, usage=0, inactive=0, quota=-1, stat=""):
    """The files of a group of version 1."""
    memory = {
        "memory.limit_in_bytes": limit,
        "memory.usage_in_bytes": usage,
        "memory.stat": f"inactive_file 7\ntotal_inactive_file {inactive}\n{stat}",
    }
    cpu = {"cpu.cfs_quota_us": quota, "cpu.cfs_period_us": 100_000}
    return {f"sys/fs/cgroup/memory/{at}{name}": f"{value}\n" for name, value in memory.items()} | {
        f"sys/fs/cgroup/cpu,cpuacct/{at}{name}": f"{value}\n" for name, value in cpu.items()
    }


def of(root):
    """Processors, GiB in all, GiB free."""
    return processors(root), memory_bytes(root) / GIB, free_bytes(root) / GIB


def test_without_groups_the_machines_own_figures_hold(machine):
    assert of(machine()) == (8, 64, 32)


def test_groups_without_limits_take_nothing_away(machine):
    assert of(machine(V2.format(top="/"), "0::/\n", v2())) == (8, 64, 32)
    both = "4:memory:/\n1:cpu,cpuacct:/\n"
    assert of(machine(V1.format(top="/"), both, v1())) == (8, 64, 32)


def test_version_2_bounds_memory_and_processors(machine):
    files = v2(maximum=2 * GIB, current=GIB, inactive=GIB // 2, cpu="50000 100000")
    assert of(machine(V2.format(top="/"), "0::/\n", files)) == (0.5, 2, 1.5)


def test_version_1_bounds_memory_and_processors(machine):
    files = v1(limit=GIB, usage=GIB // 2, inactive=GIB // 4, quota=150_000)
    root = machine(V1.format(top="/"), "4:memory:/\n1:cpu,cpuacct:/\n0::/\n", files)
    assert of(root) == (1.5, 1, 0.75)


@pytest.mark.parametrize(
    ("active", "mapped", "free"), [(0.5, 0.25, 1.5), (0.25, 0.5, 1.25), (0, 0, 1.25)]
)
def test_files_that_no_process_has_mapped_are_given_back(machine, active, mapped, free):
    counts = {"maximum": 2 * GIB, "current": GIB, "inactive": GIB // 4}
    stat = f"active_file {active * GIB:.0f}\nfile_mapped {mapped * GIB:.0f}\n"
    assert of(machine(V2.format(top="/"), "0::/\n", v2(**counts, stat=stat)))[2] == free
    counts = {"limit": 2 * GIB, "usage": GIB, "inactive": GIB // 4}
    stat = f"total_active_file {active * GIB:.0f}\ntotal_mapped_file {mapped * GIB:.0f}\n"
    assert of(machine(V1.format(top="/"), "4:memory:/\n", v1(**counts, stat=stat)))[2] == free


def test_beside_an_empty_version_2_version_1_still_bounds(machine):
    root = machine(
        V2.format(top="/") + V1.format(top="/"),
        "4:memory:/app\n1:cpu,cpuacct:/app\n0::/\n",
        v1("app/", limit=GIB, quota=50_000),
    )
    assert of(root) == (0.5, 1, 1)


@pytest.mark.parametrize("tight", ["", "pod/", "pod/app/"])
def test_the_least_of_all_levels_holds(machine, tight):
    files = v2() | v2("pod/", maximum=8 * GIB) | v2("pod/app/", maximum=6 * GIB)
    files |= v2(tight, maximum=4 * GIB, current=3 * GIB, cpu="200000 100000")
    assert of(machine(V2.format(top="/"), "0::/pod/app\n", files)) == (2, 4, 1)


def test_what_neighbors_hold_in_a_group_above_is_not_free(machine):
    files = v2("pod/", maximum=8 * GIB, current=7 * GIB) | v2("pod/app/", maximum=4 * GIB)
    assert of(machine(V2.format(top="/"), "0::/pod/app\n", files)) == (8, 4, 1)


@pytest.mark.parametrize(
    ("top", "path"),
    [
        ("/docker/abc", "/docker/abc"),  # the container's own group is mounted
        ("/docker/abc", "/"),  # and its names begin there
        ("/", "/../../elsewhere"),  # a process from outside the names
    ],
)
def test_a_container_that_sees_only_its_own_group_finds_it(machine, top, path):
    files = v2(maximum=GIB, cpu="100000 100000")
    assert of(machine(V2.format(top=top), f"0::{path}\n", files))[:2] == (1, 1)


def test_where_a_group_is_slowed_down_its_memory_ends(machine):
    files = v2(maximum=4 * GIB, memory_high=3 * GIB, current=GIB)
    assert of(machine(V2.format(top="/"), "0::/\n", files)) == (8, 3, 2)


def test_a_group_beyond_its_limit_has_nothing_free(machine):
    files = v2(maximum=GIB, current=2 * GIB)
    assert free_bytes(machine(V2.format(top="/"), "0::/\n", files)) == 0


@pytest.mark.parametrize("text", ["", "x\n", "max\n", "-1\n", "0 0\n", "nan 1\n"])
def test_what_cannot_be_read_bounds_nothing(machine, text):
    files = dict.fromkeys(v2(), text)
    room = of(machine(V2.format(top="/"), "0::/\n", files, meminfo=text))
    assert room[0] == 8
    assert 0 <= room[2] <= 64


def test_a_system_without_any_of_this_has_its_own_figures(tmp_path, machine):
    machine()
    assert of(tmp_path / "nothing") == (8, 64, 64)


def test_there_is_at_least_one_core_and_a_part_of_one_counts(monkeypatch):
    for share, count in ((0.1, 1), (0.5, 1), (1.0, 1), (1.5, 2), (8.0, 8)):
        monkeypatch.setattr(capacity, "processors", lambda share=share: share)
        assert cores() == count


def test_the_memory_of_a_process_alone_is_read_and_none_where_it_is_gone(machine):
    root = machine(files={"proc/7/statm": "900 25 3 1 0 2 0\n"})
    assert held_bytes(7, root) == own_bytes(7, root) == 22 * os.sysconf("SC_PAGE_SIZE")
    assert held_bytes(8, root) == own_bytes(8, root) == 0
    assert memory_bytes(root) < inf


def test_what_a_process_shares_with_those_it_forked_is_not_its_own(machine):
    rollup = "Rss: 90 kB\nShared_Dirty: 60 kB\nPrivate_Clean: 4 kB\nPrivate_Dirty: 20 kB\n"
    root = machine(
        files={
            "proc/7/statm": "900 25 3 1 0 2 0\n",
            "proc/7/smaps_rollup": f"5555-7fff ---p 00000000 00:00 0  [rollup]\n{rollup}",
        }
    )
    assert own_bytes(7, root) == 24 * 1024
    assert held_bytes(7, root) == 22 * os.sysconf("SC_PAGE_SIZE")
