"""The record: what goes in comes out, in order, whatever the clock or the disk does."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier

import pytest

from rnnviz.content import as_it_is
from rnnviz.core.placement import parse
from rnnviz.jobs import adding
from rnnviz.jobs.adding import MOST_NAME
from rnnviz.jobs.file import FILE, StoreError
from rnnviz.jobs.job import State
from rnnviz.jobs.store import Store
from rnnviz.lm.run import CorpusChoice, Evaluation, StepResult


def result(key, epoch, *, diverged=False):
    evaluation = None if diverged else Evaluation(90.0 + epoch, 100.0 + epoch)
    numbers = (0, 10 * epoch, epoch, 6_000 * epoch, 0.5 * epoch, 4.5, 1.0, 2.0, 9_000.0)
    return StepResult(key, *numbers, diverged=diverged, evaluation=evaluation)


def ids(store, id_):
    return {job.run.key: job.id for job in store.experiment("ann", id_).jobs}


def test_an_experiment_comes_back_with_its_runs_pace_and_curves(store, submit, runs, pace):
    id_ = submit()
    results = [(ids(store, id_)["none"], result("none", epoch)) for epoch in (1, 2)]
    store.hear(results)
    experiment = store.experiment("ann", id_)
    assert experiment.record.runs == runs(2)
    assert experiment.pace == pace
    assert experiment.record.curves == {("none", 0): [what for _, what in results]}
    assert [job.state for job in experiment.jobs] == [State.QUEUED] * 2
    assert experiment.jobs[0].share_done == 0.5  # 12,000 words of two epochs of as many
    assert experiment.jobs[1].share_done == 0.0
    (summary,) = store.summaries("ann")
    assert (summary.id, summary.keys, summary.seeds) == (id_, ("none", "input:0.5"), 1)


def test_finished_runs_are_told_to_whom_they_belong_the_newest_experiment_first(store, submit):
    first, second = submit(), submit()
    store.describe("ann", second, "Again", "")
    for id_, key in ((first, "none"), (first, "input:0.5"), (second, "none")):
        store.put(ids(store, id_)[key], State.DONE)
    told = [(name, job.experiment, job.run.key) for name, job in store.finished("ann")]
    old = store.experiment("ann", first).name
    assert told == [
        ("Again", second, "none"),
        (old, first, "none"),
        (old, first, "input:0.5"),
    ]
    assert store.finished("bob") == ()


def test_several_may_make_the_record_at_the_same_time(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", None)  # as in a folder on vfat, which knows no hard links
    for number in range(30):
        store, together = Store(tmp_path / str(number)), Barrier(4)

        def ask(store=store, together=together):
            together.wait()
            return store.summaries("ann")

        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(ask) for _ in range(4)]
        assert [first.result() for first in asked] == [()] * 4
        # Of two that leave in one instant, neither removes SQLite's own files.
        left = {path.name for path in store.home.iterdir()}
        assert {FILE} <= left <= {FILE, f"{FILE}-wal", f"{FILE}-shm", "making.sqlite"}


def test_an_evaluation_said_twice_is_kept_once(store, submit):
    id_ = submit()
    number = ids(store, id_)["none"]
    store.hear([(number, result("none", 1))])
    store.hear([(number, result("none", 1)), (number, result("none", 2))])
    experiment = store.experiment("ann", id_)
    assert [curve.epoch for curve in experiment.record.curves["none", 0]] == [1, 2]


def test_a_diverged_step_and_a_failure_are_in_the_record(store, submit):
    id_ = submit()
    numbers = ids(store, id_)
    store.hear([(numbers["none"], result("none", 1, diverged=True))])
    store.put(numbers["input:0.5"], State.FAILED, as_it_is("It broke."))
    rows = {row.key: row.note for row in store.experiment("ann", id_).record.rows()}
    assert rows == {"none": "seed 0 diverged at step 10", "input:0.5": "seed 0 failed"}


def test_what_is_said_of_a_forgotten_run_is_dropped(store, submit):
    id_ = submit()
    number = ids(store, id_)["none"]
    store.delete("ann", id_)
    store.hear([(number, result("none", 1))])
    again = submit()
    assert not store.experiment("ann", again).record.curves


def test_only_what_is_under_way_is_moved_and_a_resumed_run_goes_to_the_end(store, submit):
    first, second = submit(), submit("bob")
    assert [job.experiment for job in store.active()] == [first] * 2 + [second] * 2
    store.pause("ann", first, as_it_is("why"))
    store.put(ids(store, first)["none"], State.DONE)  # too late: the visitor has paused it
    assert {str(job.reason) for job in store.experiment("ann", first).jobs} == {"why"}
    store.resume("ann", first)
    assert [job.experiment for job in store.active()] == [second] * 2 + [first] * 2
    store.stop("ann", first)
    store.resume("ann", first)
    assert [job.experiment for job in store.active()] == [second] * 2


def test_a_changed_placement_is_kept_with_its_run(store, submit):
    id_ = submit()
    run = store.experiment("ann", id_).record.runs[1]
    store.change("ann", id_, [run.changed(3, parse("input:0.1"))])
    kept = store.experiment("ann", id_).record.runs
    assert [r.changes for r in kept] == [(), run.changed(3, parse("input:0.1")).changes]


def test_a_name_and_notes_are_kept_up_to_a_length(store, submit):
    id_ = submit()
    store.describe("ann", id_, "n" * 1_000, "Ein “Text” – ½\n'; DROP TABLE runs; --")
    (summary,) = store.summaries("ann")
    assert summary.name == "n" * MOST_NAME
    assert summary.notes == "Ein “Text” – ½\n'; DROP TABLE runs; --"


def test_the_visitors_text_is_in_no_view_and_comes_back_for_the_worker(store, runs, pace):
    own = [replace(run, corpus=CorpusChoice("own", text="very private")) for run in runs()]
    id_ = store.add("ann", "", own, pace)
    experiment = store.experiment("ann", id_)
    assert "private" not in repr(experiment)
    assert store.whole_run(experiment.jobs[0]) == own[0]


@pytest.mark.parametrize("year", [1980, 2070])
def test_a_clock_that_jumps_changes_no_order(store, submit, monkeypatch, year):
    class Jumped(datetime):
        @classmethod
        def now(cls, _zone):
            return datetime(year, 1, 1, tzinfo=UTC)

    first = submit()
    monkeypatch.setattr(adding, "datetime", Jumped)
    second = submit()
    store.hear([(ids(store, second)["none"], result("none", 1))])
    assert [summary.id for summary in store.summaries("ann")] == [second, first]
    assert [job.experiment for job in store.active()] == [first] * 2 + [second] * 2
    assert store.summaries("ann")[0].created.startswith(str(year))


def test_a_folder_that_cannot_be_made_and_a_file_that_is_no_record_are_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="RNNVIZ_RUNS"):
        Store(tmp_path / "file" / "runs").active()
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        Store(tmp_path).active()


def test_nothing_is_half_written_when_a_statement_fails(store, submit, runs, pace):
    submit()
    broken = [*runs(), object()]
    with pytest.raises(AttributeError):
        store.add("ann", "", broken, pace)
    assert len(store.summaries("ann")) == 1
