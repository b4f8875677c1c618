"""Whatever one run does to the queue, the others train on, and it says what is the matter."""

import shutil
from contextlib import closing

import pytest

from rnnviz.content import Message
from rnnviz.core.placement import parse
from rnnviz.jobs import queue as queues
from rnnviz.jobs.job import State
from rnnviz.lm.run import Evaluation, StepResult
from rnnviz.workers import site as sites

ONE = ("none",)


class Player:
    """Plays a worker: one without noise trains until it is stopped, others are done at once."""

    def __init__(self, order, number, heard):
        self.order, self._end = order, lambda: heard.put((number, None))
        self.pid = number
        self.code, self.stopping = 0, False
        if order.run.key != "none":
            self._end()

    def stop(self):
        self.stopping = True
        self._end()

    def killed(self, signal):
        self.code = -signal
        self._end()

    def wait(self):
        return self.code


@pytest.fixture
def play(serve, monkeypatch):
    """A function that starts a queue whose workers are played."""

    def start(worker=Player, **changes):
        monkeypatch.setattr(sites, "Worker", worker)
        return serve(**changes)

    return start


@pytest.fixture
def state_of(store):
    """A function that tells the states and reasons of an experiment's runs, by key."""
    return lambda id_: {j.run.key: (j.state, j.reason) for j in store.experiment("ann", id_).jobs}


@pytest.mark.parametrize(
    "error",
    [
        OSError(24, "Too many open files"),
        BlockingIOError(11, "Resource temporarily unavailable"),
        RuntimeError("can't start new thread"),
    ],
)
def test_a_run_whose_process_cannot_be_started_is_paused_and_the_others_train(
    play, state_of, submit, wait, monkeypatch, error
):
    tried = []

    def scarce(order, number, heard):
        tried.append(order.run.key)
        if order.run.key == "none":
            raise error
        return Player(order, number, heard)

    monkeypatch.setattr(queues, "_REST_SECONDS", 0.1)
    play(scarce, workers=1)
    id_ = submit()
    assert wait(lambda: state_of(id_)["input:0.5"][0] == State.DONE)
    state, reason = state_of(id_)["none"]
    assert state == State.PAUSED
    assert str(error) in str(reason)
    assert tried == ["none", "input:0.5"]  # and not four times a second


def test_after_a_process_that_cannot_be_started_the_next_waits_a_while(
    play, store, state_of, submit, wait
):
    def never(*_):
        raise OSError(11, "Resource temporarily unavailable")

    play(never)
    ids = [submit() for _ in range(3)]
    assert wait(lambda: len(store.active()) < 6)
    states = [state for id_ in ids for state, _ in state_of(id_).values()]
    assert sorted(states) == [State.PAUSED] + [State.QUEUED] * 5


@pytest.mark.parametrize(("signal", "name"), [(9, "SIGKILL"), (40, "signal 40")])
def test_a_run_that_is_killed_is_paused_whatever_the_signal(
    play, state_of, submit, wait, signal, name
):
    queue = play()
    id_ = submit(placements=ONE)
    assert wait(queue.pids)
    next(iter(queue._workers.values())).killed(signal)
    assert wait(lambda: state_of(id_)["none"][0] == State.PAUSED)
    assert f"ended from outside ({name})" in str(state_of(id_)["none"][1])


def test_files_that_cannot_be_removed_are_named_and_tried_again(
    play, store, state_of, submit, wait, monkeypatch
):
    remove = shutil.rmtree

    def stuck(path):
        raise PermissionError(1, "Operation not permitted", str(path / "run-1.pt"))

    monkeypatch.setattr(shutil, "rmtree", stuck)
    queue = play()
    id_ = submit(placements=ONE)
    (store.home / id_).mkdir(exist_ok=True)
    store.delete("ann", id_)
    assert wait(
        lambda: any(
            f"{id_} can't be removed (Operation not permitted)" in str(first)
            for first in queue.trouble
        )
    )
    other = submit(placements=("input:0.5",))
    assert wait(lambda: state_of(other)["input:0.5"][0] == State.DONE)
    monkeypatch.setattr(shutil, "rmtree", remove)
    queue._tidying.due[id_] = 0.0  # a minute later
    assert wait(lambda: not (store.home / id_).exists())
    assert wait(lambda: not queue.trouble)


