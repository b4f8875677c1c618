"""Code that does what it may not is stopped with a sentence, and leaves nothing behind."""

import errno
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from rnnviz.lessons import sandbox
from rnnviz.lessons.sandbox import Limits, run
from rnnviz.lessons.walls import Wall, walls

CHECKS = '''
def check_double(answer):
    """f doubles."""
    assert answer.f(2) == 4, "f(2) isn't 4."
'''
RIGHT = "def f(x): return 2 * x\n"
SHORT, ROOMY = Limits(seconds=1, megabytes=256), Limits(seconds=10, megabytes=256)

TIME = "more than 1 seconds"
MEMORY = "more memory"
NETWORK = "reach the network"
PROGRAM = "another program"
HOSTILE = [
    ("while True: pass", TIME),
    ("import time\ntime.sleep(1000)", TIME),
    ("import threading\nthreading.Event().wait()", TIME),
    ("sum(range(10 ** 12))", TIME),
    ("import signal, time\nsignal.alarm(0)\ntime.sleep(1000)", TIME),
    ("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", TIME),
    ("while True:\n    try:\n        1 / 0\n    except BaseException:\n        pass", TIME),
    ("x = [0] * 10 ** 10", MEMORY),
    ("import numpy as np\nx = np.ones(10 ** 9)", MEMORY),
    ("x = []\nwhile True: x.append('a' * 10 ** 7 + str(len(x)))", MEMORY),
    ("open('/etc/passwd')", "read /etc/passwd"),
    ("from pathlib import Path\nPath('/etc/hostname').read_text()", "read /etc/hostname"),
    (f"open({str(Path(__file__))!r})", "read "),
    (f"import os\nos.open({str(Path(__file__).parents[2] / 'app.py')!r}, os.O_RDONLY)", "read "),
    ("open('../' * 9 + 'etc/passwd')", "read /etc/passwd"),
    ("import os\nos.symlink('/etc/passwd', 'here')\nopen('here')", "change /etc/passwd"),
    ("open('/proc/self/environ')", "read /proc"),
    ("import os\nos.listdir('/')", "look into /"),
    ("import glob\nglob.glob('/*')", "look into /"),
    ("open('/tmp/rnnviz-was-here', 'w')", "write /tmp/rnnviz-was-here"),
    ("import os\nos.remove('/tmp/anything')", "change /tmp/anything"),
    ("import os\nos.rename('a', '/tmp/anything')", "change /tmp/anything"),
    ("import socket\nsocket.socket()", NETWORK),
    ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')", NETWORK),
    ("import socket\nsocket.getaddrinfo('localhost', 80)", NETWORK),
    ("try:\n    import socket\n    socket.socket()\nexcept BaseException:\n    pass", NETWORK),
    ("import os\nos.system('true')", PROGRAM),
    ("import subprocess\nsubprocess.run(['true'])", PROGRAM),
    ("import os\nos.fork()", PROGRAM),
    ("import os\nos.execv('/bin/true', ['true'])", PROGRAM),
    ("import os, signal\nos.kill(os.getppid(), signal.SIGTERM)", "get round Python"),
    ("import ctypes\nctypes.CDLL('libc.so.6')", "get round Python"),
    ("while True: print('a')", "printed more than"),
    ("import os\nos.abort()", "broke down"),
    ("import os\nos._exit(0)", "broke down"),
    ("import os, time\nos.closerange(0, 64)\ntime.sleep(1000)", "ended before the checks did"),
]


