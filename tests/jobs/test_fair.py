"""Whose turn it is: pure functions over made-up queues."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnviz.core.placement import Placement
from rnnviz.jobs.fair import next_job, waits
from rnnviz.jobs.job import Job, State
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.workers.pace import Pace

RUN = Run("none", Placement(), CorpusChoice(), ModelConfig(), TrainConfig(epochs=10))
TEN_SECONDS = Pace(0.0, 1.0, 0.0, 100, 10, 10, None, "cpu")


def job(number, visitor, state=State.QUEUED):
    return Job(number, "an experiment", visitor, RUN, state, "", number, None, TEN_SECONDS)


def queue(visitors):
    return [job(number, visitor) for number, visitor in enumerate(visitors)]


def starts(waiting, running=(), workers=1, served=None):
    """Who starts, in turn."""
    who = {job.id: job.visitor for job in waiting}
    return "".join(who[id_] for id_ in waits(waiting, running, workers, served or {}))


def test_visitors_take_turns_whoever_came_first():
    assert starts(queue("aaaabb")) == "ababaa"
    assert starts(queue("aaabbc")) == "abcaba"


def test_nobody_has_a_second_run_before_everybody_has_a_first():
    assert starts(queue("aaabbb"), workers=2) == "ababab"
    assert starts(queue("ab"), [job(9, "a", State.RUNNING)], workers=2) == "ba"


def test_who_was_just_served_waits_for_the_others():
    assert starts(queue("ab"), served={"a": 5, "b": 3}) == "ba"


def test_the_expected_wait_is_the_time_of_what_comes_before():
    waiting = queue("abab")
    assert list(waits(waiting, [], 1, {}).values()) == [0, 10, 20, 30]
    assert list(waits(waiting, [], 2, {}).values()) == [0, 0, 10, 10]
    running = [job(8, "c", State.RUNNING), job(9, "d", State.RUNNING)]
    assert list(waits(waiting, running, 2, {}).values()) == [10, 10, 20, 20]


@given(visitors=some.text("abcd", min_size=1, max_size=12), workers=some.integers(1, 4))
def test_everybody_gets_a_turn_and_none_has_to_wait_for_a_second_of_anothers(visitors, workers):
    waiting = queue(visitors)
    order = starts(waiting, workers=workers)
    assert Counter(order) == Counter(visitors)
    firsts = [order.index(visitor) for visitor in set(visitors)]
    assert max(firsts) == len(firsts) - 1


@pytest.mark.parametrize("busy", [{}, {"a": 1, "b": 1}])
def test_among_equals_the_earliest_ticket_is_next(busy):
    assert next_job(queue("ab"), Counter(busy), {}).visitor == "a"
