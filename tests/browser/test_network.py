"""The picture that one can touch, in a real browser, on a small app of its own."""

import inspect
import random
import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from rnnviz.core.crossings import Route, crossings, erasing, routes, survival
from rnnviz.core.masks import generator, sample
from rnnviz.core.network import embed
from rnnviz.core.placement import EDGES_OF, Cell, Edge, Noise, Placement, Share, parse
from rnnviz.figures.labels import route_name
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.ui.browser.network.payload import Scene

ROOT = Path(__file__).parents[2]
MANY = 10


def scene(line, cell=Cell.LSTM, layers=2, steps=6, units=8):
    """A pass of a small model over a few words, one of them hostile."""
    words = ("the", "cat", "sat", "on", "a", "<img src=x onerror=alert(1)>", "mat")
    model = LanguageModel(ModelConfig(Cell(cell), layers, units, init_scale=0.5), len(words))
    tokens = torch.arange(steps).remainder(len(words)).unsqueeze(1)
    placement = parse(line).on(Cell(cell))
    masks = sample(placement, model.dims(steps, 1), generator(7))
    with torch.no_grad():
        trace = model.trace(tokens, model.zero_state(1), masks)
        inputs = embed(tokens, model.weights().embedding, masks)
    return Scene(trace, placement, Cell(cell), tokens, words, inputs, note="seed 7")


def random_networks():
    """Ten placements on ten networks, never the same edge twice in one."""
    source = random.Random(4)  # noqa: S311 -- nothing secret
    for _ in range(MANY):
        cell, layers = source.choice(list(Cell)), source.randint(1, 4)
        edges = source.sample(sorted(EDGES_OF[cell]), source.randint(1, 5))
        noises = [
            Noise(
                Edge(edge),
                source.choice((0.1, 0.3, 0.5)),
                Share.BATCH
                if edge in {"weights", "rows"}
                else source.choice((Share.STEP, Share.SEQUENCE)),
            )
            for edge in edges
        ]
        yield str(Placement(tuple(noises))), cell.value, layers


APP = f"""
import random
import time
import streamlit as st
import torch
torch.set_num_threads(1)
from rnnviz.core.masks import generator, sample
from rnnviz.core.network import embed
from rnnviz.core.placement import EDGES_OF, Cell, Edge, Noise, Placement, Share, parse
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from dataclasses import replace
from rnnviz.ui.browser.network import EdgeToggled, NoiseSet, Picture, network
from rnnviz.ui.browser.network.payload import Scene, pack
MANY = {MANY}
{inspect.getsource(scene)}
{inspect.getsource(random_networks)}
st.title("Networks")
asked = st.query_params
if "many" in asked:
    for n, (line, cell, layers) in enumerate(random_networks()):
        network(Picture(pack(scene(line, cell, layers))), key=f"n{{n}}")
else:
    sizes = {{name: int(asked[name]) for name in ("layers", "steps", "units") if name in asked}}
    line = st.session_state.setdefault("line", asked.get("line", "none"))
    st.session_state.setdefault("events", [])

    def take(event):
        time.sleep(float(asked.get("slow", "0")))
        old = parse(st.session_state.line)
        if isinstance(event, EdgeToggled):
            without, added = old.without(event.edge), old.with_noise(Noise(event.edge, 0.5))
            st.session_state.line = str(without if event.edge in old.edges else added)
        if isinstance(event, NoiseSet):
            noise = old.noise(event.edge, event.fill)
            changed = replace(noise, rate=event.rate, share=event.share)
            st.session_state.line = str(old.with_noise(changed))
        st.session_state.events.append(str(event))

    lines = [line, *asked.get_all("beside")]
    scenes = [scene(one, asked.get("cell", "lstm"), **sizes) for one in lines]
    network(*(Picture(pack(one), take, name) for one, name in zip(scenes, lines)), key="net")
    st.text(f"events: {{st.session_state.events}}")
st.text("the end")
"""


@pytest.fixture(scope="module")
def networks_app(serve, tmp_path_factory):
    """The address of a server that shows networks."""
    app = tmp_path_factory.mktemp("networks") / "app.py"
    app.write_text(APP, encoding="utf-8")
    with serve(app, PYTHONPATH=str(ROOT)) as address:
        yield address


