"""Real workers under a real queue: what is started, kept, paused, changed and mended."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from time import monotonic

import pytest
import torch

from rnnviz.content import Message, as_it_is
from rnnviz.core.placement import parse
from rnnviz.jobs import queue as queues
from rnnviz.jobs.file import FILE, StoreError
from rnnviz.jobs.job import State
from rnnviz.jobs.verdict import DISK
from rnnviz.lm.run import CorpusChoice
from rnnviz.lm.train import train
from rnnviz.workers.site import Here
from rnnviz.zoo import models as pretrained

LONG = 10_000
ONE, NOISY = ("none",), ("input:0.5",)  # each run is a process, which takes seconds to start
GONE_SECONDS = 20


def states(store, id_, visitor="ann"):
    return [job.state for job in store.experiment(visitor, id_).jobs]


def all_are(store, id_, state, visitor="ann"):
    return lambda: set(states(store, id_, visitor)) == {state}


def curves(store, id_):
    return store.experiment("ann", id_).record.curves


def alive(pids):
    def lives(pid):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True

    return [pid for pid in pids if lives(pid)]


def without_clock(curve):
    return [(point.step, point.epoch, point.tokens, point.evaluation) for point in curve]


def alone(run, epochs):
    """The first evaluations of a run that nobody ever stopped, in this process."""
    torch.set_num_threads(1)
    evaluated = (r for r in train(run, run.corpus.load()) if r.evaluation)
    return without_clock(islice(evaluated, epochs))


def noisy(store, id_):
    """The curve so far of the one run of an experiment."""
    return without_clock(curves(store, id_).get(("input:0.5", 0), ()))


def test_an_experiment_comes_to_its_end_with_all_curves_and_with_models(store, serve, submit, wait):
    serve()
    id_ = submit()
    assert wait(all_are(store, id_, State.DONE))
    experiment = store.experiment("ann", id_)
    assert not experiment.active
    for job in experiment.jobs:
        curve = experiment.record.curves[job.run.key, 0]
        assert without_clock(curve) == alone(job.run, 2)
        model = pretrained.load(store.place(job))
        assert model.card.valid_perplexity == curve[-1].evaluation.valid
        assert model.card.run == job.run
        assert not store.place(job).with_suffix(".pt").exists()
    assert not [path for path in store.home.rglob("*") if path.stat().st_mode & 0o077]


def test_paused_and_resumed_equals_uninterrupted(store, serve, submit, wait):
    queue = serve()
    id_ = submit(epochs=LONG, placements=NOISY)
    assert wait(lambda: noisy(store, id_))
    pids = queue.pids()
    store.pause("ann", id_, Message("jobs.paused"))
    assert wait(lambda: not alive(pids), GONE_SECONDS)
    (job,) = store.experiment("ann", id_).jobs
    assert (job.state, job.reason) == (State.PAUSED, Message("jobs.paused"))
    assert 0 < job.share_done < 1
    kept = noisy(store, id_)
    store.resume("ann", id_)
    assert wait(lambda: len(noisy(store, id_)) > len(kept) + 1)
    whole = noisy(store, id_)
    assert whole[: len(kept)] == kept
    assert whole == alone(job.run, len(whole))


def test_a_rate_changed_while_training_holds_from_an_epoch_that_the_record_names(
    store, serve, submit, wait
):
    queue = serve()
    id_ = submit(epochs=LONG, placements=NOISY)
    assert wait(lambda: noisy(store, id_))
    (job,) = store.experiment("ann", id_).jobs
    epoch = job.latest.epoch + 1
    store.change("ann", id_, [job.run.changed(epoch, parse("input:0.1"))])
    assert wait(lambda: len(noisy(store, id_)) > epoch + 2)
    store.pause("ann", id_, "")
    assert wait(lambda: not queue.pids())
    (job,) = store.experiment("ann", id_).jobs
    (change,) = job.run.changes
    whole = noisy(store, id_)
    assert change.placement == parse("input:0.1")
    assert epoch <= change.epoch <= len(whole)
    assert whole == alone(job.run, len(whole))


def test_a_change_that_comes_after_what_was_saved_holds_from_the_next_epoch_on(
    store, serve, submit, wait
):
    queue = serve()
    id_ = submit(epochs=LONG, placements=NOISY)
    assert wait(lambda: len(noisy(store, id_)) > 2)
    store.pause("ann", id_, "")
    assert wait(lambda: not queue.pids())
    (job,) = store.experiment("ann", id_).jobs
    store.change("ann", id_, [job.run.changed(1, parse("input:0.2"))])
    kept = noisy(store, id_)
    store.resume("ann", id_)
    assert wait(lambda: len(noisy(store, id_)) > len(kept) + 1)
    store.pause("ann", id_, "")
    assert wait(lambda: not queue.pids())
    (job,) = store.experiment("ann", id_).jobs
    (change,) = job.run.changes
    whole = noisy(store, id_)
    assert change.placement == parse("input:0.2")
    assert len(kept) < change.epoch <= len(whole)
    assert whole == alone(job.run, len(whole))


def test_stopping_ends_the_workers_soon_keeps_the_curves_and_removes_checkpoints(
    store, serve, submit, wait
):
    queue = serve()
    id_ = submit(epochs=LONG, placements=ONE)
    assert wait(lambda: curves(store, id_))
    pids, jobs = queue.pids(), store.experiment("ann", id_).jobs
    store.stop("ann", id_)
    assert wait(lambda: not alive(pids), GONE_SECONDS)
    assert set(states(store, id_)) == {State.STOPPED}
    assert curves(store, id_)
    files = [store.place(job).with_suffix(".pt") for job in jobs]
    assert wait(lambda: not any(file.exists() for file in files))
    store.resume("ann", id_)
    assert set(states(store, id_)) == {State.STOPPED}


def test_a_killed_worker_loses_nothing_that_was_evaluated_and_can_be_resumed(
    store, serve, submit, wait
):
    queue = serve()
    id_ = submit(epochs=LONG, placements=NOISY)
    assert wait(lambda: len(noisy(store, id_)) > 2)
    (pid,) = queue.pids()
    os.kill(pid, signal.SIGKILL)
    assert wait(all_are(store, id_, State.PAUSED))
    (job,) = store.experiment("ann", id_).jobs
    assert "ended from outside (SIGKILL)" in str(job.reason)
    kept = noisy(store, id_)
    store.resume("ann", id_)
    assert wait(lambda: len(noisy(store, id_)) > len(kept))
    whole = noisy(store, id_)
    assert whole[: len(kept)] == kept
    assert whole == alone(job.run, len(whole))


def test_what_a_server_left_training_is_paused_by_the_next_one(
    store, serve, submit, wait, monkeypatch
):
    monkeypatch.setattr(queues, "PATIENCE_SECONDS", 0.1)
    id_ = submit(placements=ONE)
    for job in store.active():
        store.put(job.id, State.RUNNING)  # as a killed server leaves it
    serve()
    assert wait(all_are(store, id_, State.PAUSED))
    assert [job.reason for job in store.experiment("ann", id_).jobs] == [queues.SERVER_ENDED]
    store.resume("ann", id_)
    assert wait(all_are(store, id_, State.DONE))


def test_two_servers_never_train_in_one_folder(store, serve, submit, wait):
    first, second = serve(), None
    assert wait(lambda: first._recovered)
    second = serve()
    assert wait(
        lambda: any("in use by another server" in str(trouble) for trouble in second.trouble)
    )
    id_ = submit(epochs=LONG, placements=ONE)
    assert wait(first.pids)
    assert not second.pids()
    first.close()
    assert wait(lambda: not second.trouble)
    assert wait(all_are(store, id_, State.PAUSED))


def test_who_leaves_frees_the_places_after_the_grace_and_finds_everything_paused(
    store, serve, submit, wait
):
    queue = serve(away_seconds=1.5, workers=1)
    queue.presence.attend("ann")
    queue.presence.attend("bob")
    ann = submit("ann", epochs=LONG, placements=ONE)
    bob = submit("bob", epochs=1, placements=ONE)
    assert wait(queue.pids)
    queue.presence.leave("ann")
    began = monotonic()
    assert wait(all_are(store, ann, State.PAUSED))
    assert monotonic() - began > 1
    assert {str(job.reason) for job in store.experiment("ann", ann).jobs} == {str(queues.AWAY)}
    assert wait(all_are(store, bob, State.DONE, "bob"))


def test_a_run_that_cannot_be_trained_fails_alone_with_its_sentence(store, serve, wait, runs, pace):
    serve()
    good, other = runs(epochs=1)
    bad = replace(other, corpus=CorpusChoice("own"))
    id_ = store.add("ann", "", (good, bad), pace)
    assert wait(lambda: not store.experiment("ann", id_).active)
    done, failed = store.experiment("ann", id_).jobs
    assert (done.state, failed.state) == (State.DONE, State.FAILED)
    assert str(failed.reason).startswith("Your text is empty")
    assert failed.run.key in dict(store.experiment("ann", id_).record.failures.keys())


def test_a_run_beyond_the_limit_of_minutes_is_stopped_with_the_reason(store, serve, submit, wait):
    queue = serve(minutes=0.02)
    id_ = submit(epochs=LONG, placements=ONE)
    assert wait(all_are(store, id_, State.STOPPED))
    assert "limit for a run (0.02 min)" in str(store.experiment("ann", id_).jobs[0].reason)
    assert wait(lambda: not queue.pids(), GONE_SECONDS)


def test_deleting_ends_the_workers_and_removes_figures_and_files(store, serve, submit, wait):
    queue = serve()
    id_ = submit(epochs=LONG, placements=ONE)
    assert wait(lambda: curves(store, id_))
    folder = store.place(store.experiment("ann", id_).jobs[0]).parent
    assert folder.exists()
    store.delete("bob", id_)
    assert store.experiment("ann", id_).active
    store.delete("ann", id_)
    assert store.experiment("ann", id_) is None
    assert wait(lambda: not queue.pids(), GONE_SECONDS)
    assert wait(lambda: not folder.exists())


def test_a_deleted_folder_of_checkpoints_means_the_same_curve_from_the_start(
    store, serve, submit, wait
):
    queue = serve()
    id_ = submit(epochs=LONG, placements=NOISY)
    assert wait(lambda: noisy(store, id_))
    store.pause("ann", id_, "")
    assert wait(lambda: not queue.pids())
    (job,) = store.experiment("ann", id_).jobs
    kept = noisy(store, id_)
    shutil.rmtree(store.place(job).parent)
    store.resume("ann", id_)
    assert wait(lambda: len(noisy(store, id_)) > len(kept))
    whole = noisy(store, id_)
    assert whole == alone(job.run, len(whole))


def test_a_deleted_record_ends_what_nobody_knows_of_and_the_queue_goes_on(
    store, serve, submit, wait
):
    queue = serve()
    id_ = submit(epochs=LONG, placements=ONE)
    assert wait(queue.pids)
    pids = queue.pids()
    for file in store.home.glob(f"{FILE}*"):
        file.unlink()
    assert wait(lambda: not alive(pids), GONE_SECONDS + 2)
    assert store.experiment("ann", id_) is None
    again = submit(placements=ONE)
    assert wait(all_are(store, again, State.DONE))


def test_a_record_that_cannot_be_written_pauses_all_and_loses_nothing(
    store, serve, submit, wait, monkeypatch
):
    """As on a full disk: SQLite says so at any statement."""
    queue = serve()
    id_ = submit(epochs=LONG, placements=ONE)
    assert wait(lambda: curves(store, id_))
    pids, hear = queue.pids(), store.hear

    def full(*_):
        raise StoreError("database or disk is full")

    monkeypatch.setattr(store, "hear", full)
    assert wait(lambda: not alive(pids), GONE_SECONDS + 2)
    kept = len(curves(store, id_)["none", 0])
    monkeypatch.setattr(store, "hear", hear)
    assert wait(all_are(store, id_, State.PAUSED))
    assert store.experiment("ann", id_).jobs[0].reason == DISK
    assert len(curves(store, id_)["none", 0]) >= kept
    store.resume("ann", id_)
    assert wait(queue.pids)


def test_closing_pauses_nothing_that_the_next_server_would_not_find(store, serve, submit, wait):
    queue = serve()
    id_ = submit(epochs=LONG)
    assert wait(lambda: len(queue.pids()) == 2)
    pids = queue.pids()
    began = monotonic()
    queue.close()
    assert monotonic() - began < GONE_SECONDS + 1
    assert not alive(pids)
    assert set(states(store, id_)) == {State.RUNNING}


@pytest.mark.parametrize("other", ["", "bob", "ANN"])
def test_nobody_reads_pauses_stops_or_changes_what_is_not_theirs(store, submit, other):
    id_ = submit()
    before = store.experiment("ann", id_)
    assert store.experiment(other, id_) is None
    assert store.summaries(other) == ()
    store.pause(other, id_, as_it_is("mine now"))
    store.stop(other, id_)
    store.describe(other, id_, "mine", "now")
    store.change(other, id_, [run.changed(1, parse("output:0.9")) for run in before.record.runs])
    assert not store.delete(other, id_)
    assert store.experiment("ann", id_) == before


SERVER = """
import sys, time
from pathlib import Path
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.queue import Queue
from rnnviz.jobs.store import Store

