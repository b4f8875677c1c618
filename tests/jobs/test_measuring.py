"""A pace is measured by the queue for whoever knows the secret."""

import pytest

from rnnviz.errors import InputError
from rnnviz.jobs import measuring
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.measuring import Measuring, ask
from rnnviz.jobs.queue import Queue


@pytest.fixture
def measured(store, pace, monkeypatch):
    """What the queue measures, run by run, and where it can be asked."""
    runs = []

    def measure(run, device, most_parameters):
        runs.append((run, device))
        if run.seed:
            raise InputError("jobs.large_model", value="9", most=str(int(most_parameters)))
        return pace

    monkeypatch.setattr(measuring, "measure", measure)
    store.file.prepare()
    return runs, Measuring(Queue(store, Limits(workers=1, parameters=8))).door


def test_a_run_is_measured_as_it_is_and_what_refuses_it_is_said(measured, runs, pace):
    asked, door = measured
    good, bad = runs(placements=("none",), seeds=2)
    assert ask(door, good, "cuda:1") == pace
    with pytest.raises(InputError, match="This model has 9 parameters, but at most 8 are allowed"):
        ask(door, bad, "auto")
    assert asked == [(good, "cuda:1"), (bad, "auto")]


def test_who_does_not_know_the_secret_is_told_nothing_and_others_are_answered(measured, runs, pace):
    asked, (place, secret) = measured
    (run,) = runs(placements=("none",))
    assert ask((place, "another"), run, "auto") is None
    assert not asked
    assert ask((place, secret), run, "auto") == pace


def test_where_the_queue_is_gone_who_asks_measures(desk, runs, pace, monkeypatch, store):
    assert ask((str(store.home / "queue.sock"), "secret"), runs()[0], "auto") is None
    monkeypatch.setattr("rnnviz.jobs.desk.measure", lambda *_, **__: pace)
    opened = desk()
    opened._opened -= 60
    assert opened.measure(runs()[0], "auto") == pace