@pytest.fixture
def show(pages, networks_app):
    """A function that opens the networks of a query; whatever the page complains of fails."""
    complaints = []
    with ExitStack() as lent:

        def complain(error):
            complaints.append(str(error))

        def opened(*, width=1200, theme="light", motion="no-preference", **query):
            page = lent.enter_context(
                pages.lent(width=width, height=1100, theme=theme, motion=motion)
            )
            page.frames_sent = []

            def count(sent):
                page.frames_sent.append(sent)

            def listen(socket):
                socket.on("framesent", count)

            for event, hear in {"websocket": listen, "pageerror": complain}.items():
                page.on(event, hear)
                lent.callback(page.remove_listener, event, hear)
            page.goto(f"{networks_app}/?{urlencode(query)}")
            page.get_by_text("the end", exact=True).wait_for(timeout=60_000)
            page.locator(".net canvas").first.wait_for()
            page.wait_for_function(
                "document.querySelector('[data-testid=stStatusWidget]') === null"
            )
            return page

        yield opened
    assert not complaints


def state(page, expression):
    """A value of the first network's state S."""
    net = page.locator(".net").first
    return net.evaluate(f"(root) => {{ const S = root.network; return {expression}; }}")


def until(page, expression):
    net = page.locator(".net").first.element_handle()
    page.wait_for_function(f"(root) => {{ const S = root.network; return {expression}; }}", arg=net)


def act(page, name):
    page.locator(f".net [data-do={name}]").first.click()


def events(page):
    return page.get_by_text("events:").inner_text()


NOISY = "input:0.5+between:0.5+recurrent:0.5:sequence+hidden:0.3:step:previous:none+output:0.5"


def test_play_runs_and_pause_holds(show):
    page = show(line=NOISY)
    page.get_by_label("Speed").select_option("0.5")  # a busy machine is in time to pause it
    page.get_by_role("button", name="Play").click()
    until(page, "S.t >= 2")
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Speed").select_option("4")
    held = state(page, "[S.t, S.p]")
    page.wait_for_timeout(300)
    assert state(page, "[S.t, S.p]") == held
    assert held[0] >= 2
    page.get_by_role("button", name="Play").click()
    until(page, "S.t === 5 && S.p === 1 && !S.playing")  # it stops at the end by itself
    page.get_by_role("button", name="Play").wait_for()


def test_step_moves_one_on_and_back_and_the_scrubber_goes_anywhere(show):
    page = show(line=NOISY)
    page.get_by_label("Speed").select_option("8")
    for expected in (1, 2):
        act(page, "step")
        assert state(page, "S.t") == expected
    until(page, "!S.playing")
    assert state(page, "[S.t, S.p]") == [2, 1]
    act(page, "back")
    assert state(page, "[S.t, S.p]") == [1, 1]
    page.get_by_label("Step", exact=True).fill("5")
    assert state(page, "[S.t, S.p]") == [4, 1]
    live = page.locator("[data-id=live]").text_content()
    assert live.startswith("step 5 of 6")


def test_two_pictures_move_and_show_a_path_together(show):
    page = show(line=NOISY, beside="recurrent:0.5:sequence")
    both = [page.locator(".picture").nth(n) for n in (0, 1)]
    for picture, name in zip(both, (NOISY, "recurrent:0.5:sequence"), strict=True):
        expect(picture).to_have_accessible_name(name)
    play = page.get_by_role("button", name="Play")
    expect(play).to_have_count(1)  # one bar
    page.get_by_role("button", name="One step forward").click()
    for picture in both:
        expect(picture.locator("[data-id=tell]")).to_contain_text("Step 2 reads “cat”")
    page.get_by_label("Speed").select_option("8")
    play.click()
    until(page, "S.t === 5 && S.p === 1 && !S.playing")
    both[1].locator(".word").nth(1).click()
    both[1].locator(".guess").nth(3).click()
    for picture in both:
        expect(picture.locator("[data-id=tell]")).to_contain_text("Step 6 reads")
        expect(picture.locator("[data-id=path]")).to_contain_text("“cat” → prediction 2 steps")
        assert picture.locator("[data-id=route]").get_attribute("d")
    assert len(set(page.locator("[data-id=range]").all_inner_texts())) == 1  # one scale of colors
    expect(page.get_by_text("events:")).to_contain_text("PathChosen(from_step=1, to_step=3")


