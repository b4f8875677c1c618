"""The queue's runs on a cluster: the same figures as here, whatever is killed meanwhile.

The tests share three workers, two of which end on the way; the scheduler goes last.
"""

import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import cloudpickle
import pytest

from rnnviz.cluster import link as links
from rnnviz.cluster.site import ClusterSite
from rnnviz.content import Message
from rnnviz.core.placement import parse
from rnnviz.jobs.job import State
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.queue import Queue
from rnnviz.jobs.store import Store
from rnnviz.lm.run import CorpusChoice
from rnnviz.zoo import models as pretrained
from tests.jobs.conftest import LONG, PACE, make_runs, wait_until
from tests.jobs.test_queue import NOISY, alone, curves, noisy, without_clock

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # the scheduler doesn't have it


@pytest.fixture
def wait():
    return partial(wait_until, seconds=120.0)  # each worker imports torch first


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "runs")


@contextmanager
def queue_at(address, store, **changes):
    site = ClusterSite(address)
    queue = Queue(store, Limits(**{"workers": 2} | changes), device="cpu", site=site)
    queue.presence.attend("ann")
    queue.start()
    try:
        yield queue
    finally:
        queue.close()
        site.close()


@pytest.fixture
def queue(machines, store):
    with queue_at(machines.address, store) as opened:
        yield opened


@pytest.fixture
def long(store):
    """A function that starts a run that never ends, and returns its experiment."""
    return lambda: store.add("ann", "a test", make_runs(LONG, NOISY), PACE)


def only(store, id_, visitor="ann"):
    (job,) = store.experiment(visitor, id_).jobs
    return job


def states(store, id_):
    return {job.state for job in store.experiment("ann", id_).jobs}


def at_work(client):
    """The address of the one worker that trains."""
    (address,) = [address for address, tasks in client.processing().items() if tasks]
    return address


def held(dask_scheduler):
    """What it keeps, by name."""
    return list(dask_scheduler.extensions["variables"].variables)


def ended(queue):
    return lambda: not queue._workers


def test_runs_end_there_with_the_curves_and_models_of_here(queue, store, wait):
    id_ = store.add("ann", "a test", make_runs(2), PACE)
    assert wait(lambda: states(store, id_) == {State.DONE})
    for job in store.experiment("ann", id_).jobs:
        curve = curves(store, id_)[job.run.key, 0]
        assert without_clock(curve) == alone(job.run, 2)
        card = pretrained.load(store.place(job)).card
        assert (card.run, card.name) == (job.run, store.place(job).name)
        assert card.valid_perplexity == curve[-1].evaluation.valid
        assert not store.place(job).with_suffix(".pt").exists()
    assert queue.trouble == ()


def test_a_text_of_ones_own_is_trained_there_and_stays_with_no_worker(
    queue, store, own_text, onlooker, wait
):
    (run,) = make_runs(1, NOISY)
    own = CorpusChoice("own", text=own_text)
    runs = [replace(run, corpus=own, training=replace(run.training, batch=20, steps=10))]
    id_ = store.add("ann", "a test", runs, PACE)
    assert wait(lambda: states(store, id_) == {State.DONE})
    assert noisy(store, id_) == alone(runs[0], 1)
    assert wait(ended(queue))
    assert wait(lambda: not any(id_ in name for name in onlooker.run_on_scheduler(held)))


def test_paused_and_resumed_there_equals_uninterrupted(queue, store, long, wait):
    id_ = long()
    assert wait(lambda: noisy(store, id_))
    store.pause("ann", id_, Message("jobs.paused"))
    assert wait(ended(queue))
    job, kept = only(store, id_), noisy(store, id_)
    assert (job.state, job.reason) == (State.PAUSED, Message("jobs.paused"))
    assert store.place(job).with_suffix(".pt").exists()
    step = job.latest.step
    store.resume("ann", id_)
    assert wait(lambda: len(noisy(store, id_)) > len(kept) + 1)
    whole = noisy(store, id_)
    assert whole[: len(kept)] == kept
    assert whole == alone(job.run, len(whole))
    assert step <= only(store, id_).latest.step


