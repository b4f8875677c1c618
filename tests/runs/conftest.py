"""A plan of two families and a stand-in for training, whose perplexity is a known curve."""

from dataclasses import replace

import pytest

from rnnviz.core.placement import parse
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.plan import Family, Plan, Setting
from rnnviz.runs.record import Result


@pytest.fixture
def setting():
    training = TrainConfig(epochs=3, steps=5, batch=4)
    return Setting("small", ModelConfig(units=8), training, CorpusChoice("recall", "tiny"), 2)


@pytest.fixture
def plan(setting):
    families = (
        Family("between", parse("between:0.5"), (0.1, 0.3), (0.6, 0.8)),
        Family("set", parse("input:0.2+output:0.4"), (0.2, 0.4)),
    )
    return Plan("test", "A test", (setting,), families, (0,), (7, 8))


@pytest.fixture
def measured():
    """A function that "trains": its validation perplexity is lowest where the rates sum to 0.45."""

    def work(point):
        rates = sum(noise.rate for noise in point.placement.noises)
        valid = 100 + (rates - 0.45) ** 2 + point.seed / 1000
        blank = Result("", "", 0, (), (), None)
        named = dict(zip(("setting", "placement", "seed"), point.key, strict=True))
        return replace(blank, **named, train=(90.0, 80.0), valid=(110.0, valid), test=valid + 1)

    return work
