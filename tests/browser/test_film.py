"""The film of masks, in a real browser."""

from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.placement import Edge, parse

THREE = parse("input:0.5+recurrent:0.5:sequence+weights:0.5:batch")


@pytest.fixture
def visit(visit):
    return partial(visit, motion="no-preference")


def state(page, expression):
    look = f"root => {{ const S = root.film; return {expression}; }}"
    return page.locator(".film").evaluate(look)


def until(page, expression):
    film = page.locator(".film").element_handle()
    page.wait_for_function(f"root => {{ const S = root.film; return {expression}; }}", arg=film)


def images(page, which):
    """What each card's canvas shows, as text."""
    return state(page, f"S.cards.map((card) => card.{which}.toDataURL())")


def test_play_runs_says_nothing_to_the_server_and_pause_holds(visit, address):
    page = visit(f"{address}/masks")
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    until(page, "S.t >= 4")
    assert "masks-step" not in page.url  # nothing was sent yet: the address stands as it stood
    page.get_by_role("button", name="Pause").click()
    held = state(page, "S.t")
    page.wait_for_function("location.search.includes('masks-step')")
    assert parse_qs(urlsplit(page.url).query)["masks-step"] == [str(held + 1)]
    page.wait_for_timeout(500)
    assert state(page, "S.t") == held


def test_step_moves_one_what_is_drawn_anew_changes_and_what_lasts_stands(visit, address):
    page = visit(f"{address}/masks")
    before = images(page, "all")
    page.get_by_role("button", name="One step forward").click()
    assert state(page, "S.t") == 1
    expect(page.locator(".film [data-id=step]")).to_have_text("step 2 of 20")
    lasting = state(page, "S.cards.map(({ strip }) => strip.lasting)")
    assert True in lasting
    assert False in lasting
    changed = [a != b for a, b in zip(before, images(page, "all"), strict=True)]
    assert changed == [not lasts for lasts in lasting]
    page.get_by_role("button", name="One step back").click()
    assert images(page, "all") == before


def test_the_masks_drawn_are_those_that_the_core_draws(visit, address):
    page = visit(f"{address}/masks?masks-seed=5")
    drawn = state(
        page,
        "S.cards.filter(({ strip }) => !strip.weights).map(({ strip }) => ["
        "strip.edge, strip.layer, Array.from({ length: 20 }, (_, t) => Array.from({ length: 8 },"
        "(_, b) => Array.from({ length: 32 }, (_, u) => strip.factor(t, 0, u, b))))])",
    )
    masks = sample(THREE, Dims(20, 8, 2, 32, 32, 200, 4), generator(5))
    assert len(drawn) == 3
    for edge, layer, values in drawn:
        assert values == masks.factor(Edge(edge), layer).expand(20, -1, -1).tolist()


def test_the_table_names_the_units_struck(visit, address):
    page = visit(f"{address}/masks?masks-seed=5&masks-step=3")
    assert state(page, "S.t") == 2
    page.locator(".film .twin summary").press("Enter")
    row = page.locator(".film tbody tr", has_text="input → layer 1")
    factor = sample(THREE, Dims(20, 8, 2, 32, 32, 200, 4), generator(5)).factor(Edge.INPUT, 0)
    struck = [u + 1 for u in range(32) if factor[2, 0, u] == 0]
    expect(row.locator("td").last).to_have_text(" ".join(map(str, struck)))
    expect(row.locator("td").nth(1)).to_have_text(f"{int((factor[2] == 0).sum())} of 256")


def test_a_copied_address_opens_at_the_same_step_on_a_cold_server(cold_address, visit):
    page = visit(f"{cold_address}/masks?masks-seed=7&masks-step=12")
    expect(page.locator(".film [data-id=step]")).to_have_text("step 12 of 20")


def test_a_hostile_step_in_the_address_is_the_first(visit, address):
    page = visit(f"{address}/masks?masks-step=<b>")
    expect(page.locator(".film [data-id=step]")).to_have_text("step 1 of 20")


def test_the_keyboard_plays_steps_and_scrubs(visit, address):
    page = visit(f"{address}/masks")
    page.get_by_role("button", name="One step forward").focus()
    page.keyboard.press("Enter")
    assert state(page, "S.t") == 1
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert state(page, "S.t") == 19
    page.locator(".film .play").press("Enter")
    until(page, "S.playing && S.t < 19")  # from the start again
    page.locator(".film .play").press("Enter")
    assert not state(page, "S.playing")
    step = 1 + state(page, "Math.floor(S.t)")
    expect(page.locator(".film [data-id=live]")).to_contain_text(f"Step {step} of 20")


def test_with_reduced_motion_the_frame_jumps_from_step_to_step(visit, address):
    page = visit(f"{address}/masks")
    page.emulate_media(reduced_motion="reduce")
    page.locator(".film").evaluate(
        "root => { root.seen = new Set(); const S = root.film, look = () => {"
        " root.seen.add(S.cards[0].moment.style.transform); requestAnimationFrame(look); };"
        " look(); }"
    )
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    until(page, "S.t >= 5")
    places = page.locator(".film").evaluate("root => [...root.seen]")
    wide = state(page, "S.wide")
    steps = {
        float(place.removeprefix("translateX(").removesuffix("px)")) / wide for place in places
    }
    assert all(step == int(step) for step in steps)