queue = Queue(Store(Path(sys.argv[1])), Limits(workers=1), device="cpu")
queue.start()
while True:
    time.sleep(0.1)
    if queue.pids():
        print(*queue.pids(), flush=True)
"""


def test_a_killed_server_leaves_no_worker_and_the_next_one_goes_on_from_what_was_saved(
    store, serve, submit, wait, monkeypatch
):
    monkeypatch.setattr(queues, "PATIENCE_SECONDS", 0.1)  # for workers that are gone by then
    id_ = submit(epochs=LONG, placements=NOISY)
    command = [sys.executable, "-c", SERVER, str(store.home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        pids = [int(server.stdout.readline())]
        assert wait(lambda: len(noisy(store, id_)) > 2)
        server.kill()
    assert wait(lambda: not alive(pids), GONE_SECONDS)
    kept = noisy(store, id_)
    serve()
    assert wait(all_are(store, id_, State.PAUSED))
    (job,) = store.experiment("ann", id_).jobs
    assert job.reason == queues.SERVER_ENDED
    store.resume("ann", id_)
    assert wait(lambda: len(noisy(store, id_)) > len(kept))
    whole = noisy(store, id_)
    assert whole[: len(kept)] == kept
    assert whole == alone(job.run, len(whole))


def test_where_there_are_several_devices_a_run_trains_on_the_one_its_pace_was_measured_on(
    serve, store, runs, pace, wait, monkeypatch
):
    begun = []

    def begin(_site, order, *_):
        begun.append(order.device)
        raise OSError("enough")

    monkeypatch.setattr(Here, "begin", begin)
    for device, there in (("cpu", ()), ("cuda", ("cuda", "cpu")), ("cpu", ("cuda", "cpu"))):
        measured = replace(pace, device=device, devices=there)
        store.add("ann", "", runs(placements=ONE), measured)
    serve()
    assert wait(lambda: len(begun) == 3)
    assert begun == ["cpu", "cuda", "cpu"]
