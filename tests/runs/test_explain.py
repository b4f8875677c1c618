"""What is said of runs that went wrong follows from their own data."""

from dataclasses import replace

import pytest

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, parse
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Evaluation, Run, StepResult, WorkerFailed
from rnnviz.runs.explain import explanations, findings
from rnnviz.runs.results import Record

WORDS = 2_000
STEP = StepResult("it", 0, 130, 2, 9_000, 1.0, 7.0, 1.0, 3.0, 900.0)


def said_of(placement, *results, cell=Cell.LSTM):
    model, training = ModelConfig(cell), TrainConfig(learning_rate=0.5)
    run = Run("it", placement, CorpusChoice(), model, training)
    record = Record((run,))
    for result in results:
        record.add(result)
    return list(explanations(record, WORDS))


def test_a_run_that_goes_well_is_not_explained():
    fine = replace(STEP, evaluation=Evaluation(100.0, 120.0))
    assert said_of(parse("input:0.5"), fine) == []


def test_a_divergence_is_told_with_its_place_and_a_lower_rate():
    (text,) = said_of(parse("input:0.5"), replace(STEP, diverged=True))
    assert "diverged at step 130, in epoch 2" in text
    assert "below 0.5" in text
    assert "formula" not in text


def test_a_locked_inverted_mask_on_the_cell_is_named_with_its_gain_by_the_formula():
    (text,) = said_of(parse("cell:0.5:sequence"), replace(STEP, diverged=True))
    assert "by 2 at each step: by 10^11 over 35 steps (formula)" in text


@pytest.mark.parametrize("cell", Cell)
def test_a_locked_inverted_mask_on_the_state_is_named_where_a_gru_carries_it(cell):
    diverged = replace(STEP, diverged=True)
    (text,) = said_of(parse("state:0.5:sequence"), diverged, cell=cell)
    assert ("by 2 at each step: by 10^11 over 35 steps (formula)" in text) == (cell is Cell.GRU)


# The only ones whose survivors are enlarged at each step, never to be renewed (reference, §7.1).
GROWING = {"tf_wrapper_tuple_state", "moon_inverted", "lstms_pth_gal"}


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_growth_is_blamed_on_nothing_else(method):
    (text,) = said_of(method.placement.on(Cell.LSTM), replace(STEP, diverged=True))
    assert ("formula" in text) == (method.key in GROWING)


def test_what_is_worse_than_chance_and_what_failed_are_said():
    bad = replace(STEP, evaluation=Evaluation(9e9, 1e10))
    (text,) = said_of(parse("none"), bad)
    assert "worse than guessing among all 2,000 words" in text
    (text,) = said_of(parse("none"), WorkerFailed("it", 0, "Trace\nIt broke."))
    assert text == "it, seed 0, failed: It broke."


def curve(key, seed, *perplexities):
    for epoch, (train, valid) in enumerate(perplexities, start=1):
        numbers = (key, seed, 10 * epoch, epoch, 100 * epoch, 1.0, 4.0, 1.0, 2.0, 900.0)
        yield StepResult(*numbers, evaluation=Evaluation(train, valid))


def found_in(*curves):
    results = [result for first in curves for result in first]
    shape = parse("none"), CorpusChoice(), ModelConfig(), TrainConfig()
    places = dict.fromkeys((result.key, result.seed) for result in results)
    record = Record(tuple(Run(key, *shape, seed) for key, seed in places))
    for result in results:
        record.add(result)
    return list(findings(record))


def test_a_curve_that_turned_up_while_training_text_got_easier_is_called_overfitting():
    (text,) = found_in(curve("a", 0, (80, 100), (60, 90), (40, 95)))
    assert text == (
        "a overfits: its validation perplexity has risen from 90.0 (epoch 2) to 95.0, "
        "while that of training text fell to 40.0."
    )
    assert found_in(curve("a", 0, (80, 100), (60, 90), (40, 91))) == []  # level


def test_a_curve_at_its_best_at_the_end_is_not_judged():
    text, *_ = found_in(curve("a", 0, (80, 100), (60, 90)), curve("b", 0, (80, 95), (60, 96)))
    assert text == "Still improving: a. Train longer to judge."


def test_runs_under_way_are_compared_over_the_epochs_that_all_have_been_through():
    ahead, behind = curve("a", 0, (80, 100), (60, 50)), curve("b", 0, (80, 90))
    told = found_in(ahead, behind)
    assert "So far, over the first epoch of each:" in told
    assert "b reaches a lower validation perplexity than a, by 10.0; one seed, so no margin." in (
        told
    )


def test_runs_that_ended_are_compared_as_they_are_however_many_epochs_each_took():
    def ended(*perplexities, key):
        *most, last = curve(key, 0, *perplexities)
        return *most, replace(last, evaluation=replace(last.evaluation, test=1.0))

    told = found_in(ended((80, 100), (60, 50), key="a"), ended((80, 90), key="b"))
    assert "a reaches a lower validation perplexity than b, by 40.0; one seed, so no margin." in (
        told
    )


def without_and_with(*perplexities):
    """The findings of no dropout, called a, and of placements b, c … with these at their ends."""
    names = "abcdef"[: len(perplexities)]
    shape = CorpusChoice(), ModelConfig(), TrainConfig()
    lines = ["none", *(f"input:0.{n}" for n in range(1, len(names)))]
    runs = [Run(key, parse(line), *shape) for key, line in zip(names, lines, strict=True)]
    record = Record(tuple(runs))
    for key, valid in zip(names, perplexities, strict=True):
        for curves in curve(key, 0, (9, valid)):
            record.add(curves)
    return list(findings(record))


def test_what_is_printed_as_no_difference_is_told_as_none():
    assert without_and_with(100, 100.04) == [
        "a and b reach the same validation perplexity to one decimal; one seed, so no margin."
    ]


def test_each_placement_is_compared_with_no_dropout_first():
    assert without_and_with(100, 90, 105, 80) == [
        "d reaches a lower validation perplexity than a, by 20.0; one seed, so no margin.",
        "b reaches a lower validation perplexity than a, by 10.0; one seed, so no margin.",
        "a reaches a lower validation perplexity than c, by 5.0; one seed, so no margin.",
    ]


def test_training_text_that_is_harder_at_first_is_explained():
    *_, text = found_in(curve("a", 0, (120, 100), (60, 90)))
    assert text.startswith("After the first epoch training perplexity lies above validation")
    assert "the texts differ" in text
    assert not any("After the first" in text for text in found_in(curve("a", 0, (90, 100))))


def test_placements_are_told_apart_only_beyond_their_margin():
    apart = [
        curve(key, seed, (9, p + seed)) for key, p in (("a", 90), ("b", 95)) for seed in (0, 1)
    ]
    (text,) = found_in(*apart)
    assert "a reaches a lower validation perplexity than b, by 5.0 ± 0.0" in text
    assert "which is significant (2 seeds, 95 %)" in text
    alike = [
        curve("a", 0, (9, 90)),
        curve("a", 1, (9, 95)),
        curve("b", 0, (9, 91)),
        curve("b", 1, (9, 99)),
    ]
    (text,) = found_in(*alike)
    assert "is not significant" in text
