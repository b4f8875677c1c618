"""Walls that the system itself puts round a process that runs a visitor's code; Linux has them.

Landlock (from Linux 5.13) says which files can be opened, made or taken away. seccomp lets through
the calls that computing needs and no others (`calls`): no socket, no other program, no signal to
another process, no change of a file's owner, mode or times. An ordinary user can raise both, and
nobody, not even root, can take them down again.
"""

import errno
import os
import sys
from collections.abc import Iterable
from enum import Enum
from functools import cache

import landlockpy
import seccompy
from landlockpy import AccessFS, Scope

from rnnviz.lessons.calls import only_what_computing_needs


class Wall(Enum):
    """What the system keeps a code from."""

    FILES = "files"  # all but the libraries', to read, and a folder of its own
    NETWORK = "network"
    PROGRAMS = "programs"  # starting one, and signals to those that run


_BY_CALLS = frozenset({Wall.NETWORK, Wall.PROGRAMS})
_READ = AccessFS.READ_FILE | AccessFS.READ_DIR
_WRITE = (
    AccessFS.WRITE_FILE
    | AccessFS.TRUNCATE
    | AccessFS.MAKE_REG
    | AccessFS.MAKE_DIR
    | AccessFS.REMOVE_FILE
    | AccessFS.REMOVE_DIR
    | AccessFS.REFER
)
# What C libraries read by themselves: each other, the processors, their own process.
_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store"),
    *(f"{sys.base_prefix}/lib", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu"),
    *("/proc/self/maps", "/proc/self/stat", "/proc/self/statm", "/proc/self/status"),
    *("/dev/null", "/dev/urandom", "/dev/zero"),
)


@cache
def walls() -> frozenset[Wall]:
    """Which walls can be raised on this system."""
    try:
        if not seccompy.supported() or not seccompy.arch():
            return frozenset()
    except OSError:  # no such processor, or a container forbids even to ask
        return frozenset()
    return _BY_CALLS | ({Wall.FILES} if _knows_landlock() else set())


def _knows_landlock() -> bool:
    try:
        return landlockpy.supported()
    except OSError:
        return False


def raise_walls(which: Iterable[Wall], folder: str, readable: Iterable[str]) -> None:
    """From now on, for good; `OSError` if the system refuses, and then no code may run."""
    which = frozenset(which)
    if which and len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 -- only counted
        raise OSError(errno.EBUSY, "a library started a thread, which would stay outside")
    if Wall.FILES in which:
        _close_files(folder, readable)
    if which & _BY_CALLS:
        only_what_computing_needs().load()


def _close_files(folder: str, readable: Iterable[str]) -> None:
    with landlockpy.Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL) as rules:
        for path in filter(os.path.exists, (*readable, *_SYSTEM)):
            rules.allow_path(path, _READ if os.path.isdir(path) else AccessFS.READ_FILE)  # noqa: PTH112 -- torch looks up callers
        rules.allow_path("/dev/null", AccessFS.WRITE_FILE)
        rules.allow_path(folder, _READ | _WRITE)
        rules.restrict()
