"""The queue as a process of its own, behind desks in other processes."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager

import pytest

from rnnviz.jobs import keeper as keepers
from rnnviz.jobs.file import READ
from rnnviz.jobs.job import State
from rnnviz.jobs.keeper import Keeper
from rnnviz.jobs.parts import IN_USE
from rnnviz.jobs.store import Store
from tests.jobs.test_queue import GONE_SECONDS, LONG, NOISY, ONE, alive, alone, noisy

BACK_SECONDS = 60.0  # on a machine that is busy; by itself it takes ten


@pytest.fixture(autouse=True)
def _at_the_store(store, monkeypatch):
    monkeypatch.setenv("RNNVIZ_RUNS", str(store.home))
    monkeypatch.setenv("RNNVIZ_MAX_WORKERS", "2")


def command(*arguments):
    return [sys.executable, "-m", "rnnviz", "queue", *arguments]


@contextmanager
def started(*arguments, **options):
    process = subprocess.Popen(command(*arguments), stdin=subprocess.PIPE, **options)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def served(store, wait):
    """A queue that somebody has started."""
    with started() as process:
        assert wait((store.home / "queue.json").exists)
        yield process


@pytest.fixture
def kept(desk, wait):
    """A desk at which ann is, and whoever keeps the queue behind it."""
    opened = desk()
    opened.presence.attend("ann")
    keeper = Keeper(opened)
    keeper.start()
    assert wait(opened.board.status)
    yield opened, keeper
    keepers.let_go()


def checkpoint(store, id_):
    (job,) = store.experiment("ann", id_).jobs
    return store.place(job).with_suffix(".pt")


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGINT])
def test_a_second_queue_is_refused_in_a_sentence_and_the_first_ends_when_it_is_asked(
    served, store, ends
):
    second = subprocess.run(command(), capture_output=True, text=True, check=False, timeout=60)
    assert second.returncode == 2
    assert second.stderr.startswith(f"{store.home} is in use by another server; end that server")
    with started("--kept", stderr=subprocess.PIPE) as third:
        assert third.wait(60) == IN_USE
        assert third.stderr.read() == b""
    served.send_signal(ends)
    assert served.wait(20) == 0
    assert not list(store.home.glob("queue.*"))


def test_a_queue_that_is_killed_is_started_again_and_the_run_goes_on_with_the_same_figures(
    kept, store, submit, wait
):
    opened, keeper = kept
    id_ = submit(epochs=LONG, placements=NOISY)
    assert wait(lambda: len(noisy(store, id_)) > 2)
    assert wait(lambda: len(opened.board.status().pids) == 1)  # it says so each second
    pids, killed = opened.board.status().pids, keeper.queue.process
    killed.kill()
    assert wait(lambda: not alive(pids), GONE_SECONDS)  # none outlives its queue
    before = noisy(store, id_)
    assert wait(lambda: len(noisy(store, id_)) > len(before) + 1, BACK_SECONDS)
    assert keeper.queue.process is not killed
    whole = noisy(store, id_)
    assert whole[: len(before)] == before
    (job,) = store.experiment("ann", id_).jobs
    assert (job.state, job.reason) == (State.RUNNING, None)
    assert whole == alone(job.run, len(whole))
    pids, last = opened.board.status().pids, keeper.queue.process
    keeper.close()
    assert last.returncode == 0
    assert not alive(pids)
    assert checkpoint(store, id_).exists()


@pytest.mark.usefixtures("kept")
def test_what_is_stopped_or_deleted_at_a_desk_is_gone_from_the_disk(store, submit, wait):
    paused, deleted = (submit(placements=ONE) for _ in range(2))
    for id_ in (paused, deleted):
        store.pause("ann", id_, None)
        file = checkpoint(store, id_)
        file.parent.mkdir(exist_ok=True)
        file.write_text("what it had learned")
    other = Store(store.home)  # as in another process
    other.stop("ann", paused)
    other.delete("ann", deleted)
    assert wait(lambda: not checkpoint(store, paused).exists())
    assert wait(lambda: not (store.home / deleted).exists())
    assert wait(lambda: not store.forgotten() | store.stopped())


WEB = """
import sys
from pathlib import Path
from time import sleep
from rnnviz.jobs.desk import Desk
from rnnviz.jobs.keeper import Keeper
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.store import Store

