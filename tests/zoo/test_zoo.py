"""What the Explore page says of the zoo is what was measured."""

import json
from statistics import mean

import pytest

from rnnviz.analyses.cross_record import FILE, load
from rnnviz.runs.differences import difference
from rnnviz.runs.results import Record
from rnnviz.zoo.card import SHIPPED, ZOO
from rnnviz.zoo.models import read_card
from rnnviz.zoo.plans import ZOO_METHODS

BEST = "zaremba2014"
SCALES = 3  # of the published rates, at which each placement was tried
NOISY = tuple(key for key in ZOO_METHODS if key != "none")


@pytest.fixture(scope="module")
def record():
    return Record.from_json(json.loads((SHIPPED / "recorded" / "zoo.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def cards():
    return {key: read_card(SHIPPED / f"{ZOO}{key}") for key in ZOO_METHODS}


def test_every_placement_has_three_seeds_of_one_shape_text_and_budget(record, cards):
    assert set(record.keys) == set(ZOO_METHODS)
    assert record.seeds == (0, 1, 2)
    same = {(run.model, run.training, run.corpus) for run in record.runs}
    assert len(same) == 1
    for key, card in cards.items():
        assert {curve.seed for curve in card.curves} == {0, 1, 2}
        assert len(card.trials) == (0 if key == "none" else SCALES - 1)


def test_every_placement_ends_below_no_noise_and_zarembas_lowest(record):
    rows = [row.key for row in record.rows()]
    assert rows[0] == BEST
    assert rows[-1] == "none"
    tests = {row.key: row.test for row in record.rows()}
    assert min(tests, key=tests.get) == BEST
    assert max(tests, key=tests.get) == "none"


def test_each_did_best_at_less_than_the_published_rates_which_gain_nothing(record, cards):
    none = mean(curve[-1].evaluation.valid for curve in record.curves_of("none"))
    spread = next(row.valid_spread for row in record.rows() if row.key == "none")
    for key in NOISY:
        published = max(cards[key].trials, key=lambda trial: rate_of(trial.placement))
        assert rate_of(published.placement) > rate_of(str(cards[key].placement))
        assert min(point.evaluation.valid for point in published.curve.points) > none - spread


def rate_of(line):
    return max(float(part.split(":")[1]) for part in line.split("+"))


def test_noise_everywhere_is_within_the_margin_and_noise_on_the_recurrence_helps(record):
    everywhere = difference(record, "naive_everywhere", BEST, 1)
    assert 0 < everywhere.mean < everywhere.margin
    helped = difference(record, "none", "naive_recurrent", 1)
    assert helped.mean > 0
    assert difference(record, "naive_recurrent", BEST, 1).mean > 0


def test_under_every_placement_no_dropout_in_training_is_the_worst():
    by_noise = {}
    for meeting in load(FILE).meetings:
        by_noise.setdefault(meeting.noise_of, {})[meeting.model] = meeting.crossed.mean
    assert len(by_noise) == len(ZOO_METHODS)
    for cells in by_noise.values():
        assert max(cells, key=cells.get) == f"{ZOO}none"
