"""The Memory page in a real browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from rnnviz.content import named
from rnnviz.core.placement import Cell
from rnnviz.text.words import words
from rnnviz.ui.editor.pass_form import SENTENCE
from rnnviz.ui.memory.data import sentence_connectivity

TRAINED = "{}/memory?memory-step=trained"


def line(page, number):
    return page.locator(".connect .line").nth(number).get_by_role("button")


def test_a_word_pointed_at_shows_its_share_in_every_later_prediction(visit, address):
    page = visit(TRAINED.format(address))
    read = words(SENTENCE)
    word = 4
    line(page, 0).nth(word).hover()
    expect(page.locator(".connect [data-id=tell]")).to_contain_text(f"“{read[word]}”")
    for number, placement in enumerate(("recurrent:0.5", "cell:0.5")):
        shares = sentence_connectivity(Cell.LSTM, placement, read).shares
        expect(line(page, number).nth(len(read) - 1)).to_contain_text("%")
        shown = line(page, number).locator("small").all_inner_texts()
        assert not any(shown[: word + 1])
        for later in range(word + 1, len(read)):
            share = 100 * shares[later - 1][word]
            assert float(shown[later].removesuffix(" %")) == pytest.approx(share, abs=0.6)


def test_the_keyboard_reaches_a_word_and_the_table_follows(visit, address):
    page = visit(TRAINED.format(address))
    line(page, 1).nth(2).focus()
    expect(line(page, 0).nth(2)).to_have_attribute("aria-pressed", "true")
    page.locator(".connect summary").click()
    rows = page.locator(".connect tbody tr")
    read = words(SENTENCE)
    expect(rows).to_have_count(len(read) - 3)
    expect(rows.locator("th")).to_have_text(list(read[3:]))


def test_what_is_chosen_is_in_the_address_which_opens_it_again(visit, address):
    page = visit(f"{address}/memory")
    page.get_by_role("radio", name="2. A vector").click()
    page.get_by_role("radio", name="an orthogonal matrix mixes all units").click()
    page.get_by_role("button", name="Next: An untrained network").click()
    page.get_by_role("radio", name="RNN", exact=True).click()
    page.get_by_role("heading", name="3. In a vanilla RNN").wait_for()
    page.wait_for_function("location.search.includes('memory-cell')")
    query = parse_qs(urlsplit(page.url).query)
    assert {"memory-recurrence", "memory-cell", "memory-step"} <= set(query)
    again = visit(page.url)
    again.get_by_role("heading", name="3. In a vanilla RNN").wait_for()


def test_half_lives_show_their_progress_and_stand_with_every_table_open(
    visit, address, violations_anywhere
):
    page = visit(TRAINED.format(address))
    page.get_by_role("button", name="Measure all of them").click()
    page.get_by_text("Bars show two standard errors").wait_for(timeout=120_000)
    for fold in page.get_by_text("As a table").all():
        fold.click()
    assert not violations_anywhere(page)  # which waits until the page has come to rest


def test_every_step_and_every_question_is_accessible(visit, address, violations_at_each):
    page = visit(f"{address}/memory")
    asked = [("question", key) for key in ("swap", "context", "probe")]
    steps = [("memory_step", key) for key in ("vector", "untrained", "recall", "trained")]
    assert not violations_at_each(page, [named(kind, key) for kind, key in (*steps, *asked)])


def test_training_before_ones_eyes_shows_progress_and_stops_when_something_is_touched(
    visit, address
):
    page = visit(TRAINED.format(address))
    page.get_by_role("radio", name="after one pass, with its dropout").click()
    page.get_by_text("Touch anything to stop.").first.wait_for(timeout=60_000)
    page.get_by_role("radio", name="trained without dropout").click()
    expect(page.get_by_text("Touch anything to stop.")).to_have_count(0, timeout=60_000)
    expect(page.get_by_role("button", name="Next: Recall")).to_be_visible()


def test_what_a_step_left_never_stands_under_the_next_ones_heading(visit, address):
    page = visit(f"{address}/memory?memory-step=vector")
    page.locator(".st-key-vector .js-plotly-plot").wait_for()
    page.evaluate("""() => {
        globalThis.mixed = 0;
        new MutationObserver(() => {
            const heading = document.querySelector("h2")?.textContent ?? "";
            const old = document.querySelector(".st-key-vector");
            if (heading.startsWith("3.") && old) globalThis.mixed += 1;
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
    }""")
    page.get_by_role("button", name="Next: An untrained network").click()
    page.get_by_role("heading", name="3. In an").wait_for()
    page.locator("[class*=-gradients] .js-plotly-plot").wait_for()
    assert page.evaluate("globalThis.mixed") == 0
