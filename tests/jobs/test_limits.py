"""What a server lets a visitor ask for."""

import os
from dataclasses import fields, replace
from math import inf

import pytest

from rnnviz.capacity import cores
from rnnviz.errors import InputError
from rnnviz.jobs.limits import NICENESS, Limits, amount, limits, niceness
from rnnviz.lm.run import CorpusChoice

NAMES = [field.name for field in fields(Limits)]


@pytest.fixture(autouse=True)
def _without_limits(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(f"RNNVIZ_MAX_{name.upper()}", raising=False)


def test_without_variables_there_are_two_workers_for_each_core_and_no_bound_on_a_run():
    allowed = limits()
    assert 1 <= allowed.workers <= 2 * cores()
    assert allowed.rounds(1) == 1
    assert allowed.rounds(2 * cores()) == pytest.approx(2 * cores() / min(allowed.workers, cores()))
    assert {allowed.parameters, allowed.tokens, allowed.minutes} == {inf}


@pytest.mark.parametrize("name", NAMES)
def test_a_variable_sets_its_limit_and_what_is_no_number_is_refused(name, monkeypatch):
    variable = f"RNNVIZ_MAX_{name.upper()}"
    monkeypatch.setenv(variable, "3")
    assert getattr(limits(), name) == 3
    for wrong in ("", "0", "-1", "nan", "many", "1e"):
        monkeypatch.setenv(variable, wrong)
        with pytest.raises(InputError, match=variable):
            limits()


def test_training_gives_way_to_pages_by_what_the_operator_says(monkeypatch):
    monkeypatch.delenv(NICENESS)
    assert niceness() == 10
    for number in ("0", "7", "19"):
        monkeypatch.setenv(NICENESS, number)
        assert niceness() == int(number)
    for wrong in ("", "20", "-1", "1.5", "very", "²", "9" * 5_000, "0" * 9 + "99"):
        monkeypatch.setenv(NICENESS, wrong)
        with pytest.raises(InputError, match=f"{NICENESS} is .* from 0 to 19"):
            niceness()


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="This system knows no niceness.")
def test_its_processes_do(serve, submit, wait):
    queue = serve(niceness=7)
    submit(epochs=10_000)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    nice = [min(own + 7, 19)]
    assert wait(lambda: [os.getpriority(os.PRIO_PROCESS, pid) for pid in queue.pids()[:1]] == nice)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"parameters": 499}, "This model has 500 parameters, but at most 499 are allowed here"),
        ({"tokens": 23_999}, "Each run would read 24,000 words"),
        ({"minutes": 0.01}, "Each run would take"),
    ],
)
def test_a_run_beyond_a_limit_is_refused_with_both_figures(limit, words, runs, pace):
    allowed = Limits(workers=1, parameters=500, tokens=24_000, minutes=1)
    allowed.refuse(runs(epochs=2), pace)
    with pytest.raises(InputError, match=words):
        replace(allowed, **limit).refuse(runs(epochs=2), pace)


def test_the_facts_name_every_bound_that_holds():
    facts = Limits(workers=2, parameters=1e6, minutes=5, runs=4).facts()
    assert facts == (
        "2 train at a time. At most: 1,000,000 parameters in a model; 5 minutes for a run; "
        "4 runs of yours at a time, waiting ones included."
    )


def test_more_than_the_most_runs_places_or_experiments_are_refused(desk, store, runs, pace):
    opened = desk(workers=1, runs=3, queue=4, experiments=2)
    two = tuple(replace(run, corpus=CorpusChoice("own")) for run in runs(epochs=1))
    store.add("ann", "", two, pace)
    with pytest.raises(InputError, match="of your runs"):
        opened.submit("ann", "", two, pace)
    store.add("bob", "", two, pace)
    with pytest.raises(InputError, match="would wait here in total"):
        opened.submit("cat", "", two, pace)
    for id_ in (store.add("dan", "", two, pace) for _ in range(2)):
        store.stop("dan", id_)
    for who in ("ann", "bob"):
        for summary in store.summaries(who):
            store.stop(who, summary.id)
    with pytest.raises(InputError, match="of your experiments are kept"):
        opened.submit("dan", "", two, pace)
    assert opened.submit("eve", "", two, pace)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [(0.5, "0.5"), (1, "1"), (2.25, "2.2"), (0.049, "0.049"), (30, "30"), (1e6, "1,000,000")],
)
def test_half_of_something_is_not_said_to_be_none(value, complaint):
    assert amount(value) == complaint
    assert (
        f"At most: {complaint} minutes for a run"
        in Limits(workers=1, minutes=value, runs=inf).facts()
    )
