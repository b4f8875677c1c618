"""A recall test of a plan: what is due, what is kept, and what is said of it with which margin."""

import random
from concurrent.futures import Executor, Future
from dataclasses import replace
from itertools import islice
from math import inf, log2

import pytest

from rnnviz.analyses import recall_plan
from rnnviz.analyses.recall_conclusions import conclusion, missing, title
from rnnviz.analyses.recall_plan import due, points
from rnnviz.analyses.recall_record import Record, load, record
from rnnviz.analyses.recall_task import AtLag, Recall, Task
from rnnviz.analyses.recall_trend import differences, level, mean_of, middle_lag, slope
from rnnviz.cli.main import main
from rnnviz.content import speaking
from rnnviz.core.methods import placement_of
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.runs.plan import names

PLAN, OF_RNN = recall_plan.load("copying"), recall_plan.load("copying_rnn")
(LSTM,), (RNN, RNN_MORE) = PLAN.arms, OF_RNN.arms
BOTH = ((PLAN, LSTM), (OF_RNN, RNN))
MACHINE = {"processor": "a processor"}
FALLING = "recurrent:0.5"  # the one that forgets, of those made up here


class Here(Executor):
    """Does everything at once, in this thread, and counts it."""

    def __init__(self):
        self.taught = []

    def submit(self, fn, point):
        self.taught.append(point)
        future = Future()
        future.set_result(fn(point))
        return future


def straight(point, high, steep):
    """A model whose accuracy lies on a line over the logarithm of the lag, a little off by seed."""
    middle = log2(middle_lag(point.task))
    off = point.seed / 1000
    lags = tuple(
        AtLag(lag, high + off + (steep + off / 10) * (log2(lag) - middle), 0.0, 0.0)
        for lag in point.task.lags_steps
    )
    placement = placement_of(point.key).on(point.cell)
    return Recall(
        point.key, placement, point.cell, point.task, point.seed, lags, 1.0, point.recurrent
    )


def made_up(point):
    """Without W_hh a third is answered; one placement forgets, and five keys are too many."""
    if (point.cell, point.task) == (RNN_MORE.cell, RNN_MORE.task):
        return straight(point, point.task.chance - 0.002, 0.0)
    if not point.recurrent:
        return straight(point, 0.3, 0.0)
    return straight(point, 0.8, -0.03 if point.key == FALLING else 0.0)


def whole(plan=PLAN, make=made_up):
    return Record(plan.training, tuple(map(make, points(plan))), "2026-01-02", MACHINE)


def test_a_plan_names_its_placements_by_lines_and_leaves_out_what_a_cell_lacks():
    assert LSTM.control
    assert LSTM.keys[0] == "none"
    assert len(LSTM.keys) == 1 + sum(len(family.rates) for family in LSTM.families)
    assert {f.key for f in LSTM.families} - {f.key for f in RNN.families} == {
        "candidate_step",
        "cell_step",
    }
    assert RNN_MORE.keys == ("none",)


@pytest.mark.parametrize("name", names(recall_plan.FOLDER))
def test_no_dropout_and_the_controls_come_first(name):
    plan = recall_plan.load(name)
    wanted = points(plan)
    assert len(set(wanted)) == len(wanted)
    first = [point.key == "none" for point in wanted]
    assert first == sorted(first, reverse=True)


def small():
    """The plan with one seed and one rate."""
    arms = tuple(
        replace(arm, families=tuple(replace(f, rates=(0.5,)) for f in arm.families[:2]))
        for arm in PLAN.arms
    )
    return replace(PLAN, arms=arms, seeds=(0, 1))


def test_a_test_stopped_anywhere_ends_with_the_same_record(tmp_path):
    plan, pool = small(), Here()
    list(record(plan, tmp_path / "whole.json", Here(), made_up, 2))
    source, pieces = random.Random(0), tmp_path / "pieces.json"  # noqa: S311 -- where to stop
    while list(islice(record(plan, pieces, pool, made_up, 2), source.randrange(1, 4))):
        pass
    first, other = load(tmp_path / "whole.json"), load(pieces)
    assert first.runs == other.runs
    assert not due(plan, other.known)
    assert 0 <= len(pool.taught) - len(other.runs) <= len(pool.taught) / 2


def test_a_record_of_models_taught_otherwise_is_refused(tmp_path):
    plan = small()
    list(record(plan, tmp_path / "one.json", Here(), made_up, 1))
    other = replace(plan, training=replace(plan.training, batches=3))
    with pytest.raises(InputError, match="other settings"):
        list(record(other, tmp_path / "one.json", Here(), made_up, 1))