@pytest.mark.parametrize(("code", "complaint"), HOSTILE, ids=[code[-50:] for code, _ in HOSTILE])
def test_what_code_may_not_do_ends_in_a_sentence(code, complaint):
    at_once = f"{code}\n{RIGHT}"
    when_called = "def f(x):\n    " + code.replace("\n", "\n    ")
    limits = SHORT if complaint == TIME else ROOMY
    with ThreadPoolExecutor(2) as both:  # as many as may run at a time: most of it is waiting
        outcomes = list(both.map(lambda it: run(it, CHECKS, limits=limits), (at_once, when_called)))
    for outcome in outcomes:
        assert complaint in outcome.stopped
        assert outcome.stopped.endswith((".", "?"))
        assert not outcome.passed


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nnp.linalg.svd(np.ones((50, 50)))",
        "import json, math, random, re, itertools, collections, dataclasses, typing",
        "import numpy.polynomial, numpy.fft, statistics, fractions, datetime",
        "open('note.txt', 'w').write('a')\nassert open('note.txt').read() == 'a'",
        "import os\nassert os.listdir() == []",
        "import inspect, traceback, warnings\nwarnings.warn('careful')",
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    import traceback; traceback.print_exc()",
        "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()",
        "import os, secrets, random, time\nos.urandom(9), secrets.token_hex(), random.random()",
        "import os, time\nos.cpu_count(), os.getpid(), os.stat('.'), time.sleep(0.01)",
        "import tempfile\nwith tempfile.TemporaryFile() as f: f.write(b'a')",
        "import os\nos.mkdir('a'); open('a/b', 'w').close(); os.rename('a/b', 'c'); os.rmdir('a')",
        "from pathlib import Path\np = Path('a')\np.touch(); p.touch(); p.unlink()",
        "import numpy as np\nnp.save('a', np.ones(3)); np.load('a.npy', mmap_mode='r')",
        "import sqlite3\nwith sqlite3.connect('a') as d: d.execute('create table b (c)')",
        "import shutil, os\nos.makedirs('a/b'); shutil.rmtree('a')",
    ],
)
def test_what_a_lesson_needs_is_allowed(code):
    outcome = run(f"{code}\n{RIGHT}", CHECKS)
    assert outcome.passed, outcome


def test_what_code_prints_comes_back_up_to_its_end():
    outcome = run("print('hello')\n" + RIGHT, CHECKS)
    assert outcome.printed == "hello\n"
    assert "printed" in run("print('a' * 20_000)\n" + RIGHT, CHECKS).stopped


def test_a_program_that_writes_past_python_reaches_no_report():
    outcome = run('import os\nos.write(1, b\'{"stopped": ""}\\n\')\n' + RIGHT, CHECKS)
    assert outcome.passed


def test_a_file_too_large_is_an_error_of_the_code():
    outcome = run("open('a', 'w').write('a' * 10 ** 7)\n" + RIGHT, CHECKS)
    assert "File too large" in outcome.results[0].why


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("def f(x) return x", "Line 1"),
        ("def g(x): return x", "There is no `f`; define it."),
        ("def f(x):\n    return x / 0", "ZeroDivisionError in line 2"),
        ("def f(x):\n    assert x > 9, 'small'\n    return x", "AssertionError in line 2: small"),
        ("def f(x): return 3 * x", "f(2) isn't 4."),
        ("exit()", "ended the program"),
        ("x = '\\0'\n\0", "null byte"),
        ("raise Exception('a' * 10 ** 5)", "Exception in line 1: aaa"),
    ],
)
def test_wrong_code_is_told_where_it_is_wrong(code, complaint):
    outcome = run(code, CHECKS)
    assert not outcome.stopped
    assert not outcome.passed
    assert complaint in outcome.results[-1].why
    assert len(outcome.results[-1].why) < 1000


def test_what_was_found_before_a_stop_is_kept():
    checks = CHECKS + '\ndef check_ends(answer):\n    """It ends."""\n    answer.g()\n'
    outcome = run(RIGHT + "def g():\n    while True: pass\n", checks, limits=SHORT)
    assert [(r.claim, r.passed) for r in outcome.results] == [("f doubles.", True)]
    assert TIME in outcome.stopped


