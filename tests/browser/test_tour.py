"""The tour, walked from its offer to its end on a server that nobody has opened a page of."""

import pytest
from playwright.sync_api import expect

from rnnviz.content import named, sentence
from rnnviz.lessons.questions import questions
from rnnviz.ui.frame.tour import COOKIE, STOPS
from tests.browser.lists import choose

PATIENCE = 90_000


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def at_home(page):
    page.locator(".net").get_by_role("button", name="cell state c", exact=True).click()


def at_placement(page):
    choose(page, "Start from a method", "recurrent input, per step")
    page.get_by_role("radio", name="along h").click()


def at_masks(page):
    page.locator(".film").get_by_role("button", name="One step forward").click()


def at_memory(page):
    choose(page, "Dropout on the value", "dropout, mask per sequence")


def at_results(page):
    page.get_by_role("slider", name="Dropout rate of").press("ArrowLeft")


def at_use(page):
    amounts = page.get_by_role("radiogroup", name="How much training text?")
    amounts.get_by_text(named("text", "much")).click()


def at_explore(page):
    page.locator(".surprise .line").first.get_by_role("button").nth(4).click()


def at_train(page):
    press(page, sentence("train.deciding_live"))
    page.get_by_role("slider", name="Epochs").press("Home")
    expect(page.get_by_text("runs of 1 epoch")).to_be_visible(timeout=PATIENCE)
    press(page, "Start")
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")


def at_paper(page):
    page.get_by_role("radio", name="10", exact=True).click()
    page.get_by_text(sentence("tour.not_that")).wait_for()
    page.get_by_role("radio", name="38", exact=True).click()


def at_frameworks(page):
    choose(page, "What do you write?", "nn.LSTM(dropout=), one layer")


def at_twins(page):
    page.get_by_role("radio", name="per sequence (Gal)").click()


def at_questions(page):
    first = questions()[0]
    answers = page.get_by_role("radiogroup", name="Answers to question 1").locator("label")
    answers.nth([option.right for option in first.shuffled].index(True)).click()


DO = {
    "home": at_home,
    "placement": at_placement,
    "masks": at_masks,
    "memory": at_memory,
    "results": at_results,
    "use": at_use,
    "explore": at_explore,
    "train": at_train,
    "paper": at_paper,
    "frameworks": at_frameworks,
    "twins": at_twins,
    "questions": at_questions,
}


@pytest.fixture
def cold(serve):
    """A server that nobody has opened a page of, and on which one run trains at a time."""
    with serve(RNNVIZ_MAX_WORKERS="1") as address:
        yield address


def test_a_newcomer_walks_from_the_offer_to_the_end_by_doing_what_each_stop_asks(
    cold, visit, settle
):
    page = visit(cold, height=2000, motion="no-preference")  # the picture at the first stop plays
    page.get_by_role("button", name="Take the tour").click()
    for number, stop in enumerate(STOPS, start=1):
        page.get_by_text(f"stop {number} of {len(STOPS)}").wait_for(timeout=PATIENCE)
        page.get_by_text("rnnviz · every number is labeled").wait_for(timeout=PATIENCE)
        expect(page.get_by_role("button", name="Skip it")).to_be_visible()
        settle(page)  # a newcomer reads first
        DO[stop.page](page)
        page.emulate_media(reduced_motion="reduce")  # what moves is drawn without a graphics card
        if number < len(STOPS):
            onward = page.get_by_role("link", name="Next stop")
            expect(onward, f"{stop.page} is done").to_be_visible(timeout=PATIENCE)
            onward.click()
    press(page, "To the end")
    page.get_by_text("The tour is complete.").wait_for()
    press(page, "Close")
    expect(page.get_by_text("The tour is complete.")).to_be_hidden()


def test_it_can_be_left_goes_on_after_a_reload_and_leads_back_from_other_pages(
    address, visit, violations
):
    page = visit(f"{address}/paper")
    page.context.add_cookies([{"name": COOKIE, "value": "2+", "url": address}])
    page.reload()
    page.get_by_text(f"stop 3 of {len(STOPS)}").wait_for()
    press(page, "Skip it")
    page.get_by_text(f"stop 4 of {len(STOPS)}").wait_for(timeout=PATIENCE)
    page.wait_for_function(f"document.cookie.includes('{COOKIE}=3+')")
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    press(page, "Leave the tour")
    page.wait_for_function(f"document.cookie.includes('{COOKIE}=3-')")
    page.goto(address)
    page.get_by_role("button", name="Go on with the tour, at stop 4").click()
    page.get_by_text(f"stop 4 of {len(STOPS)}").wait_for(timeout=PATIENCE)
    page.get_by_test_id("stMain").get_by_role("link", name="Memory").first.click()
    page.wait_for_function("location.pathname === '/memory'")
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    assert not violations(page)
