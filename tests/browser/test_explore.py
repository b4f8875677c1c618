"""The Explore page in a real browser."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from rnnviz.text.vocab import END
from rnnviz.ui.editor.pass_form import SENTENCE
from rnnviz.ui.explore.data import surprisals
from rnnviz.ui.explore.form import read
from rnnviz.ui.explore.shelf import model_names, opened
from tests.browser.lists import choose

SECTIONS = (
    *("Surprise", "Writing", "Dropout at test time", "Another placement"),
    *("An ensemble", "Inside", "What it remembers", "The models"),
)


def line(page, number):
    return page.locator(".surprise .line").nth(number).get_by_role("button")


def test_a_word_pointed_at_tells_what_was_expected_and_clicked_it_is_charted(visit, address):
    page = visit(f"{address}/explore")
    words, name = read(SENTENCE), model_names()[1]
    expected, known = surprisals(name, words), opened(name).vocabulary.words
    shown = [*(f"{nats:.1f}" for nats in expected.nats), ""]  # nothing for what comes next
    expect(line(page, 0).locator("small")).to_have_text(shown)
    line(page, 0).nth(3).hover()
    tell = page.locator(".surprise [data-id=tell]")
    expect(tell).to_contain_text(f"“{words[3]}” {opened(name).label}: {expected.nats[3]:.2f} nats")
    expect(tell).to_contain_text(known[expected.guesses[3][0].word].replace(END, "¶"))
    line(page, 1).nth(3).click()
    page.get_by_role("heading", name=f"What was expected where “{words[3]}” came?").wait_for()
    expect(page.locator("table.guesses").first).to_be_visible()
    expect(line(page, 0).nth(3)).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("new URLSearchParams(location.search).get('word') === '3'")


def test_the_keyboard_reaches_a_word_and_the_table_holds_them_all(visit, address):
    page = visit(f"{address}/explore?beside=nothing")
    line(page, 0).nth(2).focus()
    expect(page.locator(".surprise [data-id=tell]")).to_contain_text(f"“{read(SENTENCE)[2]}”")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What was expected where").wait_for()
    page.locator(".surprise summary").click()
    rows = page.locator(".surprise tbody tr")
    expect(rows.locator("th")).to_have_text(list(read(SENTENCE)))


def test_another_model_is_there_and_in_the_address(visit, address):
    page = visit(f"{address}/explore")
    names = model_names()
    label = opened(names[2]).label
    choose(page, "Model", label, exact=True)
    page.locator(".surprise h3").first.get_by_text(label, exact=True).wait_for()
    page.wait_for_function("location.search.includes('model=')")
    assert parse_qs(urlsplit(page.url).query)["model"] == [names[2]]


def test_writing_streams_and_stops_when_one_stops_it(visit, address):
    page = visit(f"{address}/explore?section=Writing")
    page.get_by_role("button", name="Write", exact=True).click()
    written = page.locator("blockquote strong")
    written.wait_for()
    page.get_by_role("button", name="Stop").click()
    text = page.get_by_text("words, drawn now")
    text.wait_for()
    assert 1 <= int(text.inner_text().split()[0]) < 120
    before = written.inner_text()
    page.wait_for_timeout(500)
    assert written.inner_text() == before


def test_an_ensemble_shows_its_progress_and_its_figures(visit, address):
    page = visit(f"{address}/explore?section=An+ensemble&model={model_names()[0]}")
    if len({opened(name).card.corpus_sha256 for name in model_names()[:2]}) == 1:
        page.get_by_test_id("stMain").get_by_role("button", name="Measure", exact=True).click()
        page.get_by_text("the best model alone").wait_for(timeout=60_000)


def test_every_section_is_accessible_on_desk_and_phone(visit, address, settle, violations_anywhere):
    page = visit(f"{address}/explore?model={model_names()[1]}")
    faults = {}
    for section in SECTIONS:  # each is computed and drawn once
        page.get_by_role("radio", name=section, exact=True).click()
        page.get_by_role("heading", name=section, exact=True).wait_for()
        settle(page)
        for fold in page.get_by_text("As a table").all():
            fold.click()
        faults[section] = violations_anywhere(page)
    assert not any(faults.values()), faults