keeper = Keeper(Desk(Store(Path(sys.argv[1])), Limits(workers=1)))
keeper.start()
while True:
    process = keeper.queue.process
    Path(sys.argv[2]).write_text(str(process.pid if process else ""))
    sleep(0.1)
"""


def test_of_web_processes_that_start_at_once_one_has_the_queue_and_when_it_is_killed_another(
    store, tmp_path, wait
):
    """Each starts a queue; the folder's lock refuses all but one."""
    with ExitStack() as opened:
        webs = {}
        for number in range(3):
            file = tmp_path / f"{number}"
            program = [sys.executable, "-c", WEB, str(store.home), str(file)]
            webs[file] = opened.enter_context(subprocess.Popen(program))
            opened.callback(webs[file].kill)

        def keeps():
            """Whoever has a queue, once it is one alone and has the folder."""
            has = [file for file in webs if file.exists() and file.read_text()]
            return (store.home / "queue.json").exists() and len(has) == 1 and has[0]

        first = wait(keeps)
        pid = int(first.read_text())
        webs.pop(first).kill()
        assert wait(lambda: not alive([pid]), GONE_SECONDS)
        assert wait(keeps)


SUBMITS = """
import sys
from pathlib import Path
from rnnviz.errors import InputError
from rnnviz.jobs.desk import Desk
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.store import Store
from tests.jobs.conftest import PACE, make_runs

opened, let_in = Desk(Store(Path(sys.argv[1])), Limits(workers=1, runs=9)), 0
print("ready", flush=True)
sys.stdin.readline()
for _ in range(4):
    try:
        opened.submit("ann", "", make_runs(), PACE)
        let_in += 1
    except InputError:
        pass
print(let_in, flush=True)
"""


def test_four_processes_that_submit_at_once_let_in_no_more_than_one_alone(store):
    with ExitStack() as opened:
        webs = [
            opened.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", SUBMITS, str(store.home)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(4)
        ]
        assert [web.stdout.readline() for web in webs] == ["ready\n"] * 4
        for web in webs:
            web.stdin.write("\n")
            web.stdin.flush()
        assert sum(int(web.stdout.readline()) for web in webs) == 4
    assert len(store.active()) == 8


def test_a_worker_that_the_system_asks_to_end_saves_first(serve, store, submit, wait):
    queue = serve()
    id_ = submit(epochs=LONG, placements=NOISY)
    assert wait(lambda: len(noisy(store, id_)) > 1)
    (pid,) = queue.pids()
    checkpoint(store, id_).unlink(missing_ok=True)
    os.kill(pid, signal.SIGTERM)
    assert wait(lambda: store.experiment("ann", id_).jobs[0].state == State.PAUSED)
    assert "SIGTERM" in str(store.experiment("ann", id_).jobs[0].reason)
    assert checkpoint(store, id_).exists()


def kept_classes(opened):
    with opened.store.file.open(READ) as db:
        return db.execute("SELECT code FROM classes").fetchall()


def test_a_web_process_forgets_old_classes_by_itself(desk, runs, wait, monkeypatch):
    monkeypatch.setattr(keepers._others, "is_set", lambda: True)  # no queue is needed
    opened = desk()
    secret = opened.open_class(runs(1))
    day = opened.classes._day()
    monkeypatch.setattr(opened.classes, "_day", lambda: day + opened.classes.days + 1)
    Keeper(opened).start()
    assert wait(lambda: not kept_classes(opened))
    assert opened.classes.of_teacher(secret) is None
    keepers.let_go()
