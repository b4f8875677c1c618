"""A browser that has not heard yet says what its widgets had, with the visitor's next touch."""

import re
from pathlib import Path

import pytest
import streamlit as st

from rnnviz.ui.echoes import Echoes
from rnnviz.ui.fields import EDGES
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.widgets import mirror
from rnnviz.ui.state import arrive, draw, is_echo, keep, leave_to_browser, put, read, set_widget

ROOT = Path(__file__).parents[2]
OLD, NEW, TYPED = "input:0.5", "recurrent:0.5", "cell:0.5"


@pytest.fixture
def echoes():
    return Echoes()


def test_what_a_widget_had_is_an_echo_until_the_browser_has_heard(echoes):
    echoes.change("edges", OLD, heard=0)
    assert echoes.has("edges", OLD, heard=0)
    assert not echoes.has("edges", TYPED, heard=0)
    assert not echoes.has("where", OLD, heard=0)
    echoes.end()
    assert echoes.has("edges", OLD, heard=0)  # however long it takes
    assert not echoes.has("edges", OLD, heard=1)


def test_a_change_that_a_run_was_broken_off_with_is_told_by_the_next(echoes):
    echoes.end()
    echoes.change("edges", OLD, heard=1)
    assert echoes.has("edges", OLD, heard=1)  # its run never ended: only the next one's number is 2
    echoes.end()
    assert not echoes.has("edges", OLD, heard=2)


def test_what_it_had_before_the_browser_last_heard_is_none(echoes):
    echoes.change("edges", OLD, heard=0)
    echoes.end()
    echoes.change("edges", TYPED, heard=1)
    assert echoes.has("edges", TYPED, heard=1)
    assert not echoes.has("edges", OLD, heard=1)


def test_what_the_browser_has_heard_is_forgotten(echoes):
    echoes.change("edges", OLD, heard=0)
    echoes.forget(heard=0)
    assert "edges" in echoes
    echoes.end()
    echoes.forget(heard=1)
    assert "edges" not in echoes


def test_all_that_it_had_since_are_echoes(echoes):
    echoes.change("edges", OLD, heard=0)
    echoes.end()
    echoes.change("edges", TYPED, heard=0)
    assert echoes.has("edges", OLD, heard=0)
    assert echoes.has("edges", OLD, heard=1)
    assert echoes.has("edges", TYPED, heard=1)
    echoes.end()
    assert not echoes.has("edges", OLD, heard=2)


@pytest.fixture
def page(visit):
    """The Placement page, drawn once."""
    arrive("placement", (EDGES,))
    put(EDGES, OLD)
    show(EDGES)
    leave_to_browser()
    return visit


def show(field):
    keep(field, st.session_state[draw(field, read(field))], field.default)


def test_a_field_that_was_written_is_not_undone_by_a_message_sent_before_it_was_heard(page):
    heard = page.session["heard-"]
    put(EDGES, NEW)
    show(EDGES)
    leave_to_browser()
    page.session |= {EDGES.name: OLD, "heard-": heard}  # as Streamlit does with every message
    arrive("placement", (EDGES,))
    assert read(EDGES) == NEW
    show(EDGES)
    assert page.session[EDGES.name] == NEW  # told once more
    leave_to_browser()
    page.session[EDGES.name] = OLD  # typed by somebody who has seen the new one
    arrive("placement", (EDGES,))
    assert read(EDGES) == OLD


@pytest.fixture
def part(monkeypatch):
    """A part that may run by itself, and shows the field."""
    monkeypatch.setattr(st, "fragment", lambda part, **_: part)

    def part():
        show(EDGES)

    return fragment(part)


def test_what_a_part_that_runs_by_itself_tells_is_heard_with_its_own_number(page, part):
    put(EDGES, NEW)
    part()
    page.session[EDGES.name] = OLD  # by somebody who has seen the new one
    assert read(EDGES) == OLD


def test_a_number_that_was_only_just_given_is_no_answer(page, part):
    arrive("placement", (EDGES,))
    put(EDGES, NEW)
    part()
    page.session[EDGES.name] = OLD
    assert read(EDGES) == NEW  # the script goes on
    leave_to_browser()
    assert read(EDGES) == OLD


def test_every_such_part_does():
    files = (ROOT / "rnnviz" / "ui").rglob("*.py")
    made = {
        file.name for file in files if re.search(r"st\.fragment\b(?!`)", file.read_text("utf-8"))
    }
    assert made == {"fragments.py"}


@pytest.mark.parametrize("heard", ["", "-1", "nan", "²", "9" * 5_000, "1e9"])
def test_whatever_a_browser_says_of_what_it_heard_nothing_breaks(page, heard):
    put(EDGES, NEW)
    page.session |= {EDGES.name: OLD, "heard-": heard}
    assert read(EDGES) == NEW


def test_what_a_widget_says_is_kept_though_the_run_never_comes_to_where_it_is_drawn(page):
    page.session[EDGES.name] = TYPED
    arrive("placement", (EDGES,))
    del page.session[EDGES.name]  # the next touch led to where it isn't drawn
    arrive("placement", (EDGES,))
    assert read(EDGES) == TYPED
    assert page.address[EDGES.name] == TYPED


@pytest.mark.usefixtures("visit")
def test_what_a_run_that_was_broken_off_told_a_widget_is_told_once_more(monkeypatch):
    told = []

    class Session(dict):
        def __setitem__(self, key, value):
            told.append(key)
            super().__setitem__(key, value)

    monkeypatch.setattr(st, "session_state", Session())
    for times in (1, 2, 2):  # twice, for the first run never came to its end
        arrive("placement", (EDGES,))
        show(EDGES)
        assert told.count(EDGES.name) == times
        if times == 2:
            leave_to_browser()


def test_what_a_visitor_says_anew_counts_at_once(page):
    put(EDGES, NEW)
    page.session[EDGES.name] = TYPED
    assert read(EDGES) == TYPED


def test_a_widget_that_shows_what_is_held_elsewhere_takes_no_echo_for_a_touch(page):
    taken, touch = [], None

    def pills(_label, *, key, on_change):
        nonlocal touch
        touch = on_change
        return page.session[key]

    def drawn(value):
        mirror(pills, "where", key="where", value=value, take=taken.append)

    drawn(["input"])
    drawn(["recurrent"])
    assert is_echo("where", ["input"])
    for chosen in (["input"], ["cell"]):
        page.session["where"] = chosen
        touch.__wrapped__()  # what `unbroken` wraps
    assert taken == [["cell"]]


def test_a_value_that_stays_is_no_change(page):
    set_widget("where", ["input"])
    set_widget("where", ["input"])
    assert not is_echo("where", ["input"])
    assert page.session["where"] == ["input"]
