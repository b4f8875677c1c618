"""Two experiments that disagree: each is told with text and budget, and the way to the other."""

import pytest

from rnnviz.core.edits import largest_rate
from rnnviz.core.placement import parse
from rnnviz.ui.evidence.budgets import few_epochs, few_epochs_instead, until_it_turns_instead
from rnnviz.ui.models import sweeps
from rnnviz.ui.models.recorded import ZOO, recorded
from rnnviz.zoo.card import CARD, SHIPPED, Card

CARDS = tuple(
    Card.from_text((folder / CARD).read_text(), folder.name)
    for folder in sorted(SHIPPED.glob("zoo-*"))
)


def test_each_names_its_text_and_its_budget_and_links_the_other():
    study = sweeps.first_measured(sweeps.DOSE)
    assert study is not None
    assert "861,000 training words, 4 epochs, 3 seeds" in few_epochs()
    assert "(explore?section=models)" in few_epochs_instead(study)
    other = until_it_turns_instead()
    assert "about 60,000 words" in other
    assert "(results)" in other


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_after_few_epochs_every_validation_perplexity_still_falls(card):
    for curve in card.curves:
        *_, before, last = [point.evaluation.valid for point in curve.points]
        assert last < before


def test_after_few_epochs_the_best_rate_is_the_lowest_tried_and_twice_it_does_worse_than_none():
    record = recorded(ZOO)
    best = min(record.rows(), key=lambda row: row.test or float("inf"))
    cards = {card.name: card for card in CARDS}
    trials = cards[f"zoo-{best.key}"].trials
    tried = {largest_rate(parse(trial.placement)): trial.curve for trial in trials}
    rate = largest_rate(record.placement_of(best.key))
    assert rate < min(tried)
    twice = tried[2 * rate]
    without = next(c for c in cards["zoo-none"].curves if c.seed == twice.seed)
    assert twice.points[-1].evaluation.valid > without.points[-1].evaluation.valid
