import csv
import io
import json
from dataclasses import asdict, replace
from math import inf
from statistics import stdev

import pytest

from rnnviz.cli.report import table
from rnnviz.core.placement import Placement
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Evaluation, Run, StepResult, WorkerFailed
from rnnviz.runs.results import Record

PRIVATE = "a visitor's own words"


def runs(*keys, seeds=1):
    shape = (Placement(), CorpusChoice("own", text=PRIVATE), ModelConfig(), TrainConfig())
    return tuple(Run(key, *shape, seed) for seed in range(seeds) for key in keys)


def step(key, epoch, valid=None, *, seed=0, test=None, kept=None, diverged=False):
    """A result at the end of an epoch of ten steps."""
    evaluation = None if valid is None else Evaluation(valid - 1, valid, test, kept)
    return StepResult(
        *(key, seed, 10 * epoch, epoch, 200 * epoch, 1.23456 * epoch, 4.0, 1.0, 2.0, 150.0),
        diverged=diverged,
        evaluation=evaluation,
    )


def a_record(*results, keys=("a", "b"), seeds=1):
    record = Record(runs(*keys, seeds=seeds), began="2026-01-01T00:00:00+00:00")
    for result in results:
        record.add(result)
    return record


def strictly(record):
    """The record's JSON, which any reader of JSON can read: no NaN and no Infinity."""

    def refuse(constant):
        raise AssertionError(constant)

    return json.loads(json.dumps(record.to_json()), parse_constant=refuse)


def test_rows_are_sorted_by_validation_and_what_came_to_nothing_is_last():
    results = (step("b", 1, 90.0), step("c", 1, 80.0), step("a", 1, diverged=True))
    rows = a_record(*results, keys=("a", "b", "c", "d")).rows()
    assert [row.key for row in rows] == ["c", "b", "a", "d"]
    assert [row.note for row in rows] == ["", "", "seed 0 diverged at step 10", "no result yet"]
    assert [row.valid for row in rows] == [80.0, 90.0, inf, inf]


def test_a_row_holds_means_and_spreads_of_the_last_and_means_of_the_best():
    results = [step("a", 1, 70.0), step("a", 2, 60.0), step("a", 3, 66.0, test=65.0, kept=61.0)]
    results += [
        step("a", 1, 80.0, seed=1),
        step("a", 2, 75.0, seed=1),
        step("a", 3, 72.0, seed=1, test=70.0, kept=70.0),
    ]
    (row,) = a_record(*results, keys=("a",), seeds=2).rows()
    assert (row.key, row.seeds, row.train, row.valid, row.test) == ("a", 2, 68.0, 69.0, 67.5)
    assert (row.best_valid, row.best_epoch) == (66.0, 2.5)
    assert row.valid_spread == pytest.approx(stdev([66, 72]))
    assert row.test_spread == pytest.approx(stdev([65, 70]))
    assert (row.test_kept, row.test_kept_spread) == (65.5, pytest.approx(stdev([61, 70])))


def test_one_seed_has_no_spread_and_an_unfinished_run_no_test():
    (row,) = a_record(step("a", 1, 70.0), keys=("a",)).rows()
    assert (row.seeds, row.valid_spread, row.test, row.test_spread) == (1, None, None, None)
    assert (row.test_kept, row.test_kept_spread) == (None, None)


def test_a_seed_that_did_not_come_through_is_noted_and_left_out_of_the_means():
    results = [step("a", 3, 60.0 + seed, seed=seed, test=50.0) for seed in range(4)]
    results += [step("a", 4, seed=1, diverged=True), WorkerFailed("a", 3, "It broke.")]
    (row,) = a_record(*results, keys=("a",), seeds=4).rows()
    assert (row.seeds, row.valid) == (2, 61.0)
    assert row.note == "seed 1 diverged at step 40; seed 3 failed"


def test_what_has_ended_holds_the_tested_runs_alone_and_none_that_broke():
    results = [
        step("a", 2, 60.0, test=50.0),
        step("a", 2, 61.0, seed=1),
        step("b", 2, 70.0, test=1),
    ]
    results += [step("b", 3, diverged=True)]
    ended = a_record(*results, seeds=2).ended()
    assert [(run.key, run.seed) for run in ended.runs] == [("a", 0)]
    assert list(ended.curves) == [("a", 0)]
    assert ended.rows()[0].valid == 60.0


