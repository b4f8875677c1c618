"""Shipped models out of a sweep: the best of the fresh seeds, with all that led to it."""

from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial

import pytest

from rnnviz.analyses.sweeping import train_and_ask
from rnnviz.cli.main import main
from rnnviz.core.methods import find as find_method
from rnnviz.core.placement import parse
from rnnviz.errors import InputError
from rnnviz.runs import plan as plans
from rnnviz.runs.record import Record, load, weights_file
from rnnviz.runs.sweep import Place, sweep
from rnnviz.text import languages
from rnnviz.zoo.card import ZOO
from rnnviz.zoo.models import find, names
from rnnviz.zoo.plans import ZOO_METHODS
from rnnviz.zoo.swept import ship

PLAN = """
title = "A small zoo"
configuration = "live"
corpus = "brackets"
size = "tiny"
most_epochs = 2
patience_epochs = 1
rates = [0.2, 0.4]
bracket_seeds = [0]
seeds = [7, 8]
[model]
units = 8
layers = 1
[families]
recurrent_step = "naive_recurrent"
"""


class Here(Executor):
    """Does everything at once, in this thread."""

    def submit(self, fn, point):
        future = Future()
        future.set_result(fn(point))
        return future


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A plan, the record of its sweep, and where that kept the weights."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "small.toml").write_text(PLAN)
    plan, weights = plans.load(str(folder / "small.toml")), folder / "weights"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "TRAIN_TOKENS", (("tiny", 6_000),))
        patch.setattr(languages, "HELD_OUT_TOKENS", (("tiny", 1_500),))
        patch.setattr("rnnviz.analyses.remembered._TEXTS", 1)  # what a card doesn't say
        work = partial(train_and_ask, place=Place(weights=weights))
        list(sweep(plan, folder / "small.json", Here(), work, 1))
        yield plan, load(folder / "small.json"), weights


def test_each_placement_ships_its_best_fresh_seed_with_the_curves_of_all(swept, tmp_path):
    plan, record, weights = swept
    shipped = {card.method: card for card in ship(plan, record, weights, tmp_path)}
    assert set(shipped) == {"none", "naive_recurrent"}
    assert names(tmp_path) == tuple(sorted(card.name for card in shipped.values()))
    for card in shipped.values():
        runs = [
            r for r in record.results if r.placement == str(card.placement) and r.seed in {7, 8}
        ]
        best = min(runs, key=lambda result: result.best_valid)
        assert (card.run.seed, card.epoch) == (best.seed, best.kept_epoch)
        assert card.valid_perplexity == pytest.approx(best.best_valid, rel=1e-3)
        assert card.test_perplexity == pytest.approx(best.test, rel=1e-3)
        assert {curve.seed for curve in card.curves} == {7, 8}
        for curve, run in zip(card.curves, runs, strict=True):
            assert [point.evaluation.valid for point in curve.points] == list(run.valid)
            tests = {p.epoch: p.evaluation.test for p in curve.points if p.evaluation.test}
            assert tests == {run.kept_epoch: run.test}
        assert find(card.name, tmp_path).card == card


def test_the_rates_that_lost_stay_on_the_card(swept, tmp_path):
    plan, record, weights = swept
    cards = {card.method: card for card in ship(plan, record, weights, tmp_path)}
    assert not cards["none"].trials
    (trial,) = cards["naive_recurrent"].trials
    lines = {trial.placement, str(cards["naive_recurrent"].placement)}
    assert lines == {"recurrent:0.2", "recurrent:0.4"}
    assert trial.curve.seed == 0


def test_without_fresh_seeds_nothing_ships(swept, tmp_path):
    plan, record, weights = swept
    bracket = Record(record.title, record.settings, tuple(r for r in record.results if not r.seed))
    with pytest.raises(InputError, match="fresh seeds yet"):
        list(ship(plan, bracket, weights, tmp_path))
    assert not names(tmp_path)


def test_weights_that_are_not_those_of_the_record_do_not_ship(swept, tmp_path):
    plan, record, weights = swept
    fresh = [r for r in record.results if r.placement == "none" and r.seed]
    first, other = sorted(fresh, key=lambda result: result.best_valid)
    (tmp_path / "weights").mkdir()
    data = (weights / weights_file(other.key)).read_bytes()
    (tmp_path / "weights" / weights_file(first.key)).write_bytes(data)
    with pytest.raises(InputError, match="not those of the record"):
        list(ship(plan, record, tmp_path / "weights", tmp_path))
    with pytest.raises(InputError):
        list(ship(plan, record, tmp_path, tmp_path))


def test_what_was_shipped_once_ships_again_without_the_sweeps_weights(swept, tmp_path):
    plan, record, weights = swept
    first = list(ship(plan, record, weights, tmp_path))
    assert list(ship(plan, record, tmp_path / "lost", tmp_path)) == first
    fresh = [r for r in record.results if r.placement == "none" and r.seed]
    best = min(fresh, key=lambda result: result.best_valid)
    left = tuple(result for result in record.results if result is not best)
    with pytest.raises(InputError):  # another seed is the best now
        list(ship(plan, replace(record, results=left), tmp_path / "lost", tmp_path))


def test_a_placement_that_is_no_methods_has_no_name_to_ship_under(swept, tmp_path):
    plan, record, weights = swept
    family = replace(plan.families[0], shape=parse("recurrent:0.125"))
    with pytest.raises(InputError, match="placement of no method"):
        list(ship(replace(plan, families=(family,)), record, weights, tmp_path))


def test_the_command_makes_the_folders(swept, tmp_path, capsys):
    plan, _, weights = swept
    folder = weights.parent
    record = ("--record", str(folder / "small.json"), "--weights", str(weights))
    assert main(["ship", str(folder / "small.toml"), *record, "--into", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(names(tmp_path)) == 2
    assert plan.name == "small"


def test_the_plan_of_the_zoo_names_the_eight_placements():
    plan = plans.load("zoo")
    noisy = [find_method(key).placement for key in ZOO_METHODS if key != "none"]
    assert {str(family.shape) for family in plan.families} == {str(shape) for shape in noisy}
    assert len({family.rates for family in plan.families}) == 1
    assert all(name.removeprefix(ZOO) in ZOO_METHODS for name in names() if name.startswith(ZOO))
