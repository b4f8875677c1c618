"""What a visitor meets."""

import re
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.placement import Edge, parse
from rnnviz.ui.pages import PAGES
from tests.browser.lending import WATCH
from tests.browser.lists import choose
from tests.browser.menu import link_to


def main(page):
    return page.get_by_test_id("stMain")


def navigation(page, *titles):
    for title in titles:
        link_to(page, title).wait_for()


def equations(page):
    """The LaTeX that KaTeX keeps beside what it draws, once the page is all there."""
    page.wait_for_selector("[data-test-script-state=notRunning]")
    return page.locator("annotation[encoding='application/x-tex']").first.text_content()


def test_without_a_browser_one_is_told_how_to_get_one(find_chromium, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(AssertionError, match="apt install chromium"):
        find_chromium()


def test_a_deep_link_opens_its_state_inside_the_frame_for_all_who_come_at_once_to_a_cold_server(
    cold_address, visit, browser
):
    deep = f"{cold_address}/placement?edges=recurrent:0.5&layers=3"
    others = [browser.new_page() for _ in range(2)]
    for other in others:
        other.goto(deep, wait_until="commit")  # none waits for another
    page = visit(deep)
    for each in (page, *others):
        each.get_by_text("recurrent input, per step").first.wait_for()
        navigation(each, "Home", "Placement", "Masks", "Train")
    assert page.get_by_role("slider", name="Layers").input_value() == "3"
    assert r"\mathbf{D}_t\big(h_{t-1}\big)" in equations(page)
    for other in others:
        other.context.close()


def test_a_method_changes_counts_equations_and_address_which_opens_the_same_again(visit, address):
    page = visit(f"{address}/placement")
    page.get_by_text("3 on the way up, 0 from step to step").wait_for()
    before = equations(page)
    assert urlsplit(page.url).query == ""
    choose(page, "Start from a method", "cell state c, per step")
    page.get_by_text("2 on the way up, 6 from step to step").wait_for()
    page.get_by_role("radio", name="GRU").click()
    page.get_by_text("The equations of this GRU").wait_for()
    page.get_by_text("so dropout there is left off").wait_for()
    page.get_by_role("radio", name="LSTM").click()
    page.get_by_text("The equations of this LSTM").wait_for()
    page.get_by_role("slider", name="Layers").press("ArrowRight")
    page.get_by_text("3 on the way up, 6 from step to step").wait_for()
    page.get_by_role("slider", name="From word").last.press("ArrowRight")
    page.get_by_text("3 on the way up, 7 from step to step").wait_for()
    page.wait_for_function("location.search.includes('path')")
    query = parse_qs(urlsplit(page.url).query)
    assert query == {"edges": ["cell:0.5"], "layers": ["3"], "path": ["2-9"]}
    assert equations(page) != before
    again = visit(page.url)
    again.get_by_text("3 on the way up, 7 from step to step").wait_for()
    assert equations(again) == equations(page)
    expect(main(again)).to_have_text(main(page).inner_text(), use_inner_text=True)
    assert again.get_by_role("combobox", name="Start from a method").input_value() == (
        page.get_by_role("combobox", name="Start from a method").input_value()
    )


def shown(page):
    """What the page says in all its ways: picture, counts, equations, code."""
    picture = page.locator(".net").first.evaluate(
        "root => root.network.D.edges.filter(edge => edge.noises.length).map(edge => edge.key)"
    )
    return picture, equations(page), page.locator("[data-testid=stCode]").last.text_content()


def test_an_edge_touched_in_the_picture_changes_picture_counts_equations_and_code(visit, address):
    page = visit(f"{address}/placement", motion="no-preference")
    page.get_by_text("3 on the way up, 0 from step to step").wait_for()
    edge = page.locator(".net").get_by_role("button", name="cell state c", exact=True)
    edge.click()
    page.get_by_text("5 on the way up, 6 from step to step").wait_for()
    picture, latex, program = shown(page)
    assert picture == ["input", "between", "cell", "output"]
    assert r"c_t &= \mathbf{D}_t" in latex
    assert "cell:0.5" in program  # its first line says what it does
    page.wait_for_function("location.search.includes('cell')")
    edge.click()
    page.get_by_text("3 on the way up, 0 from step to step").wait_for()
    picture, _, program = shown(page)
    assert "cell" not in picture
    assert "cell:0.5" not in program
    assert r"c_t &= \mathbf{D}_t" not in equations(page)


def test_the_picture_on_the_page_shows_the_masks_that_the_core_draws(visit, address):
    page = visit(f"{address}/placement?edges=recurrent:0.5&seed=5")
    page.locator(".net canvas").first.wait_for()
    drawn = page.locator(".net").first.evaluate(
        "root => { const mask = root.network.D.masks('recurrent', 1)[0];"
        "return Array.from({ length: 15 }, (_, t) =>"
        "Array.from({ length: 32 }, (_, u) => mask.factor(t, 0, u, 0))); }"
    )
    masks = sample(parse("recurrent:0.5"), Dims(15, 1, 2, 32, 32, 2000, 4), generator(5))
    assert drawn == masks.factor(Edge.RECURRENT, 1)[:, 0].tolist()


def test_a_path_chosen_in_the_picture_is_counted_by_the_page(visit, address):
    page = visit(f"{address}/placement?edges=recurrent:0.5%2Binput:0.5&route=along+h")
    page.get_by_text("1 on the way up, 6 from step to step").wait_for()
    page.locator(".net .word").nth(0).click()
    page.locator(".net .guess").nth(4).click()
    page.get_by_text("1 on the way up, 4 from step to step").wait_for()
    page.wait_for_function("location.search.includes('path')")
    assert parse_qs(urlsplit(page.url).query)["path"] == ["1-5"]


def test_a_comparison_opens_again_on_a_cold_server(class_address, visit):
    page = visit(
        f"{class_address}/placement?beside=recurrent:0.25:sequence&seed=9&layers=1&hide=gallery"
    )
    page.locator(".net .picture").nth(1).wait_for()
    assert page.locator(".net .bar").count() == 1
    assert page.get_by_role("spinbutton", name="Seed").input_value() == "9"
    assert page.get_by_text("Gallery:").count() == 0
    edges = (
        page.locator(".net .picture")
        .nth(1)
        .get_by_role("button", name="input → layer 1", exact=True)
    )
    edges.click()  # the right one is changed by its own picture
    page.wait_for_function("location.search.includes('beside=input')")
    assert "edges" not in parse_qs(urlsplit(page.url).query)


def test_controls_out_of_sight_still_count(visit, address):
    page = visit(f"{address}/placement?hide=controls,gallery&layers=3&seed=7")
    page.get_by_text("4 on the way up, 0 from step to step").wait_for()
    for name in ("Where is dropout applied?", "Input sentence", "From word"):
        expect(page.get_by_text(name).first).to_be_hidden()


def test_a_card_of_the_gallery_goes_into_the_picture(visit, address, violations):
    page = visit(f"{address}/placement")
    page.get_by_text("Gallery:").click()
    page.get_by_role("button", name="Show it").first.wait_for()
    assert not violations(page)
    page.get_by_text("What a released program really did").click()
    card = page.get_by_role("button", name="Show it").first
    card.wait_for()
    before = page.url
    card.click()
    page.wait_for_function("before => location.href !== before", arg=before)


def test_an_address_typed_by_hand_may_join_noises_by_a_plus(visit, address):
    page = visit(f"{address}/placement?edges=input:0.99+output:0.025")
    page.get_by_text("through dropout masks 2 times").wait_for()
    page.get_by_text("Each edge in detail").click()
    sliders = page.get_by_role("slider", name="Dropout rate p")
    for place, rate in enumerate(["0.99", "0.025"]):
        expect(sliders.nth(place)).to_have_value(rate)
        shown = page.get_by_test_id("stSliderThumbValue").get_by_text(rate, exact=True)
        expect(shown).to_be_visible()


def test_an_address_cannot_put_a_picture_or_a_link_into_the_page(visit, address):
    edges = "![x](//evil.example/x.png)<img/src=//evil.example/x.png>[x](//evil.example)"
    page = visit(f"{address}/placement?edges={edges}")
    alert = page.get_by_role("alert")
    assert edges in alert.inner_text()
    assert alert.locator("a, img").count() == 0  # and `visit` sees that nobody else was asked


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_home_answers_with_a_picture_that_plays_unless_motion_is_unwanted(visit, address, motion):
    page = visit(address, motion=motion)
    page.wait_for_timeout(1000)
    begun = page.locator(".net").evaluate("root => root.network.touched")
    assert begun == (motion == "no-preference")
    curves = page.locator(".js-plotly-plot")
    expect(curves).to_contain_text("dropout rate")
    for part in (page.locator(".net .word").first, curves):
        assert part.bounding_box()["y"] < 1000  # on the first screen


LONGEST = {1400: 3_500, 390: 6_000}  # pixels, by width


@pytest.mark.parametrize("name", [page.address for page in PAGES])
def test_a_page_fits_is_not_too_long_and_is_accessible(visit, address, name, looks, violations):
    page = visit(f"{address}/{name}")
    for look in looks(page):
        assert not violations(page), look
        longest = LONGEST[page.viewport_size["width"]]
        assert main(page).evaluate("e => e.scrollHeight") <= longest, look


def test_so_are_warnings_and_noise_of_every_kind(visit, address, violations_anywhere):
    edges = "input:0.5:sequence:untied%2Bhidden:0.1:gaussian%2Bcell:0.5:previous:classic"
    page = visit(f"{address}/placement?cell=GRU&edges={edges}")
    page.get_by_text("so dropout there is left off").wait_for()
    page.get_by_text("As text, to copy or to type").click()
    page.get_by_role("textbox", name="Placement").wait_for()
    assert not violations_anywhere(page)


def test_a_phone_has_the_menu_of_all_pages(visit, address):
    page = visit(address, width=390, height=800)
    page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_test_id("stSidebarNav")
    for row in filter(lambda row: row.listed, PAGES):
        menu.get_by_role("link", name=row.title, exact=True).wait_for()


def test_a_phones_menu_closes_once_a_page_is_chosen_the_page_touched_or_escape_pressed(
    visit, address
):
    page = visit(address, width=390, height=800)
    menu, button = page.get_by_test_id("stSidebar"), page.get_by_test_id("stExpandSidebarButton")
    leave = (
        lambda: menu.get_by_role("link", name="Masks", exact=True).click(),
        lambda: page.mouse.click(370, 500),
        lambda: page.keyboard.press("Escape"),
        lambda: menu.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click(),
    )
    for close in leave:
        button.click()
        expect(menu).to_have_attribute("data-collapsed", "false")
        expect(page.locator(".st-key-language")).to_be_hidden()
        close()
        expect(menu).to_have_attribute("data-collapsed", "true")
    expect(page.get_by_role("heading", level=1)).to_contain_text("masks")
    expect(page.locator(".st-key-language")).to_be_visible()


def test_the_keyboard_reaches_the_method_and_the_edges_and_one_sees_where_it_is(visit, address):
    page = visit(f"{address}/placement")
    seen = {}
    for _ in range(60):  # past the links to all pages
        page.keyboard.press("Tab")
        name, look = page.evaluate(FOCUSED)
        seen[name] = look
    assert "Start from a method" in seen
    assert "words (embedding)" in seen
    for name in ("Start from a method", "words (embedding)", "RNN", "Layers"):
        page.locator("h1").click()
        assert page.evaluate(LOOK_OF, name) != seen[name], f"{name} looks the same with focus"
    page.get_by_role("button", name="words (embedding)", exact=True).first.focus()
    page.keyboard.press("Space")
    page.get_by_text("4 on the way up, 0 from step to step").wait_for()
    page.get_by_role("combobox", name="Start from a method").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("cell state c, per")
    page.keyboard.press("Enter")
    page.get_by_text("6 from step to step").wait_for()


# What of an element and of the boxes close around it changes with the focus.
LOOK = """element => {
    const looks = [];
    for (let box = element, up = 0; box && up < 4; box = box.parentElement, up += 1) {
        const style = getComputedStyle(box);
        looks.push(style.outline + style.boxShadow + style.borderColor + style.backgroundColor);
    }
    return looks.join("|");
}"""
NAME = "element => element.getAttribute('aria-label') || element.innerText.trim()"
FOCUSED = f"""() => {{
    const element = document.activeElement;
    return [({NAME})(element), ({LOOK})(element)];
}}"""
LOOK_OF = f"""name => {{
    const all = [...document.querySelectorAll('input, button')];
    return ({LOOK})(all.find(element => ({NAME})(element) === name));
}}"""


HELD = """
const listen = WebSocket.prototype.addEventListener
WebSocket.prototype.addEventListener = function (kind, hear) {
  const held = (event) => {
    if (!window.held) return hear.call(this, event)
    window.held.push(() => hear.call(this, event))
    window.arrived = performance.now()
  }
  listen.call(this, kind, kind === "message" ? held : hear)
}
window.release = () => {
  window.held.forEach((hear) => hear())
  window.held = null
}
"""


@pytest.fixture
def far(browser):
    """A page where what the server says is `held` up, once that is a list, until its release."""
    with browser.new_context(reduced_motion="reduce") as context:
        context.add_init_script(WATCH + HELD)
        yield context.new_page()


def test_of_two_quick_touches_over_a_bad_line_both_count(far, address, settle):
    far.goto(f"{address}/placement")
    far.get_by_text("rnnviz · every number is labeled").wait_for(timeout=60_000)
    settle(far)
    far.evaluate("window.held = []; window.arrived = Infinity")
    choose(far, "Start from a method", "recurrent input, per step")
    far.wait_for_function("performance.now() - window.arrived > 1000")  # it has run, unseen
    for touched in ("per sequence", "along h"):
        far.get_by_role("radio", name=touched, exact=True).click()
    far.evaluate("window.release()")
    for part in ("edges=recurrent%3A0.5%3Asequence", "route=h"):
        far.wait_for_url(re.compile(part), timeout=60_000)
    settle(far)
    for touched in ("per sequence", "along h"):
        expect(far.get_by_role("radio", name=touched, exact=True)).to_be_checked()
