"""A page in front of a class, by the keys that a presenter's clicker sends."""

from playwright.sync_api import expect


def test_a_clicker_turns_the_steps_and_escape_leaves(visit, address):
    page = visit(f"{address}/memory", width=1280, height=720)
    page.get_by_role("button", name="Present this page").click()
    page.wait_for_function("location.search.includes('present=1')")
    turned = page.locator(".st-key-turning")
    expect(turned).to_contain_text("1 / 5")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")  # means the slider
    page.wait_for_function("location.search.includes('memory-rate')")
    page.keyboard.press("PageDown")  # a clicker's, wherever the focus is
    page.wait_for_function("location.search.includes('memory-step=vector')")
    expect(turned).to_contain_text("2 / 5")
    text = page.get_by_test_id("stMain").locator("p").first
    assert text.evaluate("p => p.getBoundingClientRect().height / p.offsetHeight") > 1.4
    page.keyboard.press("PageUp")
    expect(turned).to_contain_text("1 / 5")
    page.keyboard.press("Escape")
    page.get_by_test_id("stHeader").get_by_text("Learn").wait_for()
    assert "present" not in page.url
