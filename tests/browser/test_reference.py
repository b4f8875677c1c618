"""The Paper and Frameworks pages, in a real browser."""

from urllib.parse import parse_qs, quote_plus, urlsplit

from playwright.sync_api import expect

from rnnviz.analyses.struck import EXAMPLES, STEPS, UNITS_READ, measure
from rnnviz.content import named
from rnnviz.ui.paper.steps import STEPS as PAPER_STEPS


def film(page, expression):
    look = f"root => {{ const S = root.film; return {expression}; }}"
    return page.locator(".film").evaluate(look)


def drawn(page):
    """Every factor of the first mask that the film shows: (T, B, units)."""
    units = f"Array.from({{ length: {UNITS_READ} }}, (_, u) => S.cards[0].strip.factor(t, 0, u, b))"
    examples = f"Array.from({{ length: {EXAMPLES} }}, (_, b) => {units})"
    return film(page, f"Array.from({{ length: {STEPS} }}, (_, t) => {examples})")


def test_a_way_of_ones_own_fits_and_is_accessible(visit, address, violations_anywhere):
    assert not violations_anywhere(visit(f"{address}/frameworks?write=haste"))


def test_a_point_says_its_figure_and_its_source_when_it_is_touched(visit, address):
    page = visit(f"{address}/paper?paper-step=later")
    chart = page.locator(".st-key-years .js-plotly-plot")
    point = chart.locator(".scatterlayer .trace").last.locator(".points path").first
    for _ in range(20):  # a chart that is still being drawn feels nothing
        page.mouse.move(0, 0)
        point.hover(force=True)
        page.wait_for_timeout(500)
        if chart.locator(".hovertext").count():
            break
    expect(chart.locator(".hovertext")).to_contain_text(
        "Gal, Ghahramani (2016), Table 1 of version 3"
    )


def test_every_step_of_the_paper_fits_and_is_accessible(visit, address, violations_at_each):
    page = visit(f"{address}/paper")
    assert not violations_at_each(page, [named("paper_step", step.key) for step in PAPER_STEPS[1:]])


def test_the_cautionary_row_stands_in_a_table_with_its_thread(visit, address):
    page = visit(f"{address}/paper?paper-step=checks")
    row = page.locator("tr", has_text="CUDNN, large")
    expect(row).to_contain_text("8.03")
    expect(row).to_contain_text("126.03")
    link = row.get_by_role("link", name="tensorflow/models#2276")
    expect(link).to_have_attribute("href", "https://github.com/tensorflow/models/issues/2276")


def test_a_way_chosen_by_keyboard_changes_the_picture_and_an_address_that_opens_again(
    visit, address
):
    page = visit(f"{address}/frameworks")
    page.get_by_role("combobox", name="What do you write?").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("AWD")
    page.keyboard.press("Enter")
    page.get_by_text("get_language_model").wait_for()
    page.wait_for_function("location.search.includes('write=')")
    for shown in (page, visit(page.url)):
        noisy = shown.locator(".net").evaluate(
            "root => root.network.D.edges.filter(edge => edge.noises.length).map(e => e.key)"
        )
        assert noisy == ["word", "input", "between", "weights", "output"]
        expect(shown.get_by_role("link", name="fastai/fastai#1809")).to_be_visible()
        expect(shown.get_by_text("What the installed PyTorch does")).to_have_count(0)


def test_the_picture_follows_a_path_but_keeps_its_noise(visit, address):
    page = visit(f"{address}/frameworks")
    told = page.locator(".net .edges")
    expect(told).to_have_text("between layers0.5")
    expect(told.get_by_role("button")).to_have_count(0)
    told.locator("[data-edge=between]").click()
    page.locator(".net .word").nth(0).click()
    page.locator(".net .guess").nth(4).click()
    page.wait_for_function("location.search.includes('path=1-5')")
    assert parse_qs(urlsplit(page.url).query) == {"path": ["1-5"]}
    expect(told).to_have_text("between layers0.5")
    page.get_by_role("link", name="Change it on the Placement page").click()
    page.get_by_text("1 on the way up, 0 from step to step").wait_for()
    page.wait_for_function("location.search.includes('edges=')")
    assert parse_qs(urlsplit(page.url).query)["edges"] == ["between:0.5"]


def test_the_film_shows_the_masks_that_torch_drew(visit, address):
    page = visit(f"{address}/frameworks?live-seed=7")
    page.get_by_text("in eval() nothing was dropped").wait_for()
    (between,) = measure("plain", 2, 0.5, 7, training=True).noisy
    assert drawn(page) == between.mask(0.5).factor.tolist()
    page.get_by_role("button", name="New masks").last.click()
    page.wait_for_function("location.search.includes('live-seed=8')")
    (between,) = measure("plain", 2, 0.5, 8, training=True).noisy
    page.wait_for_timeout(500)
    assert drawn(page) == between.mask(0.5).factor.tolist()


def test_noise_that_stays_on_at_evaluation_is_said_on_a_cold_server(cold_address, visit):
    way = quote_plus("Your own loop: functional.dropout without training=")
    page = visit(f"{cold_address}/frameworks?write={way}")
    page.get_by_text("in eval() masks applied on “recurrent input hₜ₋₁ → gates”").wait_for()
