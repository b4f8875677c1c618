"""The models of Explore are those that their sweep chose; what is said of them is its record's."""

import pytest

from rnnviz.analyses.cross_record import FILE, load
from rnnviz.runs import plan as plans
from rnnviz.runs import record
from rnnviz.runs.conclusions import progress
from rnnviz.runs.responses import studies
from rnnviz.ui.evidence.words import on_whole_text
from rnnviz.zoo.card import SHIPPED, ZOO
from rnnviz.zoo.models import read_card
from rnnviz.zoo.plans import ZOO_METHODS

LEAST = 0.1  # of the rates tried


@pytest.fixture(scope="module")
def study():
    (study,) = studies(plans.load("zoo"), record.load(record.FOLDER / "zoo.json"))
    return study


@pytest.fixture(scope="module")
def doses(study):
    """What was shipped of each placement: no dropout, and each family's best."""
    return [study.none, *study.bests.values()]


@pytest.fixture(scope="module")
def cards():
    return {str(card.placement): card for card in map(_card, ZOO_METHODS)}


def _card(key):
    return read_card(SHIPPED / f"{ZOO}{key}")


def test_each_placement_is_shipped_at_its_best_rate_by_its_best_fresh_seed(study, doses, cards):
    assert {str(dose.placement) for dose in doses} == cards.keys()
    for dose in doses:
        card = cards[str(dose.placement)]
        best = min(dose.fresh, key=lambda result: result.best_valid)
        assert (card.run.seed, card.epoch) == (best.seed, best.kept_epoch)
        assert card.test_perplexity == pytest.approx(best.test, rel=1e-3)
        assert [curve.seed for curve in card.curves] == [result.seed for result in dose.fresh]
        assert card.run.model == study.setting.model
        assert card.run.training == study.setting.training


def test_no_shipped_rate_is_at_the_edge_of_those_tried(study, cards):
    assert all(response.bracketed for response in study.responses)
    for response in study.responses:
        assert response.best.valid < study.none.valid  # below the smallest lies no dropout
        trials = cards[str(response.best.placement)].trials
        assert len(trials) == len(response.doses) - 1


def test_no_dropout_and_zarembas_placement_are_told_apart_or_what_is_missing_is_named(study):
    (zaremba,) = [effect for effect in study.ranked if effect.key == "nonrecurrent"]
    assert zaremba.mean < 0
    if study.fresh_left:
        assert f"{study.fresh_left} of the second" in progress(study)
    else:
        assert zaremba.told_apart


def test_the_rates_that_do_best_on_the_whole_text_are_told_where_those_of_a_part_are(study):
    rates = {dose.rate for dose in study.bests.values()}
    assert (min(rates), max(rates)) == (LEAST, 2 * LEAST)
    (part,) = studies(plans.load("dose"), record.load(record.FOLDER / "dose.json"))
    told = on_whole_text(part)
    assert "best at p = 0.1 to 0.2, by the validation perplexity of one seed" in told
    assert f"results-network=zoo:{study.setting.key}" in told


def test_every_shipped_model_with_dropout_has_a_lower_test_perplexity_than_the_one_without(cards):
    none = cards["none"].test_perplexity
    assert all(card.test_perplexity < none for line, card in cards.items() if line != "none")


def test_under_every_placement_no_dropout_in_training_is_the_worst():
    by_noise = {}
    for meeting in load(FILE).meetings:
        by_noise.setdefault(meeting.noise_of, {})[meeting.model] = meeting.crossed.mean
    assert len(by_noise) == len(ZOO_METHODS)
    for cells in by_noise.values():
        assert max(cells, key=cells.get) == f"{ZOO}none"
