"""In front of a class: an address presents a page, one step at a time, and nothing else."""

import pytest

from rnnviz.ui.home.view import BEATS
from rnnviz.ui.memory.view import STEPS as MEMORY_STEPS
from rnnviz.ui.pages import PAGES
from rnnviz.ui.paper.steps import STEPS as PAPER_STEPS
from tests.opening import opened

STEPPED = {"home": BEATS, "memory": MEMORY_STEPS, "paper": PAPER_STEPS}

pytestmark = pytest.mark.usefixtures("bench")


def keys(test):
    return {button.key for button in test.button}


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_every_page_can_be_presented_and_left(page):
    test = opened(page, present="1")
    assert ("turn-on" in keys(test)) == (page in STEPPED)
    assert "begin-to-present" not in keys(test)
    test.button(key="leave").click().run()
    assert not test.exception
    assert "begin-to-present" in keys(test)
    assert "present" not in test.query_params


@pytest.mark.parametrize("page", STEPPED)
def test_each_step_leads_on_to_the_next_up_to_the_last(page):
    first, second, *_, last = (step.key for step in STEPPED[page])
    field = f"{page}-step"
    test = opened(page, present="1")
    assert test.button(key="turn-back").disabled
    test.button(key="turn-on").click().run()
    assert test.button_group(key=field).value == second
    test.button(key="turn-back").click().run()
    assert test.button_group(key=field).value == first
    test = opened(page, **{"present": "1", field: last})
    assert test.button(key="turn-on").disabled


def test_who_goes_on_to_another_page_goes_on_presenting():
    test = opened("memory", present="1")
    test.query_params.clear()  # as a link to a page has it
    test.switch_page("pages/paper.py").run()
    assert "leave" in keys(test)
    assert test.query_params["present"] == "1"


@pytest.mark.parametrize("typed", ["0", "no", "", "\0"])
def test_an_address_that_says_anything_else_presents_nothing(typed):
    assert "leave" not in keys(opened("glossary", present=typed))
