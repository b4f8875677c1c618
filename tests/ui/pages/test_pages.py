"""The pages, run by Streamlit's own test harness."""

import ast
import re
from pathlib import Path

import pytest

from rnnviz.content import labels, named, sentence
from rnnviz.core.crossings import Route, crossings, routes
from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import WEIGHT_EDGES, Cell, Edge, Fill, Noise, Share, parse
from rnnviz.twins.snippet import snippet
from rnnviz.ui.browser.network import EdgeToggled, NoiseSet, PathChosen
from rnnviz.ui.editor import noise_form, parts
from rnnviz.ui.editor.chosen import Chosen
from rnnviz.ui.editor.controls import revise
from rnnviz.ui.editor.equations import equations
from rnnviz.ui.editor.touch import take
from rnnviz.ui.fields import BESIDE, EDGES, PATH, ROUTE
from rnnviz.ui.masks.view import EXAMPLES, STEPS, UNITS, WORDS
from rnnviz.ui.pages import PAGES
from rnnviz.ui.state import put, read
from tests.opening import opened
from tests.packed import unpack_masks

ROOT = Path(__file__).parents[3]
LABELLED = {
    label: value for kind in ("fill", "scaling", "share") for value, label in labels(kind).items()
}
LABEL_OF_EVALUATION = "evaluation: their expectation"  # what old addresses have
SCRIPTS = sorted((ROOT / "pages").glob("*.py"))


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch):
    monkeypatch.delenv("RNNVIZ_DATA", raising=False)


def texts(test):
    return " ".join(element.value for element in (*test.markdown, *test.caption, *test.latex))


