"""Differences between placements, against the paired t interval worked out by hand."""

from math import inf

import pytest

from rnnviz.core.placement import Placement
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Evaluation, Run, StepResult
from rnnviz.runs.differences import difference, gathering
from rnnviz.runs.results import Record

SHAPE = (Placement(), CorpusChoice(), ModelConfig(), TrainConfig())


def a_record(**curves):
    """Of runs that end at once, `a=(90, 92)`, seeds 0 and 1, or go on, `a=((90, 95), 92)`."""
    places = [(key, seed) for key, values in curves.items() for seed, _ in enumerate(values)]
    record = Record(tuple(Run(key, *SHAPE, seed) for key, seed in places))
    for key, seed in places:
        valids = curves[key][seed]
        for epoch, valid in enumerate(valids if isinstance(valids, tuple) else (valids,), 1):
            numbers = (key, seed, epoch, epoch, epoch, 1.0, 1.0, 1.0, 1.0, 1.0)
            record.add(StepResult(*numbers, evaluation=Evaluation(1.0, valid)))
    return record


def test_each_is_compared_at_its_own_best_epoch():
    effect = difference(a_record(a=((90, 80, 120),), b=((100, 85, 84),)), "a", "b", 1)
    assert effect.mean == -4


def test_what_all_seeds_share_cancels_in_the_margin():
    effect = difference(a_record(a=(90, 110, 130), b=(80, 100, 121)), "a", "b", 1)
    # Differences 10, 10, 9: mean 29/3, standard deviation 1/sqrt(3), of the mean 1/3, t(2) 4.303.
    assert effect.mean == pytest.approx(29 / 3)
    assert effect.margin == pytest.approx(4.303 / 3, rel=1e-4)
    assert (effect.seeds, effect.told_apart) == (3, True)


def test_a_margin_is_corrected_for_all_that_is_told_beside_it():
    record = a_record(a=(90, 110, 130), b=(80, 100, 121))
    alone, among_three = (difference(record, "a", "b", n) for n in (1, 3))
    assert among_three.mean == alone.mean
    # Of two degrees of freedom: t at 1 - .05/6 is 7.649, where at .975 it is 4.303.
    assert among_three.margin / alone.margin == pytest.approx(7.649 / 4.303, rel=1e-3)


def test_a_difference_within_its_margin_tells_nothing_and_neither_does_one_seed():
    assert not difference(a_record(a=(90, 91, 92), b=(91, 90, 93)), "a", "b", 1).told_apart
    first = difference(a_record(a=(90,), b=(10,)), "a", "b", 1)
    assert (first.mean, first.margin, first.told_apart) == (80, inf, False)


def test_only_seeds_that_have_come_through_with_both_are_compared():
    record = a_record(a=(90, 91, 92), b=(80, 82))
    effect = difference(record, "a", "b", 1)
    assert (effect.seeds, effect.mean) == (2, 9.5)
    assert difference(record, "a", "c", 1) is None


def test_the_other_way_round_is_the_opposite():
    record = a_record(a=(90, 95, 92), b=(80, 82, 88))
    there, back = difference(record, "a", "b", 1), difference(record, "b", "a", 1)
    assert (there.mean, there.margin) == (-back.mean, back.margin)


def test_the_margin_gathers_from_the_first_seed_to_the_difference_of_all():
    record = a_record(a=(90, 110, 130), b=(80, 100, 121))
    effects = gathering(record, "a", "b", 1)
    assert [each.seeds for each in effects] == [1, 2, 3]
    assert effects[0].margin == inf
    assert effects[-1] == difference(record, "a", "b", 1)
    assert gathering(record, "a", "c", 1) == ()
