"""Several web processes before one record: what they let in together, and what they tell."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from rnnviz.errors import InputError
from rnnviz.jobs.job import State


def at_once(count, act):
    """Do it so many times at the same moment; how many went through."""
    together = Barrier(count)

    def go():
        together.wait()
        try:
            act()
        except InputError:
            return 0
        return 1

    with ThreadPoolExecutor(count) as pool:
        return sum(first.result() for first in [pool.submit(go) for _ in range(count)])


@pytest.mark.parametrize(
    ("limit", "let_in"), [({"runs": 5}, 2), ({"queue": 7}, 3), ({"experiments": 2}, 2)]
)
def test_eight_tabs_that_start_at_once_get_no_more_than_one_alone(
    desk, store, runs, pace, limit, let_in
):
    opened = desk(**limit)
    assert at_once(8, lambda: opened.submit("ann", "", runs(), pace)) == let_in
    assert len(store.summaries("ann")) == let_in
    assert len(store.active()) == 2 * let_in


def test_pausing_starting_anew_and_resuming_gets_no_more_than_the_limit(desk, store, runs, pace):
    opened = desk(runs=4)
    ids = [opened.submit("ann", "", runs(), pace) for _ in range(2)]
    for id_ in ids:
        store.pause("ann", id_, "")
    ids.append(opened.submit("ann", "", runs(), pace))
    opened.resume("ann", ids[0])
    with pytest.raises(InputError, match="6 of your runs would wait or train, but at most 4 may"):
        opened.resume("ann", ids[1])
    opened.resume("bob", ids[1])  # not his
    assert len(store.active()) == 4
    assert {job.state for job in store.experiment("ann", ids[1]).jobs} == {State.PAUSED}


def test_resumes_at_once_get_no_more_than_one_alone(desk, store, runs, pace):
    opened = desk(runs=4)
    ids = []
    for _ in range(8):
        ids.append(opened.submit("ann", "", runs(), pace))
        store.pause("ann", ids[-1], "")
    waiting = iter(ids)
    assert at_once(8, lambda: opened.resume("ann", next(waiting))) == 2
    assert len(store.active()) == 4


def test_a_resume_goes_in_though_so_many_experiments_are_kept(desk, store, runs, pace):
    opened = desk(experiments=1)
    id_ = opened.submit("ann", "", runs(), pace)
    store.pause("ann", id_, "")
    opened.resume("ann", id_)
    assert len(store.active()) == 2