def test_every_script_is_in_the_table_of_pages_and_the_other_way_round():
    assert sorted(ROOT / page.file for page in PAGES) == SCRIPTS


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_every_page_opens_without_a_complaint(page):
    test = opened(page)
    assert not test.exception
    assert not test.error
    assert len(test.title) == 1


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_page_is_a_paragraph(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    assert not [name for name in imported(source) if name.split(".")[0] in {"plotly", "torch"}]


def imported(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("cell", Cell)
def test_text_picture_counts_and_equations_are_those_of_each_method_on_each_cell(cell, pictures):
    test = opened("placement", cell=cell.upper())
    for method in METHODS:
        test.selectbox(key="method-edges").select(method.key).run()
        assert not test.exception, method.key
        carried = method.placement.on(cell)
        assert test.session_state.edges == str(method.placement)
        assert test.session_state.where == list(dict.fromkeys(n.edge for n in carried.noises))
        payload, options = pictures[-1]
        assert drawn(payload) == {edge.value for edge in carried.edges}
        assert options["path"] == PathChosen(1, 7, routes(cell)[-1])
        assert snippet(carried, cell, 2).strip() in [block.value for block in test.code]
        assert equations(carried, cell) in test.latex[0].value
        met = crossings(carried, cell, 2, 6, routes(cell)[-1])
        assert list(test.dataframe[0].value["edge"]) == [named("edge", c.noise.edge) for c in met]
        assert list(test.dataframe[0].value[sentence("placement.through_time")]) == [
            c.along for c in met
        ]
        assert (
            test.session_state["method-edges"] == method.key
        )  # two may share a placement, yet stay chosen
        assert f"**{method.name}**" in texts(test)
        assert method.source.link in texts(test)
        assert bool(test.warning) == (carried != method.placement)


@pytest.fixture
def pictures(monkeypatch):
    """What the page hands to the picture, run after run."""
    shown = []

    def network(*beside, **options):
        shown.extend((picture.payload, options | {"name": picture.name}) for picture in beside)

    monkeypatch.setattr(parts, "network", network)
    return shown


def drawn(payload):
    """The edges on which a picture shows noise."""
    return {edge["key"] for edge in payload["edges"] if edge["noises"]}


def test_what_a_cell_cannot_carry_is_said_and_comes_back_with_the_cell():
    test = opened("placement", cell="RNN", edges="cell:0.5")
    assert "has no “cell state c”" in test.warning[0].value
    assert sentence("placement.quiet") not in texts(test)
    test.pills(key="where").set_value(["input"]).run()
    test.slider(key="input-zero-rate").set_value(0.25).run()
    assert test.session_state.edges == "input:0.25+cell:0.5"
    test.button_group(key="cell").set_value("lstm").run()
    assert not test.warning
    assert test.session_state.where == ["input", "cell"]


def test_an_edge_switched_on_carries_noise_and_off_again_none():
    test = opened("placement")
    test.pills(key="where").set_value([*test.session_state.where, "cell"]).run()
    assert "cell:0.5" in test.session_state.edges
    assert r"c_t &= \mathbf{D}_t" in test.latex[0].value
    test.pills(key="where").set_value([]).run()
    assert test.session_state.edges == "none"
    assert r"\mathbf{D}" not in test.latex[0].value


def test_touching_a_noise_writes_it_into_the_one_line_of_text():
    test = opened("placement")
    test.slider(key="input-zero-rate").set_value(0.25).run()
    test.selectbox(key="input-zero-share").select("sequence").run()
    assert "input:0.25:sequence" in test.session_state.edges


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize(("layers", "path"), [(1, (1, 15)), (2, (3, 3)), (3, (1, 2)), (4, (9, 15))])
def test_every_network_and_path_can_be_shown(cell, layers, path):
    test = opened("placement", cell=cell.upper(), layers=str(layers), path=list(map(str, path)))
    assert not test.exception
    assert test.slider(key="layers").value == layers
    assert f"**{path[1] - path[0]}** step" in texts(test)
    assert f"The equations of this {cell.upper()}" in [header.value for header in test.header]


@pytest.mark.parametrize("text", ["", "one", "é 中文 😀 zzzz", "word " * 300, "<b>bold</b> *x*"])
def test_any_sentence_is_read_or_refused_in_a_sentence(text, pictures):
    test = opened("placement", text=text)
    assert not test.exception
    assert bool(test.info) == (len(text.split()) < 2 or len(text.split()) > 40)
    assert 2 <= pictures[-1][0]["steps"] <= 40


def test_a_seed_means_its_masks_and_new_masks_are_one_press_away(pictures):
    test = opened("placement", seed="7")
    test.button(key="new-seed").click().run()
    assert test.number_input(key="seed").value == 8
    test.number_input(key="seed").set_value(7).run()
    first, second, again = (payload["masks"] for payload, _ in pictures)
    assert first == again != second


def test_at_evaluation_inverted_masks_are_gone_and_classic_ones_scale(pictures):
    opened("placement", edges="input:0.5+output:0.5:classic", **{"pass": LABEL_OF_EVALUATION})
    masks = unpack_masks(pictures[-1][0])
    assert {place[0] for place in masks} == {Edge.OUTPUT}
    assert masks[Edge.OUTPUT, Fill.ZERO, 1].tolist() == [[[0.5]]]


def test_two_placements_stand_side_by_side_and_meet_the_same_seed(pictures):
    test = opened("placement", beside="input:0.5+recurrent:0.5:sequence")
    assert [drawn(payload) for payload, _ in pictures] == [
        {"input", "between", "output"},
        {"input", "recurrent"},
    ]
    assert [options["name"] for _, options in pictures] == [
        find("zaremba2014").name,
        "your own placement: input:0.5+recurrent:0.5:sequence",
    ]
    left, right = (unpack_masks(payload) for payload, _ in pictures)
    assert (left[Edge.INPUT, Fill.ZERO, 0] == right[Edge.INPUT, Fill.ZERO, 0]).all()
    assert len(test.latex) == 2
    test.selectbox(key="method-beside").select("nothing").run()
    assert len(test.latex) == 1
    test.selectbox(key="method-beside").select("moon2015").run()
    assert test.session_state.beside == "cell:0.25:sequence:classic"


@pytest.mark.usefixtures("visit")
def test_touches_of_the_picture_add_up_though_it_was_drawn_before_the_first():
    put(BESIDE, "input:0.5")
    chosen = Chosen(BESIDE, parse("input:0.5"), Cell.LSTM, 2, None)
    take(EdgeToggled(Edge.CELL), chosen)
    assert read(BESIDE) == "input:0.5+cell:0.5"
    take(EdgeToggled(Edge.INPUT), chosen)
    assert read(BESIDE) == "cell:0.5"
    take(NoiseSet(Edge.CELL, Fill.ZERO, 0.25, Share.SEQUENCE), chosen)
    assert read(BESIDE) == "cell:0.25:sequence"
    take(NoiseSet(Edge.CELL, Fill.GAUSSIAN, 0.75, Share.STEP), chosen)  # there is none of it
    assert read(BESIDE) == "cell:0.25:sequence"
    put(BESIDE, "nonsense")  # typed: what is drawn is still the placement before
    take(EdgeToggled(Edge.CELL), chosen)
    assert read(BESIDE) == "input:0.5+cell:0.5"
    take(PathChosen(2, 5, Route.H), chosen)
    assert (read(PATH), read(ROUTE)) == ((3, 6), Route.H)


@pytest.mark.usefixtures("visit")
def test_touches_of_the_controls_add_up_though_they_were_drawn_before_the_first(monkeypatch):
    """Each callback knows what was drawn; what it changes is what the last one wrote."""
    takes = {}
    monkeypatch.setattr(noise_form, "mirror", lambda *_, key, take, **__: takes.update({key: take}))
    drawn = parse("cell:0.5")
    put(EDGES, str(drawn))
    noise_form.edge_pills(drawn, Cell.LSTM, revise)
    noise_form.noise_boxes(drawn, Cell.LSTM, revise)
    takes["cell-zero-rate"](0.25)
    takes["cell-zero-share"](Share.SEQUENCE)
    takes["where"]([Edge.CELL, Edge.INPUT])
    assert read(EDGES) == "input:0.5:sequence+cell:0.25:sequence"
    takes["cell-zero-fill"](Fill.PREVIOUS)
    takes["cell-zero-rate"](0.75)  # of a noise that has gone by now
    assert read(EDGES) == "input:0.5:sequence+cell:0.25:sequence:previous:classic"


def test_a_mask_can_be_made_to_last_apart_from_where_it_is():
    test = opened("placement", edges="input:0.5+word:0.25")
    test.button_group(key="when").set_value("sequence").run()
    assert test.session_state.edges == "word:0.25:sequence+input:0.5:sequence"
    assert test.session_state.where == ["word", "input"]


@pytest.mark.parametrize("part", parts.PARTS)
def test_a_part_that_a_teacher_hides_is_out_of_sight_and_the_others_are_not(part, pictures):
    def seen(test):
        headers = {header.value for header in test.header}
        headers |= {expander.label for expander in test.expander}
        return headers | {"picture"} & ({"picture"} if pictures else set())

    everything = seen(opened("placement"))
    pictures.clear()
    test = opened("placement", hide=f"{part}, nonsense")
    assert not test.exception
    assert (seen(test) < everything) == (part != "controls")
    heads = [header.value for header in test.header]
    assert ("The code" in heads) == (part != "code")
    assert ("The equations of this LSTM" in heads) == (part != "equations")


@pytest.mark.parametrize(
    "query",
    [
        {"edges": "input:1.0"},
        {"edges": "input:-0.1"},
        {"edges": "recurrent:abc"},
        {"edges": "<script>alert(1)</script>"},
        {"edges": "input:0.5+input:0.3"},
        {"edges": "x" * 100_000},
        {"edges": "input:0.5" + ":step" * 50_000},
        {"edges": "input:nan"},
        {"edges": "input:1e999"},
        {"edges": "input:0.5:previous"},
        {"edges": "![x](//evil.example/x.png)"},
        {"layers": "99"},
        {"path": "-5"},
        {"path": ["3", "99"]},
        {"path": ["9", "2"]},
        {"route": "along the motorway"},
        {"seed": "-1"},
        {"seed": "1e99"},
        {"seed": "9" * 5_000},
        {"seed": "nan"},
        {"pass": "dreaming"},
        {"hide": "x" * 10_000},
        {"cell": "foo"},
        {"layers": "9" * 5_000},
        {"path": "1e3"},
        {"path": "<script>"},
        {"unheard": "of"},
    ],
    ids=lambda query: str(query)[:40],
)
def test_a_hostile_address_gets_a_sentence_or_the_default_never_a_traceback(query):
    test = opened("placement", **query)
    assert not test.exception
    assert bool(test.error) == ("edges" in query)
    assert "through dropout masks **3 times**" in texts(test)
    for error in test.error:
        assert len(error.value) < 1500
        assert not re.search(
            r"(?<!\\)[\[<]", error.value.replace(":small[]", "")
        )  # nothing that Markdown makes live


@pytest.mark.parametrize(
    ("edges", "places"),
    [
        ("input:0.99", ["input"]),
        ("input:0.333", ["input"]),
        ("recurrent:0.9999999999999999:gaussian", ["recurrent"]),
        ("word:1e-12", ["word"]),
        ("input:0", ["input"]),
        ("hidden:0.5+hidden:0.5:previous:classic", ["hidden"]),
        ("input:0.5 output:0.25", ["input", "output"]),  # a + that an address made a space
        (" input:0.5 + output:0.25 ", ["input", "output"]),
        ("", []),
    ],
)
def test_an_unusual_but_valid_line_is_taken_as_it_is(edges, places):
    test = opened("placement", edges=edges)
    assert not test.exception
    assert not test.error
    assert test.session_state.where == places


def test_a_line_that_cannot_be_read_gives_way_to_the_first_thing_one_touches():
    for touch in (
        lambda test: test.slider(key="input-zero-rate").set_value(0.25),
        lambda test: test.pills(key="where").set_value(["cell"]),
        lambda test: test.selectbox(key="method-edges").select("moon2015"),
    ):
        test = opened("placement", edges="rubbish")
        assert test.error
        touch(test).run()
        assert not test.exception
        assert not test.error


@pytest.mark.parametrize("edge", Edge)
def test_every_control_of_a_noise_can_be_touched(edge):
    share = Share.BATCH if edge in WEIGHT_EDGES else Share.STEP
    test = opened("placement", edges=str(Noise(edge, 0.5, share)))
    for key in [box.key for box in test.selectbox if not re.search("method|lang", box.key)]:
        if key in {box.key for box in test.selectbox}:  # another fill brings widgets of its own
            box = test.selectbox(key=key)
            box.set_value(LABELLED[box.options[-1]]).run()
            assert not test.exception, key
            assert not test.error, key
    for toggle in [toggle.key for toggle in test.toggle]:
        test.toggle(key=toggle).set_value(not test.toggle(key=toggle).value).run()
        assert not test.exception, toggle


def test_the_masks_page_measures_what_a_seed_draws():
    test = opened("masks", **{"masks-seed": "5"})
    assert not test.exception
    draws = [STEPS * EXAMPLES * UNITS, EXAMPLES * UNITS]
    assert list(test.dataframe[0].value["draws"][:2]) == draws
    before = list(test.dataframe[0].value["kept (measured now)"])
    masks = sample(
        parse("input:0.5+recurrent:0.5:sequence+weights:0.5:batch"),
        Dims(STEPS, EXAMPLES, 2, UNITS, UNITS, WORDS, 4),
        generator(5),
    )
    kept = (masks.factor(Edge.INPUT, 0) != 0).float().mean().item()
    assert before[0] == round(kept, 3)
    test.button(key="new-masks-seed").click().run()
    assert test.number_input(key="masks-seed").value == 6
    assert list(test.dataframe[0].value["kept (measured now)"]) != before


def test_every_methods_masks_can_be_shown():
    test = opened("masks")
    for name in ["three", *(method.key for method in METHODS)]:
        test.selectbox(key="masks-of").select(name).run()
        assert not test.exception, name


@pytest.mark.parametrize("value", ["-1", "<script>", "9" * 5_000, "nan", "![x](//evil.example)"])
@pytest.mark.parametrize("name", ["masks-of", "masks-layers", "masks-seed", "masks-step"])
def test_a_hostile_address_of_the_masks_page_gives_the_default(name, value):
    test = opened("masks", **{name: value})
    assert not test.exception
    assert test.slider(key="masks-layers").value == 2