def test_a_rate_changed_while_training_there_holds_from_an_epoch_that_the_record_names(
    queue, store, long, wait
):
    id_ = long()
    assert wait(lambda: noisy(store, id_))
    job = only(store, id_)
    epoch = job.latest.epoch
    store.change("ann", id_, [job.run.changed(1, parse("input:0.1"))])  # which is over
    assert wait(lambda: only(store, id_).run.changes[0].epoch > 1)
    changed = only(store, id_).run.changes[0].epoch
    assert wait(lambda: len(noisy(store, id_)) > changed + 1)
    store.pause("ann", id_, None)
    assert wait(ended(queue))
    job = only(store, id_)
    (change,) = job.run.changes
    whole = noisy(store, id_)
    assert change.placement == parse("input:0.1")
    assert epoch < change.epoch <= len(whole)
    assert whole == alone(job.run, len(whole))


@pytest.mark.usefixtures("queue")
def test_a_run_that_breaks_there_says_why_and_the_others_train(store, wait):
    id_ = store.add("ann", "a test", make_runs(1), PACE)
    other = store.add("ann", "a test", make_runs(LONG, NOISY), PACE)
    store.place(only(store, other)).parent.mkdir()
    checkpoint = store.place(only(store, other)).with_suffix(".pt")
    checkpoint.write_text("not what it was")
    assert wait(lambda: states(store, other) == {State.FAILED})
    assert "checkpoint.pt" in str(only(store, other).reason)
    assert wait(lambda: states(store, id_) == {State.DONE})


def test_a_run_whose_worker_is_killed_or_asked_to_end_goes_on_at_another_by_itself(
    queue, store, long, onlooker, wait
):
    id_ = long()
    for asked in (signal.SIGKILL, signal.SIGTERM):
        assert wait(lambda: len(noisy(store, id_)) > 2)
        worker = at_work(onlooker)
        os.kill(onlooker.run(os.getpid)[worker], asked)
        assert wait(lambda worker=worker: worker not in onlooker.nthreads())
        before = noisy(store, id_)
        assert wait(lambda before=before: len(noisy(store, id_)) > len(before) + 2)
        whole, job = noisy(store, id_), only(store, id_)
        assert (job.state, job.reason) == (State.RUNNING, None)
        assert whole[: len(before)] == before
        assert queue.trouble == ()
    assert whole == alone(job.run, len(whole))


def test_no_more_runs_train_than_there_are_workers_and_whose_turn_is_next_the_queue_decides(
    machines, onlooker, store, wait
):
    with queue_at(machines.address, store, workers=9):
        ids = [store.add("ann", "", make_runs(LONG, NOISY), PACE) for _ in onlooker.nthreads()]
        assert wait(lambda: {only(store, id_).state for id_ in ids} == {State.RUNNING})
        waiting = store.add("ann", "", make_runs(LONG, NOISY), PACE)
        other = store.add("bob", "", make_runs(LONG, NOISY), PACE)
        store.pause("ann", ids[0], None)
        assert wait(lambda: only(store, other, "bob").state == State.RUNNING)
        assert only(store, waiting).state == State.QUEUED
        running = [job for job in store.active() if job.state == State.RUNNING]
        assert len(running) == len(ids)


def test_runs_wait_while_no_scheduler_answers_and_go_on_with_what_was_saved_once_it_does(
    machines, store, long, wait, monkeypatch
):
    monkeypatch.setattr(links, "PATIENCE_SECONDS", 1.0)
    away = (Message("workers.scheduler_away", {"address": machines.address}),)
    with queue_at(machines.address, store) as queue:
        id_ = long()
        assert wait(lambda: len(noisy(store, id_)) > 2)
        machines.kill(machines.scheduler.pid)
        assert wait(lambda: queue.trouble == away)
        assert wait(lambda: not machines.there())  # Dask's workers end with their scheduler
        assert only(store, id_).state == State.RUNNING
    before = noisy(store, id_)
    with queue_at(machines.address, store) as queue:  # as after a restart of everything
        assert wait(lambda: queue.trouble == away)
        assert "doesn't answer" in str(away[0])
        assert only(store, id_).state == State.QUEUED
        machines.start_scheduler()
        assert wait(lambda: queue.trouble and queue.trouble[0].key == "workers.no_workers")
        machines.start_workers(1)
        assert wait(lambda: len(noisy(store, id_)) > len(before) + 2)
        whole = noisy(store, id_)
        assert whole[: len(before)] == before
        assert whole == alone(only(store, id_).run, len(whole))
        assert queue.trouble == ()
