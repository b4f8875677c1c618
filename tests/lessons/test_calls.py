"""What the filter lets through on both processors that it is for, read as the kernel reads it."""

import errno
import os
import struct
import subprocess
import sys

import pytest
from seccompy import Action, syscalls

from rnnviz.lessons.calls import NAMES, only_what_computing_needs

TABLES = {
    "x86_64": (syscalls.AUDIT_ARCH_X86_64, syscalls.X86_64_SYSCALLS),
    "aarch64": (syscalls.AUDIT_ARCH_AARCH64, syscalls.AARCH64_SYSCALLS),
}
KILLED, REFUSED = Action.KILL_PROCESS, Action.ERRNO | errno.ENOSYS
THREAD = 0x3D0F00  # what glibc starts a thread with
ME = os.getpid()
LET_THROUGH = [
    *(("read",), ("write",), ("mmap",), ("futex",), ("getrandom",), ("exit_group",)),
    ("clone", THREAD),
    ("tgkill", ME, ME, 6),
    ("openat", -100 % 2**64, 0, os.O_RDONLY),
    ("openat", -100 % 2**64, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ("openat", -100 % 2**64, 0, os.O_RDWR),
    ("ioctl", 1, 0x5401),
    ("fcntl", 1, 1030),
    ("prlimit64", 0, 7, 0),
    ("prctl", 15),
    ("madvise", 0, 4096, 4),
]
HELD_BACK = [
    *(("socket", 2, 1), ("socketpair",), ("connect",), ("bind",), ("sendto",), ("io_uring_setup",)),
    *(("execve",), ("execveat",), ("clone3",), ("clone", 17), ("clone", 0x4111), ("unshare",)),
    *(("clone", THREAD | 0x40000000), ("setns",), ("mount",), ("ptrace",), ("process_vm_readv",)),
    *(("kill", ME), ("tkill", ME), ("tgkill", ME + 1), ("pidfd_open",), ("rt_sigqueueinfo",)),
    *(("tgkill", ME + 2**32), ("setsid",), ("setpgid",), ("setuid",), ("setresuid",)),
    *(("fchmod",), ("fchmodat",), ("fchownat",), ("utimensat",), ("setxattr",), ("truncate",)),
    *(("linkat",), ("symlinkat",), ("mknodat",), ("renameat2",), ("openat2",), ("open_tree",)),
    *(("shmget",), ("msgget",), ("semget",), ("mq_open",), ("add_key",), ("keyctl",), ("bpf",)),
    *(("setpriority",), ("sched_setaffinity",), ("sched_setscheduler",), ("ioprio_set",)),
    *(("prlimit64", 0, 7, 4096), ("setrlimit",), ("prctl", 1), ("prctl", 4), ("seccomp",)),
    *(("fcntl", 1, 8), ("fcntl", 1, 10), ("fcntl", 1, 15), ("fcntl", 1, 1026), ("flock",)),
    *(("ioctl", 1, 0x5412), ("ioctl", 1, 0x8901), ("ioctl", 1, 0x40086602), ("ioctl", 1, 2**32)),
    *(("madvise", 0, 4096, 100), ("madvise", 0, 4096, 101)),
    ("openat", -100 % 2**64, 0, os.O_RDONLY | os.O_TRUNC),
    ("openat", -100 % 2**64, 0, 3 | os.O_TRUNC),
]


def answer(program, arch, number, *args):
    """What the kernel does: runs the program over the call."""
    data = struct.pack("<iIQ6Q", number, arch, 0, *(*args, *[0] * (6 - len(args))))
    at = value = 0
    while True:
        code, yes, no, k = struct.unpack_from("<HBBI", program, 8 * at)
        at += 1
        match code:
            case 0x20:
                (value,) = struct.unpack_from("<I", data, k)
            case 0x54:
                value &= k
            case 0x15 | 0x25 | 0x35:
                holds = {0x15: value == k, 0x25: value > k, 0x35: value >= k}[code]
                at += yes if holds else no
            case 0x05:
                at += k
            case 0x06:
                return k
            case _:
                raise AssertionError(code)


@pytest.fixture(params=TABLES)
def asked(request, monkeypatch):
    """A function that says what becomes of a call on one kind of processor."""
    monkeypatch.setattr("seccompy.syscalls.platform.machine", lambda: request.param)
    arch, numbers = TABLES[request.param]
    program = only_what_computing_needs().program
    return lambda name, *args, arch=arch: answer(program, arch, numbers[name], *args)


def test_computing_is_let_through(asked):
    assert {call: asked(*call) for call in LET_THROUGH} == dict.fromkeys(LET_THROUGH, Action.ALLOW)


def test_all_else_is_held_back(asked):
    assert {call: asked(*call) for call in HELD_BACK} == dict.fromkeys(HELD_BACK, REFUSED)


def test_the_calls_of_another_processor_end_the_process(asked):
    assert asked("read", arch=0x40000003) == KILLED  # those of 32 bits, by their own numbers


def test_a_call_with_a_bit_more_is_held_back(monkeypatch):
    """So `x32` numbers the same calls on the same processor."""
    monkeypatch.setattr("seccompy.syscalls.platform.machine", lambda: "x86_64")
    arch, numbers = TABLES["x86_64"]
    program = only_what_computing_needs().program
    assert answer(program, arch, numbers["write"] | 0x40000000) == REFUSED


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_that_of_a_call(name):
    assert any(name in numbers for _, numbers in TABLES.values())


def outcome(program):
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    ).stdout


def test_an_ordinary_user_has_few_threads():
    program = """
import os, threading, time
from rnnviz.lessons import guard
os.getuid() or os.setuid(4321)
guard.limit_threads()
started = 0
try:
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        started += 1
except RuntimeError:
    pass
print(started, flush=True)
os._exit(0)
"""
    assert 0 < int(outcome(program)) <= 64