def test_nothing_is_sent_and_no_node_is_made_while_it_plays(show):
    page = show(line=NOISY, steps=40, layers=3, units=64)
    page.wait_for_timeout(500)
    page.get_by_label("Speed").select_option("8")
    page.locator(".net").evaluate(
        "root => { root.made = 0; new MutationObserver(all => { root.made += all.length; })"
        ".observe(root, {childList: true, subtree: true}); }"
    )
    before = len(page.frames_sent)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1500)
    assert state(page, "S.t") > 2
    assert state(page, "S.playing")
    assert len(page.frames_sent) == before
    assert state(page, "root.made") == 0
    page.get_by_role("button", name="words (embedding)").click()
    until(page, "S.D.masks('word', 0).length === 1")
    assert len(page.frames_sent) > before  # a touch is heard, so silence means something


EVERY = "+".join(f"{edge}:0.5{':batch' * (edge in {'weights', 'rows'})}" for edge in Edge)
UNTIED = "recurrent:0.5:step:untied+input:0.3:step:gaussian"
BITS = """S.D.edges
.flatMap(edge => Array.from({length: S.D.L}, (_, l) => S.D.masks(edge.key, l)).flat()
  .filter(mask => mask.edge === edge.key))
.map(mask => {
  const all = [];
  for (let t = 0; t < mask.times; t++) for (let g = 0; g < mask.gates; g++)
  for (let u = 0; u < mask.units; u++) for (let k = 0; k < mask.across; k++)
    all.push(mask.factor(t, g, u, k));
  return [mask.edge, mask.fill, mask.layer, all];
})"""


@pytest.mark.parametrize("line", [EVERY, NOISY, UNTIED])
def test_the_drawn_masks_are_the_traces_bit_for_bit(show, line):
    page = show(line=line)
    masks = scene(line).trace.masks.drawn
    drawn = state(page, BITS)
    ran = {(m.noise.edge, m.noise.fill, m.layer): m.factor.flatten() for m in masks}
    assert len(drawn) == len(ran)
    for edge, fill, layer, factors in drawn:
        assert torch.equal(torch.tensor(factors, dtype=torch.float32), ran[edge, fill, layer])


def test_the_table_names_the_units_that_the_trace_dropped(show):
    page = show(line=NOISY)
    page.get_by_label("Step", exact=True).fill("4")
    page.get_by_text("This step as a table").click()
    page.locator("tbody tr").nth(3).wait_for()
    rows = [row.inner_text().split("\t") for row in page.locator("tbody tr").all()]
    ran = scene(NOISY).trace.masks
    edges = {
        ("2", "h of layer 1 into the gates"): ran.factor(Edge.BETWEEN, 1)[3, 0],
        ("1", "x into the gates"): ran.factor(Edge.INPUT, 0)[3, 0],
        ("1", "hₜ₋₁ into the gates"): ran.factor(Edge.RECURRENT, 0)[0, 0],
        ("2", "h"): ran.renewal(Edge.HIDDEN, 1)[3, 0],
        ("2", "h into the softmax"): ran.factor(Edge.OUTPUT, 1)[3, 0],
    }
    counts = {(row[0], row[1]): row[-1] for row in rows}
    for place, factors in edges.items():
        lost = [str(unit + 1) for unit in range(8) if factors[unit] == 0]
        assert counts[place] == (" ".join(lost) or "none")


