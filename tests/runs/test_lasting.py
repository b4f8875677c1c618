"""How long models remember: rates of decay are averaged over seeds, paired and corrected."""

from dataclasses import replace
from math import inf, log
from statistics import mean, stdev

import pytest

from rnnviz.analyses.recall_record import load as recalled
from rnnviz.core.placement import Cell
from rnnviz.runs import plan as plans
from rnnviz.runs import record
from rnnviz.runs.lasting import against_none, lasting, told_by
from rnnviz.runs.record import Memory, Result
from rnnviz.runs.responses import studies
from rnnviz.runs.student import margin
from tests.sweeps import NONE, result

FRESH = (101, 102, 103)
LAGS = (0, 1, 2, 4)


def halving(steps):
    """A memory whose gradient halves in so many steps; for `inf` it stays."""
    gains = tuple(0.5 ** (lag / steps) for lag in LAGS)
    return Memory(LAGS, gains, (1.0,) * 4, (0.5,) * 4, (1.0,) * 4)


def runs(*lives):
    plan = plans.load("dose")
    return [
        result(plan, NONE, seed, 100.0, unmasked=halving(life))
        for seed, life in zip(FRESH, lives, strict=False)
    ]


def test_the_rates_of_decay_are_averaged_so_that_one_that_never_decays_counts_as_none():
    assert lasting(runs(10.0, 10.0, inf), masked=False).steps == pytest.approx(15)
    lasts = lasting(runs(4.0, 8.0, 80.0), masked=False)
    decays = log(2) / 4, log(2) / 8, log(2) / 80
    assert lasts.steps == pytest.approx(log(2) / mean(decays))
    assert lasts.low < lasts.steps < lasts.high
    assert lasts.low == pytest.approx(log(2) / (mean(decays) + margin(stdev(decays), 3)))
    assert lasts.high == inf  # the interval reaches beyond no decay


def test_one_seed_or_two_have_no_interval_and_none_measured_has_nothing():
    for few in (runs(5.0), runs(5.0, 5.0)):
        lasts = lasting(few, masked=False)
        assert (lasts.low, lasts.high, lasts.seeds) == (0.0, inf, len(few))
        assert lasts.steps == pytest.approx(5)
    assert lasting([replace(run, unmasked=None) for run in runs(5.0)], masked=False) is None


def shipped():
    (study,) = studies(plans.load("dose"), record.load(record.FOLDER / "dose.json"))
    return study


def test_the_records_comparison_is_paired_and_corrected():
    study = shipped()
    compared = against_none(study)
    assert {each.key for each in compared} == set(study.bests)
    assert all(each.comparisons == len(study.bests) for each in compared)
    assert sorted(compared, key=lambda each: each.decay) == list(compared)
    for each in compared:
        pairs = [
            log(2) / ours.unmasked.half_life_steps - log(2) / none.unmasked.half_life_steps
            for ours in told_by(study.bests[each.key])
            for none in told_by(study.none)
            if ours.seed == none.seed
        ]
        assert each.decay == pytest.approx(sum(pairs) / len(pairs))


def test_the_memory_page_says_of_dropout_on_c_what_the_records_say():
    """Its lead: about a step in a language model at 0.5, much longer than qᵀ in the recall test."""
    (response,) = [r for r in shipped().responses if r.family.key == "cell_step"]
    (dose,) = [dose for dose in response.doses if dose.rate == 0.5]
    for masked in (False, True):
        assert lasting(dose.results, masked=masked).steps == pytest.approx(1, abs=0.5)
    runs = [run for run in recalled().of(Cell.LSTM, 8) if run.key == "naive_cell"]
    assert len(runs) > 1
    for run in runs:
        accuracy = {lag.lag_steps: lag.accuracy for lag in run.lags}
        assert accuracy[64] > 0.7 * accuracy[2]  # where qᵀ would leave 0.5 ** 62 of it


def test_results_of_other_kinds_need_no_memory():
    assert lasting([Result("s", "none", 0, (), (), None)], masked=True) is None