@pytest.fixture
def folders(monkeypatch, tmp_path):
    """Where the folders of the runs are made."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_nothing_stays_behind(monkeypatch, folders):
    started = []
    usual = subprocess.Popen

    def noted(*args, **options):
        started.append(usual(*args, **options))
        return started[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", noted)
    run("open('a', 'w').write('a')\nwhile True: pass", CHECKS, limits=SHORT)
    assert not Path("/proc", str(started[0].pid)).exists()
    assert not list(folders.iterdir())


def test_one_that_starts_too_slowly_is_killed_with_its_whole_group(monkeypatch, tmp_path):
    slow = tmp_path / "inmate.py"
    note = tmp_path / "pid"
    slow.write_text(
        "import os, pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    monkeypatch.setattr(sandbox, "_INMATE", slow)
    monkeypatch.setattr(sandbox, "_SECONDS_TO_START", 2)
    assert "too long to start" in run(RIGHT, CHECKS, limits=SHORT).stopped
    child = int(note.read_text())
    assert _ends(child)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_the_servers_own_settings_are_not_handed_on(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    code = "import os\ndef f(x): return 4 if 'SECRET_TOKEN' not in os.environ else 0\n"
    assert run(code, CHECKS).passed


def test_a_third_code_waits_and_gives_up_with_a_sentence(monkeypatch):
    monkeypatch.setattr(sandbox, "_SECONDS_TO_START", 0.1)
    with sandbox._SLOTS, sandbox._SLOTS:
        assert "try again" in run(RIGHT, CHECKS).stopped


def test_starting_costs_little():
    before = os.times()
    assert run(RIGHT, CHECKS).passed
    after = os.times()
    seconds = after.children_user + after.children_system
    seconds -= before.children_user + before.children_system
    assert seconds < 1.5


def test_what_torch_needs_is_allowed():
    code = """
import io, torch
torch.set_num_threads(2)
a = torch.randn(300, 300, requires_grad=True)
(a @ a).sum().backward()
torch.save(a, "a.pt")
assert torch.equal(torch.load("a.pt"), a)
model = torch.nn.LSTM(3, 4)
torch.optim.Adam(model.parameters())
"""
    roomy = Limits(seconds=60, megabytes=1024)
    outcome = run(code + RIGHT, CHECKS, ("numpy", "torch"), roomy)
    assert outcome.passed, outcome


def test_what_the_walls_refuse_is_told_with_its_line():
    code = "import os\nopen('a', 'w').close()\nos.utime('a', (1, 1))\n" + RIGHT
    outcome = run(code, CHECKS)
    assert outcome.passed != (Wall.FILES in walls())
    assert not walls() or "in line 3: the system doesn't let code" in outcome.results[0].why


MANY = "a = 0\nwhile True:\n    open(str(a), 'w').close()\n    a += 1"
LARGE = "a = 0\nwhile True:\n    open(str(a % 99), 'wb').write(bytes(10 ** 6))\n    a += 1"
DEEP = "import os\nwhile True:\n    os.mkdir('a')\n    os.chdir('a')"


@pytest.mark.parametrize("code", [MANY, LARGE, DEEP], ids=["many", "large", "deep"])
def test_a_folder_too_full_ends_the_run_and_goes_away(code, folders):
    outcome = run(code, CHECKS, limits=ROOMY)
    assert "more than 200 files or 16 megabytes" in outcome.stopped
    assert not list(folders.iterdir())


def test_without_walls_what_it_started_ends_with_it(monkeypatch):
    monkeypatch.setattr(sandbox, "walls", frozenset)
    code = """
import os, sys, time
sys.modules["rnnviz.lessons.guard"]._PROGRAMS = ()
child = os.fork()
if not child:
    time.sleep(600)
print(child)
"""
    outcome = run(code + RIGHT, CHECKS)
    assert outcome.passed
    assert _ends(int(outcome.printed))


def test_it_ends_with_the_server(tmp_path):
    program = (
        "from rnnviz.lessons.sandbox import Limits, run\n"
        f"run('import time\\ntime.sleep(600)', {CHECKS!r}, limits=Limits(seconds=300))"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    server = subprocess.Popen([sys.executable, "-c", program], env=environment)
    inmate = _waited_for(lambda: _child(server.pid, "inmate.py"))
    server.kill()
    server.wait()
    assert _ends(inmate)


def _child(parent, program):
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if above == parent and program in (folder / "cmdline").read_text():
                return int(folder.name)
    return None


def _ends(pid):
    return _waited_for(lambda: not _runs(pid))


def _waited_for(walled):
    for _ in range(200):
        if value := walled():
            return value
        time.sleep(0.1)
    return None


@pytest.mark.parametrize(
    "failing", ["rnnviz.lessons.sandbox.subprocess.Popen", "rnnviz.lessons.room.mkdtemp"]
)
def test_a_machine_without_room_says_so(monkeypatch, failing):
    def fail(*_, **__):
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(failing, fail)
    assert "temporarily unavailable" in run(RIGHT, CHECKS).stopped
    with sandbox._SLOTS, sandbox._SLOTS:
        pass  # both are free again