@pytest.mark.parametrize(("high", "steep"), [(0.5, 0.0), (0.9, -0.05), (0.2, 0.01)])
def test_level_and_slope_are_those_of_a_line_over_the_logarithm_of_the_lag(high, steep):
    run = straight(points(PLAN)[0], high, steep)
    assert level(run) == pytest.approx(high)
    assert slope(run) == pytest.approx(steep)


def test_a_single_seed_tells_nothing_apart_and_the_same_difference_at_each_does():
    runs = whole().of_arm(LSTM)
    none, control = (
        [r for r in runs if r.key == "none" and r.recurrent is h] for h in (True, False)
    )
    (alone,) = differences(control[:1], none, level).values()
    assert alone.margin == inf
    assert not alone.told_apart
    (paired,) = differences(control, none, level).values()
    assert paired.mean == pytest.approx(-0.5)
    assert paired.told_apart


def test_a_margin_is_corrected_for_all_comparisons_that_are_told():
    runs = whole().of_arm(LSTM)
    none = [run for run in runs if run.key == "none" and run.recurrent]
    placed = [run for run in runs if run.key != "none"]
    told = differences(placed, none, slope)
    assert {mean.comparisons for mean in told.values()} == {len(LSTM.keys) - 1}
    alone = mean_of([run for run in placed if run.key == FALLING], slope)
    assert alone.comparisons == 1


def test_what_is_said_follows_the_models():
    needs, lower, steeper = conclusion(PLAN, LSTM, whole())
    assert "needs *h*" in needs
    assert "answers 0.30 of it at lag 16, with Wₕₕ 0.80 (−0.50 ± " in needs
    assert "none of 18 placements" in lower
    assert title(LSTM, FALLING) in steeper
    assert "−0.030 ± " in steeper


def test_a_control_that_does_as_well_leaves_open_whether_the_task_needs_h():
    def alike(point):
        return straight(point, 0.8, 0.0)

    first, _, slopes = conclusion(PLAN, LSTM, whole(make=alike))
    assert "is open" in first
    assert "None of 18 placements and rates is significantly steeper" in slopes


def test_a_cell_that_learns_nothing_of_more_keys_is_said_to():
    *_, more = conclusion(OF_RNN, RNN, whole(OF_RNN))
    assert "learns nothing" in more
    able = whole(OF_RNN, lambda point: straight(point, 0.9, 0.0))
    *_, more = conclusion(OF_RNN, RNN, able)
    assert "0.9" in more
    assert "learns nothing" not in more


@pytest.mark.parametrize(("plan", "arm"), BOTH, ids=["lstm", "rnn"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_any_part_of_a_record_can_be_told(plan, arm, language):
    runs = whole(plan).runs
    with speaking(language):
        for some in range(0, len(runs) + 1, 7):
            part = Record(plan.training, runs[:some], "2026-01-02", MACHINE)
            assert all(conclusion(plan, arm, part))
            left = len(runs) - some
            assert (str(left) in missing(plan, part)) if left else not missing(plan, part)


def test_the_program_says_how_far_a_plan_is_and_goes_on_where_it_was_stopped(tmp_path, capsys):
    plan = tmp_path / "small.toml"
    plan.write_text(
        'seeds = [0]\nplacements = ["none"]\nrates = [0.5]\n'
        "[training]\nunits = 4\nbatches = 1\nsentences = 2\ntested = 2\n"
        '[families]\ncell_step = "cell:0.5"\n'
        '[[tasks]]\nkeys = 4\nsymbols = 2\nlags_steps = [1, 2]\ncells = ["lstm", "rnn"]\n'
        'controls = ["lstm"]\n'
    )
    command = ["recall", str(plan), "--record", str(tmp_path / "out.json"), "--workers", "1"]
    assert main([*command, "--status"]) == 0
    assert "0 runs measured, 4 known to be due." in capsys.readouterr().out
    assert main([*command, "--most", "1"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    kept = load(tmp_path / "out.json")
    assert [run.key for run in kept.runs] == ["none"]
    assert main([*command, "--status"]) == 0
    told = capsys.readouterr().out
    assert "lstm, 2 of 4 keys: 1 of 3 models" in told
    assert "1 runs measured, 3 known to be due" in told


def test_the_task_that_is_taught_is_the_one_the_page_describes():
    arms = (*PLAN.arms, *OF_RNN.arms)
    assert {arm.task.keys for arm in arms} == {8}
    assert {(arm.task.lags_steps[0], arm.task.lags_steps[-1]) for arm in arms} == {(2, 128)}
    units = {plan.training.units for plan in (PLAN, OF_RNN, recall_plan.load("recall"))}
    assert len(units) == 1
    assert Task().symbols == 1
    assert {arm.cell for arm in arms if arm.control} == {Cell.LSTM}
