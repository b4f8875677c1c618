"""The Memory page's harder task: what it shows is what is recorded, and what is missing is said."""

from math import log2

import pytest

from rnnviz.analyses import recall_plan
from rnnviz.analyses.recall_conclusions import conclusion, missing, title
from rnnviz.analyses.recall_record import Record, load
from rnnviz.analyses.recall_task import AtLag, Recall
from rnnviz.analyses.recall_trend import level, mean_of
from rnnviz.core.methods import placement_of
from rnnviz.core.placement import Cell
from rnnviz.ui.memory import data
from tests.opening import opened

PLANS = {cell: recall_plan.load(name) for cell, name in data.COPYING.items()}


def made_up(point):
    lags = tuple(
        AtLag(lag, 0.9 - log2(lag) / 100 - point.seed / 1000, 0.0, 0.0)
        for lag in point.task.lags_steps
    )
    placement = placement_of(point.key).on(point.cell)
    return Recall(
        *(point.key, placement, point.cell, point.task, point.seed, lags, 1.0, point.recurrent)
    )


def keep(monkeypatch, folder, plan, some=None):
    """The record of these models, where the page looks for it."""
    runs = tuple(map(made_up, recall_plan.points(plan)[:some]))
    record = Record(plan.training, runs, "2026-01-02", {"processor": "a processor"})
    (folder / f"{plan.name}.json").write_text(record.to_text())
    monkeypatch.setattr(data, "FOLDER", folder)
    return load(folder / f"{plan.name}.json")


def shown_at(cell, **more):
    test = opened("memory", **{"memory-step": "recall", "memory-learner": cell, **more})
    assert not test.exception
    return test, " ".join(element.value for element in (*test.markdown, *test.caption))


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.RNN])
@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_level_and_slope_stand_beside_the_control_at_each_rate(cell, rate, monkeypatch, tmp_path):
    plan = PLANS[cell]
    record, arm = keep(monkeypatch, tmp_path, plan), plan.arms[0]
    test, text = shown_at(cell, **{"memory-dose": str(rate)})
    for sentence in conclusion(plan, arm, record):
        assert sentence.partition("h*")[0] in text
    assert "2026-01-02" in text
    (table,) = test.table
    names = [title(arm, "none"), *(title(arm, str(f.at(rate))) for f in arm.families)]
    control = ["no dropout, Wₕₕ = 0"] if arm.control else []
    assert list(table.value["placement"]) == names + control
    assert all(" ± " in value for value in table.value["change with each doubling of the lag"])


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.RNN])
@pytest.mark.parametrize("some", [0, 1, 13, 40])
def test_where_models_are_missing_the_page_says_how_many(cell, some, monkeypatch, tmp_path):
    record = keep(monkeypatch, tmp_path, PLANS[cell], some)
    _, text = shown_at(cell)
    assert missing(PLANS[cell], record) in text


def test_without_a_record_nothing_is_shown_but_how_to_measure(monkeypatch, tmp_path):
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    test, text = shown_at(Cell.LSTM)
    assert "Nothing of it is measured here yet." in text
    assert "rnnviz recall copying" in text
    assert not test.table


def test_what_the_lead_says_of_tasks_that_need_h_is_what_is_recorded():
    """Per-step dropout on the recurrent input at 0.5 costs an LSTM little; an RNN has to guess."""
    levels = {}
    for cell, plan in PLANS.items():
        arm = next(arm for arm in plan.arms if arm.cell is cell and arm.families)
        runs = load(data.FOLDER / f"{plan.name}.json").of_arm(arm)
        alone = [run for run in runs if run.key == recall_plan.NONE and run.recurrent]
        (key,) = {run.key for run in runs if run.key == "recurrent:0.5"}
        masked = [run for run in runs if run.key == key]
        assert len(alone) == len(masked) == len(plan.seeds)
        levels[cell] = mean_of(alone, level).mean, mean_of(masked, level).mean, arm.task.chance
    without, with_it, _ = levels[Cell.LSTM]
    assert without - 0.05 < with_it < without
    without, with_it, chance = levels[Cell.RNN]
    assert without > 0.95
    assert with_it == pytest.approx(chance, abs=0.02)
