"""The story of an experiment: start, watch, pause, change a rate, resume, stop, export, reload."""

import csv
import io
import json
import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.browser.menu import link_to

PATIENCE = 90_000  # ms: two cores, and a worker that reads its text first


@pytest.fixture(scope="module")
def lab(serve, brief):
    """A server with two trainings at a time and a text that is read in a moment."""
    with serve(RNNVIZ_MAX_WORKERS="2", **brief) as address:
        yield f"{address}/train"


def choose(page, label, option):
    """From a list, which closes again if it is opened while the page is drawn anew."""
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    listed = page.get_by_role("option", name=option).first
    for _ in range(6):
        page.get_by_role("combobox", name=label, exact=True).click()
        with suppress(PlaywrightTimeout):
            return listed.click(timeout=2_000)
    raise AssertionError(f"{label} offers no {option}")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click(timeout=PATIENCE)


def two_placements_for(page, epochs_key, epochs):
    # Once the pace of the form as it opens is known, nothing draws the page anew by itself.
    expect(page.get_by_text(re.compile(r"About .* for \d+ runs"))).to_be_visible(timeout=PATIENCE)
    for number in (3, 4):
        choose(page, f"Placement {number}", "nothing more")
        page.wait_for_function(f"location.search.includes('placement-{number}=-')")
    choose(page, "Text", "Topics")
    page.get_by_text("sets how likely the others are").wait_for()
    choose(page, "How much of it", "tiny")
    page.get_by_role("slider", name="Epochs").press(epochs_key)
    text = re.compile(rf"About .* for 2 runs of {epochs} epochs?")
    expect(page.get_by_text(text)).to_be_visible(timeout=PATIENCE)


def progress(page):
    return page.get_by_test_id("stProgress").first  # for a moment the one before is there too


def saved(page, name):
    page.locator("[data-test-script-state=notRunning]").wait_for()  # a run makes the button anew
    with page.expect_download() as download:
        press(page, name)
    return download.value.path()


def test_the_whole_story_of_an_experiment(visit, lab):
    page = visit(lab, height=2400)
    page.get_by_text("Measured before").first.wait_for()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    two_placements_for(page, "End", 60)
    press(page, "Start")
    expect(progress(page)).to_contain_text("training:", timeout=PATIENCE)
    expect(progress(page)).to_contain_text("words/s on cpu", timeout=PATIENCE)
    page.get_by_text("perplexity (measured now)").wait_for(timeout=PATIENCE)

    press(page, "Pause")
    page.get_by_text("Paused by you").wait_for(timeout=PATIENCE)
    expect(progress(page)).to_contain_text("paused: no dropout (seed 0)")
    page.get_by_text("Change a rate while it trains").click()
    choose(page, "Of which placement", "Zaremba 2014")
    page.get_by_role("slider", name="Rate: input → layer 1").press("Home")
    press(page, "From the next epoch on")
    press(page, "Resume")
    expect(progress(page)).to_contain_text("training:", timeout=PATIENCE)
    page.get_by_text("Zaremba 2014, changed").first.wait_for(timeout=2 * PATIENCE)

    before = page.url
    assert "run=" in before
    page.reload()
    page.get_by_text("Zaremba 2014, changed").first.wait_for(timeout=PATIENCE)
    assert page.url == before
    press(page, "Stop")
    expect(progress(page)).to_contain_text("stopped: no dropout (seed 0)", timeout=PATIENCE)

    data = json.loads(saved(page, "Everything as JSON").read_text(encoding="utf-8"))
    assert [run["key"] for run in data["runs"]] == ["none", "zaremba2014"]
    assert data["runs"][1]["changes"][0]["placement"] == "input:0.0+between:0.5+output:0.5"
    rows = list(csv.DictReader(io.StringIO(saved(page, "Curves as CSV").read_text("utf-8"))))
    data = json.loads(saved(page, "Everything as JSON").read_text(encoding="utf-8"))  # a last word
    assert sum(len(run["curve"]) for run in data["runs"]) >= len(rows) >= 2
    page.get_by_text("The command that repeats these runs").click()
    line = page.get_by_test_id("stCode").filter(has_text="rnnviz compare")
    expect(line).to_contain_text("--change zaremba2014/0@")

    page.get_by_text("Name, notes, models, delete").click()
    page.get_by_role("textbox", name="Name").fill("Half an hour of topics")
    page.keyboard.press("Tab")
    choose(page, "Experiment", "Recorded: the settings of the form")
    page.get_by_text("Measured before").first.wait_for()
    choose(page, "Experiment", "Half an hour of topics")
    page.get_by_text("Zaremba 2014, changed").first.wait_for()
    page.get_by_text("Name, notes, models, delete").click()
    press(page, "Delete this experiment")
    page.get_by_text("Measured before").first.wait_for()