def test_the_path_tracer_counts_what_the_core_counts_for_ten_placements(show):
    page = show(many=1)
    page.locator(".net").nth(MANY - 1).wait_for()
    for n, (line, cell, layers) in enumerate(random_networks()):
        net, placement = page.locator(".net").nth(n), parse(line)
        for route in routes(Cell(cell)):
            first, last = n % 3, 3 + n % 3
            way = route_name(route, Cell(cell))
            net.locator(".word").nth(first).click()
            net.locator(".guess").nth(last).click()
            if cell != "rnn":
                net.locator(".ways").get_by_text(way, exact=True).click()
            met = erasing(crossings(placement, Cell(cell), layers, last - first, route))
            up, along = sum(c.up for c in met), sum(c.along for c in met)
            chance = survival(met, mixing=route is Route.H)
            text = net.locator("[data-id=path]").inner_text()
            shown = re.search(
                r"way up: (\d+) · (along .+): (\d+) · probability of surviving (\S+) · (.+)$",
                text,
            )
            assert shown, text
            assert (int(shown[1]), shown[2], int(shown[3])) == (up, way, along)
            assert float(shown[4].replace("−", "-")) == pytest.approx(chance, rel=5e-2, abs=5e-7)
            assert net.locator(".meetings g").count() == up + along
            further = crossings(placement, Cell(cell), layers, last - first + 1, route)
            more = sum(c.along for c in erasing(further)) - along
            law = "the same at any distance" if up else "no dropout on the way"
            assert shown[5] == (f"{more} more for each further step" if more else law)


@pytest.mark.parametrize(("cell", "edge"), [("lstm", "recurrent"), ("gru", "state")])
def test_no_number_of_a_path_covers_a_letter_that_it_counts(show, cell, edge):
    page = show(line=f"{edge}:0.5+weights:0.5:batch+candidate:0.5", cell=cell, steps="6")
    page.locator(".net .word").nth(1).click()
    page.locator(".net .guess").nth(4).click()
    covered = page.locator(".net").first.evaluate(
        """root => {
          const far = (a, b) => Math.hypot(a.x + a.width / 2 - b.x - b.width / 2,
            a.y + a.height / 2 - b.y - b.height / 2) >= 15;
          const all = (of) => [...root.querySelectorAll(of)];
          const boxes = (of) => all(of).map((node) => node.getBoundingClientRect());
          const letters = boxes(".badges.noisy > g"), numbers = boxes(".meetings > g");
          return [letters.length, numbers.length,
            numbers.filter((n) => !letters.every((l) => far(n, l))).length];
        }"""
    )
    assert covered[0] > 0
    assert covered[1] > 0
    assert covered[2] == 0


def test_the_formula_gives_the_traces_own_numbers(show):
    line = "input:0.5+recurrent:0.5+cell:0.3+candidate:0.4"
    page = show(line=line)
    page.get_by_label("Step", exact=True).fill("5")
    page.locator(".lens summary").click()
    trace = scene(line).trace
    units = page.get_by_role("slider", name="Unit")
    for unit in range(8):
        text = page.locator(".formula").inner_text().replace("−", "-").replace("\n", " ")
        results = re.findall(r"= (-?[\d.e-]+)(?= (?:kept|no dropout|✕ dropped|dropped))", text)
        c, h = map(float, results[-2:])
        assert c == pytest.approx(float(trace.cell[0, 4, 0, unit]), abs=2e-3)
        assert h == pytest.approx(float(trace.hidden[0, 4, 0, unit]), abs=2e-3)
        units.press("ArrowRight")


def test_the_formula_of_a_gru_carries_on_what_the_mask_on_its_state_left(show):
    line = "state:0.5+candidate:0.4"
    page = show(line=line, cell="gru")
    page.get_by_label("Step", exact=True).fill("5")
    page.locator(".lens summary").click()
    trace, units = scene(line, "gru").trace, page.get_by_role("slider", name="Unit")
    for unit in range(8):
        text = page.locator(".formula").inner_text().replace("−", "-").replace("\n", " ")
        h = float(re.findall(r"= (-?[\d.e-]+)(?= no dropout)", text)[-1])
        assert h == pytest.approx(float(trace.hidden[0, 4, 0, unit]), rel=5e-3, abs=2e-3)
        units.press("ArrowRight")


FOCUSED = """(() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return [at.ariaLabel ?? at.textContent.trim(), at.matches(':focus-visible')];
})()"""
STOPS = ("One step back", "Play", "One step forward", "Step", "layer 1, step 1", "along h")
STOPS += ("words (embedding)", "output → softmax", "Inside layer 1", "Unit", "This step as a table")


