"""The recall test: taught for a moment, and what its record says."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analyses import recall_plan
from rnnviz.analyses.recall import measure, sentences
from rnnviz.analyses.recall_record import FOLDER, Record, load, rows
from rnnviz.analyses.recall_task import AtLag, Point, Recall, Task, Training
from rnnviz.core.methods import find, placement_of
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.runs.plan import names

PLANS = names(recall_plan.FOLDER)
SEEDS = 3  # of each run that is shipped
TASK = Task(keys=4, fillers=4, lags_steps=(1, 3))
BRIEF = Training(units=16, batches=150, sentences=32, tested=64)


@pytest.mark.parametrize("cell", Cell)
def test_without_noise_a_short_memory_is_learnt(cell):
    measured = measure(Point("none", cell, TASK, 0), BRIEF)
    assert [lag.lag_steps for lag in measured.lags] == [1, 3]
    for lag in measured.lags:
        assert lag.accuracy == lag.noisy_accuracy > 0.6
        assert lag.loss_nats < TASK.chance_nats / 2


def test_untaught_it_is_chance():
    measured = measure(Point("none", Cell.LSTM, TASK, 0), replace(BRIEF, batches=0, tested=1024))
    for lag in measured.lags:
        assert lag.accuracy < TASK.chance + 5 * (TASK.chance * (1 - TASK.chance) / 1024) ** 0.5


def test_the_same_seed_gives_the_same_model_and_noise_leaves_the_sentences_alone():
    brief = replace(BRIEF, batches=5)
    point = Point("recurrent:0.5", Cell.LSTM, TASK, 1)
    once, again = (measure(point, brief) for _ in range(2))
    assert once.lags == again.lags
    assert once.point == point


def test_a_sentence_asks_for_its_first_word_after_the_lag():
    task = Task()
    read, answers = sentences(task, task.vocabulary, 5, 30, np.random.default_rng(0))
    assert read.shape == (7, 30)
    assert (read[0] == answers).all()
    assert {task.vocabulary.words[word] for word in read[-1]} == {"?"}
    assert {task.vocabulary.words[word][0] for word in answers} == {"k"}


def test_several_keys_are_asked_for_in_their_order():
    task = Task(keys=8, symbols=3)
    read, answers = sentences(task, task.vocabulary, 5, 30, np.random.default_rng(0))
    assert read.shape == (3 + 5 + 3, 30)
    assert (read[:3] == answers.view(3, 30)).all()
    assert {task.vocabulary.words[word] for word in read[8]} == {"?"}
    assert (read[9:] == answers.view(3, 30)[:2]).all()


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.RNN])
def test_without_recurrent_weights_only_a_cell_with_a_carry_remembers(cell):
    measured = measure(Point("none", cell, TASK, 0, recurrent=False), BRIEF)
    assert not measured.recurrent
    for lag in measured.lags:
        assert (lag.accuracy > 0.6) == (cell is Cell.LSTM)


def a_run(key, seed, accuracy):
    lags = tuple(AtLag(lag, accuracy, 1 - accuracy, accuracy / 2) for lag in (2, 4))
    return Recall(key, find(key).placement, Cell.LSTM, Task(lags_steps=(2, 4)), seed, lags, 1.0)


def test_a_record_comes_back_as_it_was_written():
    record = Record(
        Training(), (a_run("none", 0, 1.0), a_run("naive_cell", 1, 0.25)), "d", {"a": 1}
    )
    assert Record.from_text(record.to_text(), "here") == record


def test_a_row_is_a_mean_over_seeds_with_its_spread():
    first, second = rows([a_run("none", 0, 1.0), a_run("none", 1, 0.5)])
    assert (first.lag_steps, second.lag_steps, first.seeds) == (2, 4, 2)
    assert first.accuracy == 0.75
    assert first.spread == pytest.approx(0.5**0.5 / 2)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"runs": [{}]}', "null"])
def test_what_is_no_record_is_refused_in_a_sentence(text):
    with pytest.raises(InputError, match="not a record"):
        Record.from_text(text, "here")


@pytest.mark.parametrize("name", [p.stem for p in FOLDER.glob("*.json") if p.stem in PLANS])
def test_a_record_that_is_shipped_is_of_its_plan(name):
    plan, record = recall_plan.load(name), load(FOLDER / f"{name}.json")
    assert record.training == plan.training
    assert len(record.known) == len(record.runs)
    assert record.known <= set(recall_plan.points(plan))
    for run in record.runs:
        assert run.placement == placement_of(run.key).on(run.cell)
        assert tuple(lag.lag_steps for lag in run.lags) == run.task.lags_steps
        assert "dirty" not in run.commit


def test_the_record_of_the_recall_test_is_whole():
    assert not recall_plan.due(recall_plan.load("recall"), load().known)


@pytest.mark.parametrize("keys", [64, 8])
def test_what_is_shipped_says_whether_the_task_needs_h_at_all(keys):
    controls = load().of(Cell.LSTM, keys, recurrent=False)
    assert {run.key for run in controls} == {"none"}
    assert len(controls) == SEEDS
    # What the Memory page says of them.
    assert all(round(lag.accuracy, 2) == 1 for run in controls for lag in run.lags)
