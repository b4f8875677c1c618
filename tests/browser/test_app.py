"""What a visitor meets."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = ["", "placement", "train"]
# KaTeX's own box scrolls sideways where a formula is wider than the page, and Streamlit gives it no
# tabindex; screen readers get the MathML inside.
WITHOUT_FORMULAS = {"exclude": [[".katex-display"]]}


def test_a_deep_link_opens_its_state_inside_the_frame_on_a_cold_server(visit, cold_address):
    page = visit(f"{cold_address}/placement?edges=recurrent:0.5&layers=3")
    page.get_by_text("Recurrent edge only, fresh at each step").first.wait_for()
    for title in ("Home", "Placement", "Train"):
        page.get_by_role("link", name=title, exact=True).wait_for()
    assert page.get_by_role("slider", name="Layers").input_value() == "3"


def test_a_method_changes_the_counts_and_the_address_which_opens_the_same_again(visit, address):
    page = visit(f"{address}/placement")
    page.get_by_text("3 going up, 0 through time").wait_for()
    page.get_by_role("combobox", name="Start from a method").click()
    page.get_by_role("option", name="The memory itself, fresh at each step").click()
    page.get_by_text("2 going up, 10 through time").wait_for()
    page.wait_for_function("location.search.includes('cell')")
    assert parse_qs(urlsplit(page.url).query)["edges"] == ["cell:0.5"]
    again = visit(page.url)
    again.get_by_text("2 going up, 10 through time").wait_for()


def test_placements_train_while_one_watches(visit, address):
    page = visit(f"{address}/train")
    epochs = page.get_by_role("slider", name="Epochs")
    epochs.focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_text("epochs.").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Everything as JSON").wait_for(timeout=180_000)
    assert page.locator(".js-plotly-plot").count() == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Everything as JSON").click()
    runs = json.loads(download.value.path().read_text(encoding="utf-8"))["runs"]
    assert [len(run["curve"]) for run in runs] == [1] * len(runs)


def test_stopping_says_so_and_lets_one_start_again(visit, address):
    page = visit(f"{address}/train")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_text("0 of").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("Stopped before the end").wait_for(timeout=60_000)
    assert page.get_by_role("button", name="Start", exact=True).is_enabled()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_accessibility_violations(visit, address, name, theme):
    page = visit(f"{address}/{name}", theme=theme)
    page.wait_for_timeout(1000)
    violations = Axe().run(page, context=WITHOUT_FORMULAS).response["violations"]
    assert not [
        (v["id"], [(node["html"][:120], node["failureSummary"][-160:]) for node in v["nodes"]])
        for v in violations
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_and_asks_nobody_else_for_anything(visit, address, name):
    page = visit(f"{address}/{name}", width=390, height=800)
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert {host.split(":")[0] for host in page.hosts} == {"localhost"}