def test_a_walk_by_keyboard_alone_reaches_and_works_everything(show):
    page = show(line="input:0.5+hidden:0.3:step:previous:none")
    page.get_by_label("One step back").focus()
    walked = []
    for _ in range(40):
        name, visible = page.evaluate(FOCUSED)
        walked.append(name)
        assert visible
        if name.startswith("Inside layer"):
            page.keyboard.press("Enter")  # and its units come next
        if walked[-1] == "This step as a table":
            break
        page.keyboard.press("Tab")
    names = " | ".join(walked)
    for name in STOPS:
        assert name in names
    page.keyboard.press("Enter")
    page.locator("tbody tr").nth(3).wait_for()
    page.get_by_label("layer 1, step 1").focus()
    for key in ("ArrowRight", "ArrowDown", "Enter", *("ArrowUp",) * 3, "End", "Enter"):
        page.keyboard.press(key)
    assert "“cat” → prediction 4 steps later" in page.locator("[data-id=path]").inner_text()
    page.get_by_text("PathChosen(from_step=1, to_step=5").wait_for()
    page.get_by_label("layer 2, step 6").focus()
    page.keyboard.press("Enter")
    assert "Inside layer 2 at step 6" in page.locator("[data-id=inside]").inner_text()
    page.get_by_role("button", name="between layers", exact=True).focus()
    assert page.locator(".edge[data-edge=between].lit").count() == 1
    page.keyboard.press("Enter")
    page.get_by_text("EdgeToggled(edge=<Edge.BETWEEN").wait_for()


def test_an_edge_tells_its_class_and_its_noise_and_asks_to_be_switched(show):
    page = show(line="input:0.5:sequence")
    box = page.locator(".net [data-id=stage]").bounding_box()
    x, y = state(page, "[S.G.middle(2), (S.G.wordTop + S.G.boxTop(0) + S.G.box.height) / 2]")
    page.mouse.move(box["x"] + x, box["y"] + y)
    told = page.locator("[data-id=tell]").inner_text()
    assert told.startswith("input → layer 1: rate 0.5, masks per sequence")
    assert page.locator(".edge.lit").count() == 1
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.get_by_text("EdgeToggled(edge=<Edge.INPUT").wait_for()


def test_switching_an_edge_while_it_plays_keeps_the_place_and_the_focus(show):
    page = show(line=NOISY, steps=12)
    page.get_by_role("button", name="Play").click()
    until(page, "S.t >= 1")
    chip = page.get_by_role("button", name="cell candidate g", exact=True)
    assert chip.get_attribute("aria-pressed") == "false"
    chip.press("Enter")
    until(page, "S.D.masks('candidate', 1).length === 1")
    assert chip.get_attribute("aria-pressed") == "true"
    assert page.evaluate(FOCUSED)[0].startswith("cell candidate g")
    assert page.locator(".badges.noisy[data-edge=candidate]").count() == 1
    assert state(page, "S.playing && S.t >= 1 && S.t < 8")


def test_a_noise_is_set_in_a_panel_that_stays_open_and_gives_the_focus_back(show):
    page = show(line="input:0.5")
    adjust = page.get_by_role("button", name="Set dropout, input → layer 1")
    adjust.press("Enter")
    rate = page.get_by_role("slider", name="Dropout rate p")
    expect(rate).to_be_focused()
    rate.press("ArrowRight")
    until(page, "S.D.edges[1].settings[0].rate === 0.55")
    expect(page.locator(".set output")).to_have_text("0.55")
    page.get_by_label("Mask sharing").select_option("sequence")
    until(page, "S.D.edges[1].lasting")
    expect(rate).to_be_visible()
    expect(page.get_by_text("events:")).to_have_text(re.compile("NoiseSet.*NoiseSet"))
    page.keyboard.press("Escape")
    expect(rate).to_be_hidden()
    expect(adjust).to_be_focused()
    adjust.click()
    page.get_by_role("button", name="Switch off").click()
    until(page, "S.D.edges[1].settings.length === 0")
    expect(rate).to_be_hidden()
    expect(adjust).to_be_hidden()
    chip = page.locator(".net .edges button[data-edge=input]").first
    expect(chip).to_be_focused()  # the keyboard stays where it worked


