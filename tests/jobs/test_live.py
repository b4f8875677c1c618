"""An experiment lives as long as somebody watches."""

import subprocess
from dataclasses import replace
from time import monotonic, sleep

import pytest

from rnnviz.core.placement import Placement, parse
from rnnviz.jobs.live import Live
from rnnviz.lm import compare
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.runs import CorpusChoice, Run

STOP_SECONDS = 15


@pytest.fixture
def workers(monkeypatch):
    """The processes that were started."""
    started = []

    class Remembered(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(compare.subprocess, "Popen", Remembered)
    yield started
    for worker in started:
        worker.kill()
        worker.wait()


def runs(epochs):
    model = ModelConfig(layers=1, units=8)
    training = TrainConfig(epochs=epochs, batch=100)
    corpus = CorpusChoice("topics", "tiny")
    return tuple(
        Run(key, placement, corpus, model, training)
        for key, placement in (("none", Placement()), ("input:0.5", parse("input:0.5")))
    )


def wait(until, seconds=40.0):
    end = monotonic() + seconds
    while not until() and monotonic() < end:
        sleep(0.1)
    return until()


def test_a_watched_experiment_comes_to_its_end_with_all_curves(workers):
    live = Live(runs(epochs=2))
    assert wait(lambda: not live.running)
    record = live.record()
    assert not live.stopped
    assert not record.failures
    assert [len(curve) for curve in record.curves.values()] == [2, 2]
    assert [row.test is not None for row in record.rows()] == [True, True]
    assert [worker.returncode for worker in workers] == [0, 0]
    for of in ("curves", "latest", "failures"):  # what one looks at is a copy
        getattr(record, of)["mine"] = "alone"
        assert "mine" not in getattr(live.record(), of)
    next(iter(record.curves.values())).clear()
    assert all(live.record().curves.values())


def test_stopping_ends_the_workers_soon_and_keeps_what_was_measured(workers):
    live = Live(runs(epochs=10_000))
    assert wait(lambda: live.record().curves)
    assert live.running
    assert not live.stopped
    began = monotonic()
    live.stop(STOP_SECONDS)
    assert monotonic() - began < STOP_SECONDS
    assert not live.running
    assert live.stopped
    assert live.record().curves
    assert len(workers) == 2
    assert all(worker.poll() is not None for worker in workers)
    live.stop()  # twice is no harm


def test_it_lives_while_somebody_looks_and_ends_with_its_workers_when_nobody_does(workers):
    live = Live(runs(epochs=10_000), grace=1.5)
    end = monotonic() + 2.5
    while monotonic() < end:
        assert live.record() is not None
        sleep(0.1)
    assert live.running
    assert not live.stopped
    assert wait(lambda: not live.running)
    assert live.stopped
    assert len(workers) == 2
    assert all(worker.poll() is not None for worker in workers)


def test_a_run_that_cannot_be_trained_fails_alone(workers):
    good, other = runs(epochs=1)
    missing = replace(other, corpus=CorpusChoice("own", text="three little words"))
    live = Live((good, missing))
    assert wait(lambda: not live.running)
    assert list(live.record().failures) == [(other.key, 0)]
    assert "too few words" in live.record().failures[other.key, 0]
    assert list(live.record().curves) == [(good.key, 0)]
    assert len(workers) == 2
