"""An experiment lives as long as somebody watches."""

from time import monotonic, sleep

from rnnviz.core.placement import Placement, parse
from rnnviz.jobs.live import Live
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.runs import CorpusChoice, Run


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


def test_a_watched_experiment_comes_to_its_end_with_all_curves():
    live = Live(runs(epochs=1))
    assert wait(lambda: not live.running)
    record = live.record()
    assert not live.stopped
    assert not record.failures
    assert [row.test is not None for row in record.rows()] == [True, True]
    record.curves.clear()
    assert live.record().curves  # what one looks at is a copy


def test_stopping_ends_it_soon_and_keeps_what_was_measured():
    live = Live(runs(epochs=10_000))
    assert wait(lambda: live.record().curves)
    live.stop()
    assert not live.running
    assert live.stopped
    assert live.record().curves


def test_nobody_watching_ends_it():
    live = Live(runs(epochs=10_000), grace=1.0)
    assert wait(lambda: not live.running)
    assert live.stopped
