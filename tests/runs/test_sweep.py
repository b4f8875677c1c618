import random
from concurrent.futures import Executor, Future
from dataclasses import replace
from itertools import islice

import pytest

from rnnviz.errors import InputError
from rnnviz.runs.record import load
from rnnviz.runs.sweep import sweep


class Here(Executor):
    """Does everything at once, in this thread, and counts it."""

    def __init__(self):
        self.trained = []

    def submit(self, fn, point):
        self.trained.append(point.key)
        future = Future()
        future.set_result(fn(point))
        return future


def test_a_sweep_stopped_anywhere_ends_with_the_same_record(plan, measured, tmp_path):
    whole, pieces, pool = tmp_path / "a" / "whole.json", tmp_path / "b" / "pieces.json", Here()
    list(sweep(plan, whole, Here(), measured, 2))
    source = random.Random(0)  # noqa: S311 -- where to stop
    while list(islice(sweep(plan, pieces, pool, measured, 2), source.randrange(1, 4))):
        pass
    assert pieces.read_text() == whole.read_text()
    lost = len(pool.trained) - len(load(pieces).results)
    assert 0 <= lost <= len(pool.trained) / 2  # those in work when it was stopped


def test_a_sweep_left_alone_trains_nothing_twice(plan, measured, tmp_path):
    pool = Here()
    list(sweep(plan, tmp_path / "a.json", pool, measured, 3))
    assert len(pool.trained) == len(set(pool.trained)) == len(load(tmp_path / "a.json").results)


def test_what_another_record_holds_is_not_trained_again(plan, measured, tmp_path):
    list(sweep(plan, tmp_path / "one.json", Here(), measured, 1))
    pool = Here()
    assert not list(sweep(plan.only(("set",)), tmp_path / "two.json", pool, measured, 1))
    assert not pool.trained
    assert {r.key for r in load(tmp_path / "two.json").results} < {
        r.key for r in load(tmp_path / "one.json").results
    }


def test_a_record_of_another_setting_is_neither_read_nor_written(plan, measured, tmp_path):
    list(sweep(plan, tmp_path / "one.json", Here(), measured, 1))
    other = replace(plan, settings=(replace(plan.settings[0], patience_epochs=9),))
    with pytest.raises(InputError, match="other settings"):
        list(sweep(other, tmp_path / "one.json", Here(), measured, 1))
    pool = Here()
    list(sweep(other, tmp_path / "two.json", pool, measured, 1))
    assert pool.trained
