"""The calls of Linux that computing needs, as a seccomp filter; to any other the system answers no.

A list of what is allowed, not of what is forbidden: a call that a newer kernel brings is closed.
"""

import errno
import os
from contextlib import suppress

from seccompy import Action, ArgCmp, CmpOp, Filter

MEMORY = "brk membarrier mincore mmap mprotect mremap msync munmap"
FILES = """
    access chdir close close_range copy_file_range dup dup2 dup3 faccessat faccessat2 fadvise64
    fallocate fchdir fdatasync fstat fstatfs fsync ftruncate getcwd getdents getdents64 lseek lstat
    mkdir mkdirat newfstatat pipe pipe2 poll ppoll pread64 preadv pselect6 pwrite64 pwritev read
    readlink readlinkat readv rename renameat rmdir select sendfile stat statfs statx umask unlink
    unlinkat write writev
"""
TIME = """
    alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep pause
    setitimer time times
"""
THREADS = """
    arch_prctl exit exit_group futex get_robust_list getcpu restart_syscall rseq rt_sigaction
    rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_getaffinity
    sched_getparam sched_getscheduler sched_yield set_robust_list set_tid_address sigaltstack
"""
ITSELF = """
    getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getrandom getresgid getresuid
    getrlimit getrusage getsid gettid getuid sysinfo uname
"""
NAMES = f"{MEMORY} {FILES} {TIME} {THREADS} {ITSELF}".split()

_READ_OR_WRITE = os.O_RDONLY | os.O_WRONLY | os.O_RDWR
_CLONE_THREAD, _CLONE_NEW = 0x00010000, 0x7E020000  # a thread; in namespaces of its own
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # terminal or not, its size; close on exec
_PRCTL = (15, 16)  # the name of a thread
_FCNTL = (*range(8), 1030)  # copies, flags and locks; those after them send signals
_POISON = 100  # from here on `madvise` takes the machine's own memory away


def only_what_computing_needs() -> Filter:
    """The filter, for this process and this processor; not yet in force.

    A refused call looks like one that the kernel doesn't know: then glibc takes an older one, as
    `clone` for `clone3`, whose flags lie where no filter can read them.
    """
    only = Filter(Action.ERRNO | errno.ENOSYS)
    for name in NAMES:
        with suppress(ValueError):  # an old call that this processor never had
            only.allow(name)
    _allow_some(only)
    for name, at in (("openat", 2), ("open", 1)):
        with suppress(ValueError):
            _allow_opening(only, name, at)
    return only


def _allow_some(only: Filter) -> None:
    """Calls that are harmless with some arguments."""
    only.allow("clone", args=[_bits(0, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD)])
    only.allow("tgkill", args={0: os.getpid()})
    only.allow("prlimit64", args={2: 0})  # to ask, not to set
    only.allow("madvise", args=[ArgCmp(2, CmpOp.LT, _POISON)])
    for name, known in (("ioctl", _IOCTL), ("fcntl", _FCNTL), ("prctl", _PRCTL)):
        for value in known:
            only.allow(name, args={0 if name == "prctl" else 1: value})


def _allow_opening(only: Filter, name: str, at: int) -> None:
    """All but emptying a file that is opened to be read, which the first Landlocks let through."""
    only.allow(name, args=[_bits(at, os.O_TRUNC, 0)])
    for access in (os.O_WRONLY, os.O_RDWR):
        only.allow(name, args=[_bits(at, _READ_OR_WRITE, access)])


def _bits(argument: int, which: int, value: int) -> ArgCmp:
    return ArgCmp(argument, CmpOp.MASKED_EQ, value, which)
