"""The tour: where it leads, and what it believes of a cookie."""

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.fields import ANSWER
from rnnviz.ui.frame.tour import COOKIE, STOPS, WALK, Walk
from rnnviz.ui.pages import PAGES
from rnnviz.ui.state import put, read


def test_each_page_is_a_stop_in_the_order_of_the_menu():
    assert [stop.page for stop in STOPS] == [page.key for page in PAGES if page.toured]


@pytest.mark.parametrize(
    "walk", [Walk(0, open=True), Walk(3, open=False, skipped=2), Walk(len(STOPS), True)]
)
def test_what_the_browser_keeps_is_read_back(walk, visit):
    visit.cookies[COOKIE] = str(walk)
    assert read(WALK) == walk


@pytest.mark.parametrize(
    "cookie", ["", "99+", "-1+", "2", "2++", "²+", "<b>", "2+\n", "1e3-", "1+2", "3+²"]
)
def test_any_other_cookie_means_that_no_tour_is_under_way(cookie, visit):
    visit.cookies[COOKIE] = cookie
    assert read(WALK) == Walk(0, open=False)


def test_a_placement_that_cannot_be_read_completes_nothing(visit):
    visit.address["edges"] = "\0"
    put(ANSWER, "nonsense:::")
    assert not STOPS[0].done()
    assert not STOPS[1].done()


AT_THE_END = """
from rnnviz.ui.frame.tour import STOPS, WALK, Walk, show_tour
from rnnviz.ui.state import put
put(WALK, Walk(len(STOPS), open=True, skipped={skipped}))
show_tour("home")
"""


@pytest.mark.parametrize("skipped", [0, 1, 5])
def test_who_has_skipped_stops_is_not_told_to_have_done_them(skipped):
    test = AppTest.from_string(AT_THE_END.format(skipped=skipped), default_timeout=30).run()
    text = " ".join(element.value for element in test.markdown)
    assert ("The tour is complete" in text) == (skipped == 0)
    assert (f"You skipped {skipped} of its {len(STOPS)} stops" in text) == (skipped > 0)


AT_A_STOP = """
from rnnviz.ui.frame.tour import WALK, Walk, show_tour
from rnnviz.ui.state import put, read
if not read(WALK).open:
    put(WALK, Walk({at}, open=True))
show_tour("{page}")
"""


@pytest.mark.parametrize("at", range(len(STOPS)), ids=[stop.page for stop in STOPS])
def test_a_skipped_stop_leads_to_the_page_of_the_next_one_at_its_own_part(at, monkeypatch):
    went = []
    monkeypatch.setattr("streamlit.switch_page", lambda *where, **more: went.append((*where, more)))
    script = AT_A_STOP.format(at=at, page=STOPS[at].page)
    test = AppTest.from_string(script, default_timeout=30).run()
    assert not went
    test.button(key="tour-skip").click().run()
    onward = STOPS[at + 1 : at + 2]  # after the last one is the end
    assert went == [(stop.file, {"query_params": stop.query}) for stop in onward]
    test.run()
    assert len(went) == len(onward)  # once


AT_THE_LAST_STOP = """
import streamlit as st
from rnnviz.lessons.questions import questions
from rnnviz.ui.frame.tour import STOPS, WALK, Walk, notice, show_tour
from rnnviz.ui.kit.answers import answer
from rnnviz.ui.state import is_set, put, read
if not is_set(WALK):
    put(WALK, Walk(len(STOPS) - 1, open=True, skipped=1))
    first = questions()[0]
    answer(first.key, next(o.key for o in first.options if o.right is {right}))
notice("questions")
show_tour("questions")
st.text(str(read(WALK)))
"""


@pytest.mark.parametrize(("right", "onward"), [(True, 1), (False, 0)])
def test_who_leaves_after_a_stop_is_done_goes_on_behind_it(right, onward):
    script = AT_THE_LAST_STOP.format(right=right)
    test = AppTest.from_string(script, default_timeout=30).run()
    test.button(key="tour-leave").click().run()
    assert test.text[0].value == str(Walk(len(STOPS) - 1 + onward, open=False, skipped=1))