def test_the_json_says_every_setting_figure_and_failure_but_not_the_visitors_text():
    steps = replace(step("a", 3), tokens=777)
    record = a_record(step("a", 1, 70.0), step("a", 2, 65.0, test=66.0), steps)
    record.add(WorkerFailed("b", 0, "It broke."))
    data = strictly(record)
    assert PRIVATE not in json.dumps(data)
    assert data["date"] == "2026-01-01T00:00:00+00:00"
    assert {"python", "torch", "cores"} <= set(data["machine"])
    first, second = data["runs"]
    assert Run.from_json({k: first[k] for k in record.runs[0].to_json()}).training == TrainConfig()
    assert (first["tokens"], first["error"], first["diverged_at_step"]) == (777, None, None)
    assert [point["evaluation"]["valid"] for point in first["curve"]] == [70.0, 65.0]
    assert first["curve"][1]["evaluation"] == asdict(Evaluation(64.0, 65.0, 66.0))
    assert first["curve"][1]["step"] == 20
    assert (second["error"], second["curve"]) == ("It broke.", [])


def test_the_json_of_a_diverged_run_is_still_json():
    lost = replace(step("a", 1, diverged=True), train_loss_nats=float("nan"), gradient_norm=inf)
    assert strictly(a_record(lost))["runs"][0]["diverged_at_step"] == 10


def test_the_csv_has_a_line_for_each_evaluation_in_the_order_it_was_said():
    results = step("a", 1, 70.0), step("a", 2), step("b", 1, 60.0, test=61.0), step("a", 2, 65.0)
    lines = list(csv.DictReader(io.StringIO(a_record(*results).to_csv())))
    assert [(line["method"], line["epoch"], line["valid_perplexity"]) for line in lines] == [
        ("a", "1", "70.0"),
        ("a", "2", "65.0"),
        ("b", "1", "60.0"),
    ]
    assert [line["test_perplexity"] for line in lines] == ["", "", "61.0"]


def test_an_experiment_without_results_has_an_empty_csv_and_a_table_that_says_so():
    record = a_record()
    assert record.to_csv() == ""
    assert "no result yet" in table(record.rows())


def test_the_same_results_give_the_same_files():
    results = step("b", 1, 60.0), step("a", 1, 70.0, test=1 / 3), WorkerFailed("b", 0, "Broke.")
    assert a_record(*results).to_csv() == a_record(*results).to_csv()
    assert a_record(*results).to_json() == a_record(*results).to_json()


def test_the_closing_table_has_a_line_for_each_placement_with_spreads_over_seeds():
    tests = {0: (50.0, 49.0), 2: (52.0, 50.0)}
    results = [
        step("a", 2, 60.0 + seed, seed=seed, test=test, kept=kept)
        for seed, (test, kept) in tests.items()
    ]
    lines = table(a_record(*results, step("b", 1, 90.0), seeds=3).rows()).splitlines()
    assert lines[2] == "| a | 60.0 | 61.0 ± 1.4 | 51.0 ± 1.4 | 61.0 (epoch 2) | 49.5 ± 0.7 |  |"
    assert lines[3] == "| b | 89.0 | 90.0 | – | 90.0 (epoch 1) | – |  |"


def test_a_record_comes_back_from_its_json_with_every_curve_and_note():
    results = [step("a", epoch, 70.0 - epoch, test=None) for epoch in (1, 2)]
    results += [step("b", 1, 60.0), step("b", 2, diverged=True), step("c", 1, 50.0, test=1 / 3)]
    record = a_record(*results, WorkerFailed("a", 0, "It broke."), keys=("a", "b", "c"))
    again = Record.from_json(strictly(record))
    assert again.curves == record.curves
    assert again.failures == record.failures
    assert str(again.rows()) == str(record.rows())  # NaN is nothing's equal
    assert again.to_json() == strictly(record)
    assert (again.keys, again.seeds) == (("a", "b", "c"), (0,))


def test_a_record_with_perplexities_beside_the_epoch_opens_as_before():
    record = a_record(step("a", 1, 70.0), step("a", 2, 65.0, test=66.0))
    data = strictly(record)
    for point in (point for run in data["runs"] for point in run["curve"]):
        point |= {f"{k}_perplexity": v for k, v in point.pop("evaluation").items()}
    assert Record.from_json(data).curves == record.curves
