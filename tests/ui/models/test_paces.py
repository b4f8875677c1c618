"""A pace is measured once, where nobody waits for it, and a failure is not for ever."""

from dataclasses import replace
from threading import Event

import pytest

from rnnviz.core.placement import Placement
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.ui.models import paces as module
from rnnviz.ui.models.paces import Paces
from rnnviz.workers.pace import Pace

PACE = Pace(2.0, 4.0, 1.0, 59_500, 2_000, 778_192, None, "cpu")
RUN = Run("none", Placement(), CorpusChoice(), CONFIGS["live"].model, CONFIGS["live"].training)


@pytest.fixture
def paces():
    return Paces()


def refused():
    raise InputError("Your text is too short.")


def came(paces, run, measure, device="auto"):
    """The pace, as soon as it is there."""
    while (pace := paces.of(run, measure, device)) is None:
        pass
    return pace


def test_nobody_waits_for_a_measurement_neither_their_own_nor_anothers(paces):
    free = Event()

    def slow():
        free.wait()
        return PACE

    assert paces.of(RUN, slow) is None
    assert came(paces, replace(RUN, seed=1), lambda: PACE) == PACE
    assert paces.of(RUN, refused) is None  # still the first one
    free.set()
    assert came(paces, RUN, refused) == PACE


def test_each_device_has_a_pace_of_its_own_and_which_there_are_is_known_from_one(paces):
    assert paces.devices == ()
    two = replace(PACE, device="cuda", devices=("cuda", "cpu"))
    assert came(paces, RUN, lambda: two) == two
    assert paces.devices == ("cuda", "cpu")
    with pytest.raises(InputError):
        came(paces, RUN, refused, "cpu")


def test_a_pace_is_measured_once(paces):
    assert came(paces, RUN, lambda: PACE) == PACE
    assert came(paces, RUN, refused) == PACE
    paces.clear()
    with pytest.raises(InputError):
        came(paces, RUN, refused)


def test_what_a_text_is_refused_for_is_said_again_and_tried_again_later(paces, monkeypatch):
    for measure in (refused, lambda: PACE):
        with pytest.raises(InputError, match="too short"):
            came(paces, RUN, measure)
    monkeypatch.setattr(module, "_FAILURE_SECONDS", 0.0)
    assert came(paces, RUN, lambda: PACE) == PACE


def test_no_more_than_so_many_wait_at_a_time(paces):
    free = Event()

    def slow():
        free.wait()
        return PACE

    for seed in range(module._MOST_PENDING):
        assert paces.of(replace(RUN, seed=seed), slow) is None
    with pytest.raises(InputError, match="20 others are waiting"):
        paces.of(replace(RUN, seed=99), slow)
    free.set()
    assert came(paces, replace(RUN, seed=0), slow) == PACE
    assert came(paces, replace(RUN, seed=99), lambda: PACE) == PACE
