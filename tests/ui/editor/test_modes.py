"""What is counted and told is of the mode that is shown, and of the network that is there."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Edge, edges_of
from rnnviz.reference.options import OPTIONS
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.editor.scene import picture
from rnnviz.ui.fields import EDGES
from rnnviz.ui.frameworks.view import on_its_layers

WORDS = ("the", "people", "of", "the", "states")
SOME = [method for method in METHODS if method.placement.at_evaluation != method.placement][::9]
ON_AT_TEST = [method for method in METHODS if method.placement.at_evaluation.active][:3]


def chosen(method):
    return Chosen(EDGES, method.placement, Cell.LSTM, 2, method)


@pytest.mark.parametrize("method", [*SOME, *ON_AT_TEST], ids=lambda method: method.key)
@pytest.mark.parametrize("training", [True, False])
def test_a_picture_counts_the_masks_that_its_mode_draws(method, training):
    first, run = chosen(method), Pass(WORDS, 7, training=training)
    acting = {noise.edge for noise in first.acting(run).placement.active}
    shown = picture(first, run)
    for route in shown["routes"]:
        assert {Edge(edge) for edge, *_ in route["met"]} <= acting
        if not acting:
            assert not any(route["up"] + route["along"])
    assert ("7" in shown["note"]) == (training or bool(acting))  # a seed where masks are drawn
    assert [e["key"] for e in shown["edges"] if e["noises"]]  # what is placed stays to be seen


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.key)
def test_a_framework_drops_only_on_edges_that_its_example_has(option):
    placed = on_its_layers(option)
    assert placed.edges <= edges_of(Cell.LSTM, option.layers)
    assert (option.layers > 1) or Edge.BETWEEN not in placed.edges


def opened(**query):
    test = AppTest.from_file(str(Path(__file__).parents[3] / "app.py"), default_timeout=120)
    for name, value in query.items():
        test.query_params[name] = value
    return test.switch_page("pages/placement.py").run()


def test_in_eval_mode_no_count_and_no_pass_with_a_seed_is_shown():
    test = opened(**{"pass": "evaluation"})
    text = " ".join(block.value for block in test.markdown)
    assert "no dropout mask is applied" in text
    assert "passes through dropout masks" not in text
    assert "in this pass, in eval mode" in text


def test_a_card_of_the_gallery_folds_it_so_that_the_picture_is_seen():
    test = opened()
    test.session_state["gallery"] = True
    test.run()
    (card,) = (button for button in test.button if button.key == "show-moon2015")
    card.click().run()
    assert not test.exception
    assert not [button for button in test.button if str(button.key).startswith("show-")]
    assert test.session_state["kept-edges"].startswith("cell")


@pytest.mark.parametrize("cell", Cell)
def test_a_route_is_named_as_the_cell_has_it_and_a_papers_figures_as_of_its_own_network(cell):
    test = opened(cell=cell.value)
    text = " ".join(block.value for block in (*test.markdown, *test.caption))
    ways = {Cell.LSTM: "along c", Cell.GRU: "along the carry", Cell.RNN: "along h"}
    for other, way in ways.items():
        assert (f"on its way {way}" in text) == (other is cell)
    assert ("source's own networks" in text) == (cell is not Cell.LSTM)
    routes = picture(Chosen(EDGES, METHODS[0].placement, cell, 2, METHODS[0]), Pass(WORDS, 7, True))
    assert all(cell is Cell.LSTM or route["label"] != "along c" for route in routes["routes"])
