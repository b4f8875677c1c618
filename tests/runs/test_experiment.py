from dataclasses import replace

import pytest

from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.experiment import (
    carried,
    idle,
    idle_changes,
    optimiser_settings,
    plan,
    with_changes,
)


def planned(*names, corpus=None, cell=Cell.LSTM, seeds=1):
    return plan(names, corpus or CorpusChoice("topics"), ModelConfig(cell), TrainConfig(), seeds)


def test_there_is_a_run_for_each_placement_and_seed_the_seeds_one_after_another():
    runs = planned("none", "zaremba2014", "input:0.25", seeds=2)
    names = ("none", "zaremba2014", "input:0.25")
    assert [(run.key, run.seed) for run in runs] == [(n, seed) for seed in (0, 1) for n in names]
    assert [run.placement for run in runs[:3]] == [
        parse("none"),
        find("zaremba2014").placement,
        parse("input:0.25"),
    ]


def test_runs_differ_in_nothing_but_placement_key_and_seed():
    runs = planned("none", "zaremba2014", seeds=2)
    assert len({(run.corpus, run.model, run.training) for run in runs}) == 1


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_a_cell_is_given_what_it_can_carry_of_a_method_or_refused(cell, method):
    on_cell = method.placement.on(cell)
    if method.placement.edges and not on_cell.edges:
        with pytest.raises(InputError, match=f"{cell.upper()} has none of the edges of"):
            planned(method.key, cell=cell)
    else:
        assert planned(method.key, cell=cell)[0].placement == on_cell
        assert carried(method.key, method.placement, cell) == on_cell


@pytest.mark.parametrize(
    ("names", "options", "sentence"),
    [
        ((), {}, "No method is given"),
        (("none", "none"), {}, "'none' is named twice"),
        (("zaremba",), {}, "'zaremba' is neither a method's key"),
        (("input:1.0",), {}, "Rate 1 on input is outside"),
        (("input:-0.1",), {}, "Rate -0.1 on input is outside"),
        (("input:abc",), {}, "Rate 'abc' on input is not a number"),
        (("input:0.5:weekly",), {}, "'weekly' on input is unknown"),
        (("none",), {"seeds": 0}, "0 seeds"),
        (("none",), {"seeds": 101}, "101 seeds"),
        (("none",), {"corpus": CorpusChoice("news")}, "'news' is unknown"),
        (("none",), {"corpus": CorpusChoice("topics", "huge")}, "no size 'huge'"),
    ],
)
def test_what_can_not_be_had_is_refused_in_a_sentence(names, options, sentence):
    with pytest.raises(InputError) as refused:
        planned(*names, **options)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".")


def test_another_optimiser_brings_its_own_rate_and_decay_and_the_same_keeps_what_is_set():
    usual = TrainConfig(learning_rate=0.7, decay=1.1)
    assert optimiser_settings(usual, "sgd", None) == {"optimiser": "sgd"}
    assert optimiser_settings(usual, "sgd", 0.5) == {"optimiser": "sgd", "learning_rate": 0.5}
    adam = replace(usual, **optimiser_settings(usual, "adam", None))
    assert adam.learning_rate_at(1) == adam.learning_rate_at(500) < 0.01
    assert optimiser_settings(usual, "adam", 0.5)["learning_rate"] == 0.5
    back = replace(adam, **optimiser_settings(adam, "sgd", None))
    assert (back.learning_rate, back.decay) == (1.0, 1.2)


def test_an_unknown_optimiser_is_refused():
    with pytest.raises(InputError, match="'rmsprop' is unknown; choose one of sgd, adam"):
        optimiser_settings(TrainConfig(), "rmsprop", None)


def test_a_change_is_of_one_seed_or_of_all():
    runs = planned("none", "zaremba2014", seeds=2)
    changes = ["zaremba2014@3=input:0.25", "none/1@5=naive_cell"]
    changed = with_changes(runs, changes)
    assert [[c.epoch for c in run.changes] for run in changed] == [[], [3], [5], [3]]
    assert changed[1].placement_at(2) == find("zaremba2014").placement
    assert changed[1].placement_at(3) == parse("input:0.25")
    assert changed[2].placement_at(99) == find("naive_cell").placement


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("", "can't be read"),
        ("none", "can't be read"),
        ("none@x=input:0.5", "can't be read"),
        ("zaremba2014@2=input:0.5", "belongs to no run here"),
        ("none/7@2=input:0.5", "belongs to no run here"),
        ("none@2=input:1.5", "1.5"),
        ("none@2=nonsense", "nonsense"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_a_sentence(change, words):
    with pytest.raises(InputError, match=words):
        with_changes(planned("none"), [change])


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (["none@0=input:0.5"], r"outside the epochs \[1, 10\]"),
        (["none@11=input:0.5"], r"outside the epochs \[1, 10\]"),
        (["none/1@99999=input:0.5"], r"outside the epochs \[1, 10\]"),
        (["none@2=input:0.5", "none@2=none"], "is the second of none, seed 0, at epoch 2"),
        (["none@2=input:0.5", "none/1@2=none"], "is the second of none, seed 1, at epoch 2"),
        (["none/2@2=input:0.5"], "belongs to no run here"),
        (["other@2=input:0.5"], "belongs to no run here"),
        (["none@2"], "can't be read"),
    ],
)
def test_a_change_that_would_be_ignored_is_refused(changes, complaint):
    with pytest.raises(InputError, match=complaint):
        with_changes(planned("none", seeds=2), changes)


def test_changes_hold_in_the_order_of_their_epochs_however_they_are_given():
    lines = ["none@6=none", "none@3=input:0.5", "none@10=output:0.5"]
    (run,) = with_changes(planned("none"), lines)
    assert [change.epoch for change in run.changes] == [3, 6, 10]


@pytest.mark.parametrize(
    ("name", "cell", "layers", "complaint"),
    [
        ("between:0.5", Cell.LSTM, 1, "this LSTM of 1 layer has no between."),
        ("zaremba2014", Cell.RNN, 1, "drops nothing on between: this RNN of 1 layer has"),
        ("input:0.5+cell:0.2", Cell.GRU, 2, "this GRU of 2 layers has no cell."),
        ("cell:0.2+candidate:0.2+input:0.1", Cell.RNN, 2, "has no candidate and cell."),
        ("input:0", Cell.LSTM, 2, "drops nothing on input: the rate on input is 0."),
        ("input:0+between:0", Cell.LSTM, 1, "has no between, and the rate on input is 0."),
        ("between:0.5", Cell.LSTM, 2, ""),
        ("zoneout2016", Cell.LSTM, 1, ""),
        ("none", Cell.RNN, 1, ""),
    ],
)
def test_noises_that_do_nothing_in_a_network_are_said(name, cell, layers, complaint):
    unused = idle(name, ModelConfig(cell, layers))
    assert complaint in unused
    assert bool(complaint) == bool(unused)
    assert idle_changes([f"none@2={name}"], ModelConfig(cell, layers)) == [
        f"none@2={name} {unused}"
    ] * bool(complaint)
