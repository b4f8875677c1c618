"""The tour: where it leads, and what it believes of a cookie."""

import pytest

from rnnviz.ui.fields import ANSWER
from rnnviz.ui.frame.tour import COOKIE, STOPS, WALK, Walk
from rnnviz.ui.pages import PAGES
from rnnviz.ui.state import put, read


def test_each_page_is_a_stop_in_the_order_of_the_menu():
    assert [stop.page for stop in STOPS] == [page.key for page in PAGES if page.toured]


@pytest.mark.parametrize("walk", [Walk(0, open=True), Walk(3, open=False), Walk(len(STOPS), True)])
def test_what_the_browser_keeps_is_read_back(walk, visit):
    visit.cookies[COOKIE] = str(walk)
    assert read(WALK) == walk


@pytest.mark.parametrize("said", ["", "99+", "-1+", "2", "2++", "²+", "<b>", "2+\n", "1e3-"])
def test_any_other_cookie_means_that_no_tour_is_under_way(said, visit):
    visit.cookies[COOKIE] = said
    assert read(WALK) == Walk(0, open=False)


def test_a_placement_that_cannot_be_read_completes_nothing(visit):
    visit.address["edges"] = "\0"
    put(ANSWER, "nonsense:::")
    assert not STOPS[0].done()
    assert not STOPS[1].done()
