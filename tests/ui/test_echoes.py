"""A browser that has not heard yet says what its widgets had, with the visitor's next touch."""

import re
from pathlib import Path

import pytest
import streamlit as st

from rnnviz.ui import echoes as module
from rnnviz.ui.echoes import Echoes
from rnnviz.ui.fields import EDGES
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.widgets import mirror
from rnnviz.ui.state import arrive, draw, is_echo, leave_to_browser, put, read, set_widget

ROOT = Path(__file__).parents[2]
OLD, NEW, TYPED = "input:0.5", "recurrent:0.5", "cell:0.5"


@pytest.fixture(autouse=True)
def _a_browser_takes_a_moment(monkeypatch):
    monkeypatch.setattr(module, "_LAST_SECONDS", 0.5)


@pytest.fixture
def echoes(clock):
    return Echoes(clock)


def test_what_a_widget_had_is_an_echo_until_the_browser_has_had_time_to_hear(echoes, clock):
    echoes.change("edges", OLD)
    assert echoes.has("edges", OLD)
    assert not echoes.has("edges", TYPED)
    assert not echoes.has("where", OLD)
    clock.now = 9  # a long run
    assert echoes.has("edges", OLD)
    echoes.told()
    clock.now = 9.25
    assert echoes.has("edges", OLD)
    clock.now = 10
    assert not echoes.has("edges", OLD)


def test_what_it_had_long_ago_is_none(echoes, clock):
    echoes.change("edges", OLD)
    clock.now = 11
    echoes.change("edges", TYPED)
    assert echoes.has("edges", TYPED)
    assert not echoes.has("edges", OLD)


def test_a_run_that_never_ends_makes_nobody_deaf(echoes, clock):
    echoes.change("edges", OLD)
    clock.now = 11
    assert not echoes.has("edges", OLD)


def test_all_that_it_had_since_are_echoes(echoes):
    echoes.change("edges", OLD)
    echoes.change("edges", TYPED)
    assert echoes.has("edges", OLD)
    assert echoes.has("edges", TYPED)


@pytest.fixture
def page(visit, clock):
    """The Placement page, drawn once, with a clock of its own."""
    arrive("placement", (EDGES,))
    visit.session["page-opened"].echoes.clock = clock
    put(EDGES, OLD)
    draw(EDGES, read(EDGES))
    return visit


def test_a_field_that_was_written_is_not_undone_by_a_message_sent_before_it_was_heard(page, clock):
    put(EDGES, NEW)
    page.session[EDGES.name] = OLD  # as Streamlit does with every message
    assert read(EDGES) == NEW
    draw(EDGES, read(EDGES))
    assert page.session[EDGES.name] == NEW  # told once more
    leave_to_browser()
    clock.now = 2
    page.session[EDGES.name] = OLD  # typed by somebody who has seen the new one
    assert read(EDGES) == OLD


def test_a_part_that_runs_by_itself_tells_the_browser_too(page, clock, monkeypatch):
    monkeypatch.setattr(st, "fragment", lambda part, **_: part)
    fragment(lambda: put(EDGES, NEW))()
    clock.now = 1
    page.session[EDGES.name] = OLD
    assert read(EDGES) == OLD


def test_every_such_part_does():
    files = (ROOT / "rnnviz" / "ui").rglob("*.py")
    made = {
        file.name for file in files if re.search(r"st\.fragment\b(?!`)", file.read_text("utf-8"))
    }
    assert made == {"fragments.py"}


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
    for said in (["input"], ["cell"]):
        page.session["where"] = said
        touch.__wrapped__()  # what `unbroken` wraps
    assert taken == [["cell"]]


def test_a_value_that_stays_is_no_change(page):
    set_widget("where", ["input"])
    set_widget("where", ["input"])
    assert not is_echo("where", ["input"])
    assert page.session["where"] == ["input"]
