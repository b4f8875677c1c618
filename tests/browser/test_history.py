"""The browser's Back leaves a page at the first press, whatever was chosen on it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from rnnviz.ui.pages import PAGES
from tests.browser.menu import link_to

TITLES = {page.title: page.key for page in PAGES if page.address and page.listed}
HOME = "Where may dropout go in a recurrent network?"


def heading(page):
    return page.locator("h1").first


def go(page, title):
    """By the menu to a page, once all of it is there."""
    link_to(page, title).click()
    page.wait_for_url(f"**/{TITLES[title]}*")
    expect(heading(page)).not_to_have_text(HOME)
    page.get_by_text("rnnviz · every number is labeled").wait_for(timeout=60_000)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000)


def back_home(page):
    page.go_back()
    expect(heading(page)).to_have_text(HOME, timeout=60_000)
    assert urlsplit(page.url).path == "/"


def test_back_leaves_every_page_at_the_first_press(visit, address):
    page = visit(address, motion="no-preference")
    for title in TITLES:
        go(page, title)
    for path in [*list(TITLES.values())[-2::-1], ""]:
        before = heading(page).inner_text()
        page.go_back()
        expect(heading(page)).not_to_have_text(before, timeout=60_000)
        assert page.url == f"{address}/{path}"


@pytest.mark.parametrize(
    ("title", "radio", "written"),
    [("Explore", "Writing", "section=writing"), ("Questions", "2", "question=2")],
)
def test_so_it_does_after_a_choice_and_where_the_choice_is_kept(
    visit, address, title, radio, written
):
    page = visit(address)
    for choosing in (True, False):
        go(page, title)
        if choosing:
            page.get_by_role("radio", name=radio, exact=True).click()
        page.wait_for_url(f"**/{TITLES[title]}?{written}")
        back_home(page)


def test_a_choice_comes_back_with_its_page(visit, address):
    page = visit(f"{address}/explore")
    page.get_by_role("radio", name="Writing", exact=True).click()
    page.wait_for_url("**/explore?section=writing")
    go(page, "Masks")
    page.go_back()
    expect(page.get_by_role("heading", name="Writing")).to_be_visible()
    assert page.url == f"{address}/explore?section=writing"


@pytest.mark.parametrize(
    "link", ["explore?section=Inside", "questions?question=3", "masks?masks-step=5"]
)
def test_a_deep_link_is_one_entry(visit, address, link):
    page = visit(f"{address}/{link}")
    page.go_back()
    assert page.url == "about:blank"  # the empty page that a visitor starts from


def test_a_link_in_a_text_goes_to_its_page_in_the_same_tab_and_visit(visit, address):
    page = visit(f"{address}/memory?memory-step=recall")
    page.get_by_role("link", name="Results", exact=True).first.click()
    expect(heading(page)).to_contain_text("at which rate")
    page.wait_for_url("**/results?*results-family=cell_step*")
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuetext", "0.5")
    assert page.context.pages == [page]
    page.go_back()
    page.wait_for_url("**/memory?*memory-step=recall*")
    expect(heading(page)).to_contain_text("early words")


# A browser without a screen opens no tab, so it is asked whether anybody keeps it from doing so.
IS_LEFT_ALONE = """
(link, ctrlKey) => link.dispatchEvent(
  new MouseEvent("click", { bubbles: true, cancelable: true, composed: true, ctrlKey })
)
"""


def test_one_to_the_page_itself_is_left_to_the_browser_too(visit, address):
    page = visit(f"{address}/explore?section=models")
    card = page.get_by_role("table").get_by_role("link").first
    assert "/explore?" in card.evaluate("link => link.href")
    assert card.evaluate(IS_LEFT_ALONE, arg=False)
    assert page.url == f"{address}/explore?section=models"


def test_a_link_pressed_with_control_is_left_to_the_browser_which_opens_a_tab(visit, address):
    page = visit(f"{address}/use")
    links = {
        "results?results-network=dose%3Alive&results-family=nonrecurrent": lambda: page.get_by_role(
            "link", name="See the measured curve"
        ),
        "masks": lambda: link_to(page, "Masks"),
    }
    for ends, link in links.items():
        opens = link().evaluate("link => link.href")
        assert link().evaluate(IS_LEFT_ALONE, arg=True)
        assert urlsplit(page.url).path == "/use"
        tab = visit(opens)
        expect(heading(tab)).to_be_visible()
        assert tab.url.startswith(f"{address}/{ends}")
