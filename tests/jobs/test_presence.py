"""Who is there, by a clock that the test moves."""

import pytest

from rnnviz.jobs.presence import Presence


@pytest.fixture
def presence(clock):
    return Presence(10, clock)


def test_who_has_a_page_open_is_never_gone(presence, clock):
    presence.attend("ann")
    clock.now = 1e9
    assert presence.gone({"ann"}) == set()


def test_who_closed_the_last_page_is_gone_after_the_grace(presence, clock):
    presence.attend("ann")
    presence.attend("ann")
    presence.leave("ann")
    clock.now = 100
    assert presence.gone({"ann"}) == set()
    presence.leave("ann")
    clock.now = 110
    assert presence.gone({"ann"}) == set()
    clock.now = 110.1
    assert presence.gone({"ann", "bob"}) == {"ann"}


def test_who_comes_back_in_time_starts_anew(presence, clock):
    presence.attend("ann")
    presence.leave("ann")
    clock.now = 9
    presence.attend("ann")
    clock.now = 30
    assert presence.gone({"ann"}) == set()
    presence.leave("ann")
    clock.now = 39
    assert presence.gone({"ann"}) == set()


def test_who_was_never_seen_has_left_when_first_asked_for(presence, clock):
    clock.now = 50
    assert presence.gone({"ann"}) == set()
    clock.now = 61
    assert presence.gone({"ann"}) == {"ann"}


def test_of_those_who_train_nothing_nothing_is_kept(presence):
    for number in range(100):
        presence.attend(f"visitor {number}")
        presence.leave(f"visitor {number}")
    assert presence.gone({"visitor 7"}) == set()
    assert presence._left.keys() == {"visitor 7"}