def test_what_a_server_had_no_time_to_remove_the_next_one_removes(
    play, store, submit, wait, monkeypatch
):
    monkeypatch.setattr(queues, "PATIENCE_SECONDS", 0.1)
    id_ = submit()
    (store.home / id_).mkdir()
    store.delete("ann", id_)
    play()
    assert wait(lambda: not (store.home / id_).exists())
    assert wait(lambda: not store.forgotten())


def test_a_fault_of_the_queue_itself_is_said_and_survived(
    play, store, state_of, submit, wait, monkeypatch
):
    queue, active = play(), store.active

    def broken():
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(store, "active", broken)
    assert wait(
        lambda: any("ZeroDivisionError('of ours')" in str(first) for first in queue.trouble)
    )
    monkeypatch.setattr(store, "active", active)
    id_ = submit(placements=("input:0.5",))
    assert wait(lambda: state_of(id_)["input:0.5"][0] == State.DONE)
    assert wait(lambda: not queue.trouble)


def test_a_deleted_folder_takes_no_lock_along(play, store, state_of, submit, wait):
    first = play()
    assert wait(lambda: first._recovered)
    shutil.rmtree(store.home)
    assert wait((store.home / "lock.sqlite").exists)
    second = play()
    assert wait(
        lambda: any("in use by another server" in str(trouble) for trouble in second.trouble)
    )
    id_ = submit(placements=("input:0.5",))
    assert wait(lambda: state_of(id_)["input:0.5"][0] == State.DONE)
    assert not second.pids()


def test_a_lock_that_was_deleted_alone_costs_nothing(
    play, store, state_of, submit, wait, monkeypatch
):
    locks, locked = [], queues.locked
    monkeypatch.setattr(queues, "locked", lambda path: locks.append(locked(path)) or locks[-1])
    queue = play()
    id_ = submit(placements=ONE)
    assert wait(lambda: state_of(id_)["none"][0] == State.RUNNING)
    (store.home / "lock.sqlite").unlink()
    assert wait(lambda: len(locks) == 2)  # its number may be the first one's, which is free again
    second = play()
    assert wait(lambda: any("in use by another server" in str(first) for first in second.trouble))
    assert state_of(id_)["none"][0] == State.RUNNING
    assert not queue._workers[1].stopping


def test_a_server_whose_lock_another_one_has_now_ends_its_workers(
    play, store, state_of, submit, wait
):
    first = play()
    submit(placements=ONE)
    assert wait(first.pids)
    shutil.rmtree(store.home)
    store.file.prepare()
    with closing(queues.locked(store.home / "lock.sqlite")[0]):
        assert wait(
            lambda: any("in use by another server" in str(trouble) for trouble in first.trouble)
        )
        assert all(worker.stopping for worker in first._workers.values())
        id_ = submit(placements=ONE)
    assert wait(lambda: state_of(id_)["none"][0] == State.RUNNING)


def test_what_is_said_of_a_forgotten_run_is_not_taken_for_another_with_its_number(store, submit):
    gone = submit(placements=ONE)
    (job,) = store.experiment("ann", gone).jobs
    store.delete("ann", gone)
    there = submit(placements=ONE)
    assert store.experiment("ann", there).jobs[0].id == job.id
    numbers = (10, 1, 6_000, 999.0, 4.5, 1.0, 2.0, 9_000.0)
    result = StepResult("none", 0, *numbers, evaluation=Evaluation(90.0, 100.0))
    changed = job.run.changed(1, parse("input:0.5"))
    store.hear([(job.id, result), (job.id, changed)], {job.id: gone})
    (untouched,) = store.experiment("ann", there).jobs
    assert (untouched.latest, untouched.run.changes) == (None, ())
    store.hear([(job.id, result)], {job.id: there})
    assert store.experiment("ann", there).jobs[0].latest == result


def test_a_run_waits_while_its_worker_has_no_memory_and_the_queue_says_so(
    play, submit, state_of, wait, monkeypatch
):
    why = Message("workers.no_room", {"needed": 448, "free": 3})
    held = [why]
    monkeypatch.setattr(sites, "want_of_room", lambda _pids: held[0])
    queue = play()
    id_ = submit(placements=("input:0.5",))
    wait(lambda: queue.trouble == (why,))
    assert state_of(id_) == {"input:0.5": (State.QUEUED, None)}
    held[0] = None
    wait(lambda: state_of(id_) == {"input:0.5": (State.DONE, None)} and queue.trouble == ())