@pytest.mark.parametrize("height", [500, 1600])
def test_the_panel_opens_inside_the_window_and_covers_nothing_of_the_picture(show, height):
    page = show(line="none")
    page.set_viewport_size({"width": 1200, "height": height})
    box = page.locator(".net [data-id=stage]").bounding_box()
    x, y = state(page, "[S.G.middle(2), (S.G.wordTop + S.G.boxTop(0) + S.G.box.height) / 2]")
    page.locator(".net [data-id=drawing]").click(position={"x": x, "y": y}, force=True)
    panel = page.get_by_role("group", name="Dropout: input → layer 1")
    expect(panel).to_be_in_viewport(ratio=1)
    shown, chips = panel.bounding_box(), page.locator(".net .edges").bounding_box()
    assert shown["y"] >= chips["y"] + chips["height"]
    assert box["height"] == page.locator(".net [data-id=stage]").bounding_box()["height"]


@pytest.mark.parametrize(
    "leave",
    [
        lambda page: page.keyboard.press("Escape"),
        lambda page: page.locator("h1").click(),
        lambda page: page.locator("[data-id=tell]").click(),
    ],
    ids=["Escape", "the page", "the picture"],
)
def test_the_panel_goes_by_escape_and_by_a_click_anywhere_else(show, leave):
    page = show(line="none")
    page.get_by_role("button", name="input → layer 1", exact=True).click()
    panel = page.get_by_role("group", name="Dropout: input → layer 1")
    panel.wait_for()
    page.locator(".set strong").click()
    expect(panel).to_be_visible()
    leave(page)
    expect(panel).to_be_hidden()


def test_reduced_motion_jumps_from_step_to_step(show):
    page = show(line=NOISY, motion="reduce")
    page.get_by_label("Speed").select_option("8")
    page.locator(".net").evaluate(
        "root => { const S = root.network; S.seen = []; const look = () => {"
        "S.seen.push(S.p); requestAnimationFrame(look); }; look(); }"
    )
    page.get_by_role("button", name="Play").click()
    until(page, "S.t >= 3")
    assert set(state(page, "S.seen")) == {1}


def test_no_touch_is_lost_while_the_server_is_busy(show):
    page, names = show(line="none", slow="0.2"), ("input → layer 1", "between layers")
    for name in 6 * names:
        page.locator(".net").get_by_role("button", name=name, exact=True).press("Space")
    until(page, "S.sent === 12 && S.unheard.length === 0")
    expect(page.get_by_text("events:")).to_have_text(re.compile("(.*INPUT.*BETWEEN){6}"))
    assert events(page).count("Edge.") == 12


def test_hostile_events_change_nothing_and_words_stay_words(show):
    page = show(line="input:0.5")
    for touched in (
        "'<script>'",
        "null",
        "[1, 2]",
        "{kind: 'edge', edge: 'no such edge'}",
        "{kind: 'unit', layer: 1e300, step: -1, unit: 'x'}",
        "{kind: 'path', from: {}, to: [], route: 3}",
    ):
        page.locator(".net").evaluate(
            "async root => { while (!root.network) await new Promise(requestAnimationFrame);"
            f" root.network.send({touched}); }}"
        )
        page.wait_for_timeout(150)
    page.wait_for_timeout(300)
    assert events(page) == "events: []"
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator(".net img").count() == 0
    assert page.locator(".word").nth(5).inner_text().startswith("<img src=x")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_picture(show, theme):
    page = show(line=NOISY, theme=theme)
    page.locator(".net .word").nth(1).click()
    page.locator(".net .guess").nth(4).click()
    act(page, "step")
    page.locator("[data-id=inside]").click()
    page.get_by_text("This step as a table").click()
    page.wait_for_timeout(300)
    report = Axe().run(page, context=".stBidiComponent").response
    assert any("slider" in node["html"] for rule in report["passes"] for node in rule["nodes"])
    assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in report["violations"]] == []


def test_in_a_narrow_window_the_picture_scrolls_in_its_frame(show):
    page = show(line=NOISY, width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert state(page, "S.$('frame').scrollWidth > S.$('frame').clientWidth")
    page.get_by_label("Step", exact=True).fill("6")
    until(page, "S.$('frame').scrollLeft > 0")
