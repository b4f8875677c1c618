"""What this process may take of the machine: processors and memory, as its container bounds them.

Linux's control groups, of either version, bound what is in them and in the groups within, so the
least of all levels holds. A container on a large host sees the host everywhere else.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from math import ceil, inf, isfinite
from pathlib import Path

_ROOT = Path("/")
_PRIVATE = ("Private_Clean:", "Private_Dirty:")


def processors(root: Path = _ROOT) -> float:
    """How many processors' time this process may use: 0.5 where a group has half of one."""
    return min(float(_affinity()), *map(_quota, _groups("cpu", root)), inf)


def cores() -> int:
    """How many processes keep those busy, at least one."""
    return max(1, ceil(processors()))


def memory_bytes(root: Path = _ROOT) -> float:
    """The memory that this process and its like can have in all; infinite if the system is mute."""
    return min(_physical_bytes(), *map(_limit_bytes, _groups("memory", root)), inf)


def free_bytes(root: Path = _ROOT) -> float:
    """The memory that a new process can have now; infinite where the system doesn't tell."""
    machine = _table(root / "proc/meminfo").get("MemAvailable:", inf) * 1024.0
    levels = map(_free_bytes, _groups("memory", root))
    return max(0.0, min(_physical_bytes() if machine == inf else machine, *levels, inf))


def held_bytes(pid: int, root: Path = _ROOT) -> float:
    """The memory of a process without files, what it shares with those that it forked included.

    0 where it is gone or the system is mute.
    """
    with suppress(OSError, ValueError, AttributeError):
        _, resident, shared, *_ = (root / f"proc/{pid}/statm").read_text(encoding="ascii").split()
        return (int(resident) - int(shared)) * float(os.sysconf("SC_PAGE_SIZE"))
    return 0.0


def own_bytes(pid: int, root: Path = _ROOT) -> float:
    """The memory that a process shares with none, as far as the system tells that apart."""
    kibibytes = _table(root / f"proc/{pid}/smaps_rollup")
    private = [kibibytes[name] for name in _PRIVATE if name in kibibytes]
    return sum(private) * 1024 if private else held_bytes(pid, root)


def expendable(pid: int | str = "self") -> None:
    """Let Linux end this process before others when memory runs out: the server shall stay."""
    with suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text("1000", encoding="ascii")


def _affinity() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _physical_bytes() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return inf


@cache
def _groups(controller: str, root: Path) -> tuple[Path, ...]:
    """The folders of the groups that this process is in, innermost first.

    Those of version 1 that have the controller, and those of version 2, which may have it.
    """
    return tuple(_all_groups(controller, root))


def _all_groups(controller: str, root: Path) -> Iterator[Path]:
    mounts = list(_mounts(controller, root))
    for line in _lines(root / "proc/self/cgroup"):
        _, names, path = line.split(":", 2)
        for kind, top, point in mounts:
            if controller in names.split(",") if kind == "cgroup" else not names:
                yield from _upward(point, path, top)


def _mounts(controller: str, root: Path) -> Iterator[tuple[str, str, Path]]:
    """Where groups are shown: the kind, the group that is at the top there, and the folder."""
    for line in _lines(root / "proc/self/mountinfo"):
        where, _, what = line.partition(" - ")
        kind, _, options = (*what.split(" "), "", "", "")[:3]
        if kind == "cgroup2" or (kind == "cgroup" and controller in options.split(",")):
            top, point = where.split(" ")[3:5]
            yield kind, top, root / point.lstrip("/")


def _upward(point: Path, path: str, top: str) -> Iterator[Path]:
    """A group's folder and those above it, as far as they are shown."""
    below = path.removeprefix(top.rstrip("/"))
    hidden = below == path != "/" and top != "/"
    folder = point if hidden or ".." in below else point / below.strip("/")
    yield folder
    yield from (above for above in folder.parents if above.is_relative_to(point))


def _quota(group: Path) -> float:
    """The processors that a group may use."""
    quota, period = (*_words(group / "cpu.max"), inf, inf)[:2]
    if quota == inf:
        quota = _number(group / "cpu.cfs_quota_us")  # -1 means none
        period = _number(group / "cpu.cfs_period_us")
    return quota / period if 0 < quota < inf and 0 < period < inf else inf


def _limit_bytes(group: Path) -> float:
    """The memory that a group may have; from `memory.high` on, its processes hardly move."""
    names = ("memory.max", "memory.high", "memory.limit_in_bytes")
    return min(_number(group / name) for name in names)


def _free_bytes(group: Path) -> float:
    """What is left of a group's memory, with what the system takes back at need."""
    limit = _limit_bytes(group)
    used = min(_number(group / f"memory.{name}") for name in ("current", "usage_in_bytes"))
    return inf if inf in {limit, used} else limit - max(0.0, used - _spare_bytes(group))


def _spare_bytes(group: Path) -> float:
    """What a group holds of files that no process has mapped, or that none used of late."""
    stat = _table(group / "memory.stat")
    of_all = "total_" if "total_inactive_file" in stat else ""  # version 1 tells levels apart
    inactive, active = (stat.get(f"{of_all}{kind}_file", 0.0) for kind in ("inactive", "active"))
    mapped = stat.get(f"{of_all}mapped_file", stat.get("file_mapped", inf))
    return max(inactive, inactive + active - mapped)


def _number(file: Path) -> float:
    return next(iter(_words(file)), inf)


def _table(file: Path) -> dict[str, float]:
    """The number behind each name, in a file of such lines."""
    lines = (line.split() for line in _lines(file))
    return {words[0]: _float(words[1]) for words in lines if len(words) > 1}


def _words(file: Path) -> list[float]:
    return [_float(word) for line in _lines(file) for word in line.split()]


def _float(word: str) -> float:
    """A number; infinite for "max", and for what is none."""
    try:
        number = float(word)
    except ValueError:
        return inf
    return number if isfinite(number) else inf


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