def test_a_finished_run_is_a_model_and_another_visitor_sees_none_of_it(
    visit, lab, violations_anywhere
):
    page = visit(lab, height=2400)
    two_placements_for(page, "Home", 1)
    press(page, "Start")
    expect(progress(page)).to_contain_text("100% · done:", timeout=PATIENCE)
    page.get_by_text("Name, notes, models, delete").click()
    card = json.loads(saved(page, "Card (JSON)").read_text(encoding="utf-8"))
    assert card["run"]["key"] == "none"
    assert saved(page, "Weights (safetensors)").stat().st_size > 100_000
    assert not violations_anywhere(page)
    other = visit(page.url)
    other.get_by_text("belongs to somebody else").wait_for()
    other.get_by_text("Measured before").first.wait_for()


def test_guessing_first_covers_the_curves(visit, lab, violations):
    page = visit(lab, height=2400)
    page.get_by_text("Predict the ranking first").click()
    page.get_by_text("Predict the ranking first.").wait_for()
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    assert not violations(page)
    press(page, "This is my ranking")
    page.get_by_text("The record has, lowest first").wait_for()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)


def second_tab(page, address):
    """Another tab of the same browser."""
    tab = page.context.new_page()
    tab.set_viewport_size({"width": 1400, "height": 2400})
    tab.goto(address)
    tab.get_by_text("rnnviz · every number is labeled").wait_for(timeout=PATIENCE)
    return tab


def start(page, besides=()):
    """Start what outlasts a test, and the id of it: none of those that may be under way already."""
    page.get_by_role("slider", name="Epochs").press("End")
    page.wait_for_function("location.search.includes('epochs')")
    button = page.get_by_role("button", name="Start", exact=True)
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.click()
    page.wait_for_url(lambda _: shown(page) not in (None, *besides), timeout=PATIENCE)
    expect(progress(page)).to_be_in_viewport(timeout=PATIENCE)  # though the form lies below it
    return shown(page)


def shown(page):
    """The id of the experiment in a page's address."""
    match = re.search("run=([0-9a-f]+)", page.url)
    return match and match[1]


def menu(page):
    link_to(page, "Train").click()
    page.get_by_role("button", name="Start", exact=True).wait_for(timeout=PATIENCE)


def test_two_tabs_of_one_browser_are_one_visitor(visit, lab):
    """The first tab starts, the second comes by the menu, the first is loaded again."""
    home = lab.removesuffix("/train")
    first = visit(home, height=500)
    second = second_tab(first, home)
    menu(first)
    start(first)
    menu(second)
    first.reload()
    expect(progress(first)).to_be_visible(timeout=PATIENCE)
    expect(first.get_by_text("belongs to somebody else")).to_have_count(0)
    press(second, "Stop")  # what is under way, the page opens with
    expect(progress(first)).to_contain_text("stopped:", timeout=PATIENCE)
    assert first.evaluate("document.cookie.includes('rnnviz_visitor')") is False


def test_what_two_tabs_opened_at_once_start_is_in_both_and_each_follows_the_other(browser, lab):
    looks = {"viewport": {"width": 1400, "height": 2400}, "reduced_motion": "reduce"}
    context = browser.new_context(**looks)
    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(lab, wait_until="commit")  # neither waits for the other
    first, second = tabs
    ids = [start(first)]
    ids.append(start(second, besides=ids))
    first.reload()
    second.goto(f"{lab}?run={ids[0]}")
    for tab in tabs:
        expect(progress(tab)).to_be_visible(timeout=PATIENCE)
        expect(tab.get_by_text("belongs to somebody else")).to_have_count(0)
    press(first, "Pause")
    expect(progress(second)).to_contain_text("paused:", timeout=PATIENCE)
    press(second, "Resume")
    expect(progress(first)).not_to_contain_text("paused:", timeout=PATIENCE)
    expect(first.get_by_role("button", name="Pause", exact=True)).to_be_enabled(timeout=PATIENCE)
    press(first, "Stop")
    expect(progress(first)).to_contain_text("stopped:", timeout=PATIENCE)
    first.goto(f"{lab}?run={ids[1]}")
    press(first, "Stop")
    expect(progress(first)).to_contain_text("stopped:", timeout=PATIENCE)
    assert shown(first) == ids[1]  # of two with one name and minute
    context.close()
