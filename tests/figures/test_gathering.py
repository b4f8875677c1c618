"""The pooled experiment's figure, tested through its data."""

import pytest

from rnnviz.core.methods import placement_of
from rnnviz.figures.gathering import gathering
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Evaluation, Run, StepResult
from rnnviz.runs.differences import difference
from rnnviz.runs.results import Record

SHAPE = (CorpusChoice(), ModelConfig(), TrainConfig())
FINALS = {"none": (100, 104, 101, 99), "zaremba2014": (90, 95, 90, 91)}


@pytest.fixture
def record():
    places = [(key, seed) for key, values in FINALS.items() for seed in range(len(values))]
    made = Record(tuple(Run(key, placement_of(key), *SHAPE, seed) for key, seed in places))
    for key, seed in places:
        evaluation = Evaluation(1.0, FINALS[key][seed], 80.0)
        made.add(StepResult(key, seed, 1, 1, 1, 1.0, 1.0, 1.0, 1.0, 1.0, evaluation=evaluation))
    return made


def test_the_last_point_and_its_band_are_the_difference_and_its_margin(record):
    band, line = gathering(record, "none").data
    effect = difference(record, "zaremba2014", "none", len(FINALS) - 1)
    assert list(line.x) == [2, 3, 4]
    assert line.y[-1] == pytest.approx(effect.mean)
    assert max(y for x, y in zip(band.x, band.y, strict=True) if x == 4) == pytest.approx(
        effect.mean + effect.margin
    )


def test_the_axis_holds_zero_every_mean_and_the_last_margins(record):
    drawing = gathering(record, "none")
    low, high = drawing.layout.yaxis.range
    effect = difference(record, "zaremba2014", "none", len(FINALS) - 1)
    assert low < effect.mean - effect.margin
    assert high > 0


def test_of_one_seed_there_is_nothing_to_draw_but_the_axes(record):
    alone = Record(tuple(run for run in record.runs if run.seed == 0))
    for place, curve in record.curves.items():
        if place[1] == 0:
            alone.add(curve[0])
    assert not gathering(alone, "none").data
