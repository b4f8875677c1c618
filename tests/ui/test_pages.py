"""The pages, run by Streamlit's own test harness."""

import ast
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell
from rnnviz.lm.record import Record
from rnnviz.lm.runs import Evaluation, StepResult
from rnnviz.ui import training_form, training_view

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))


@pytest.fixture(autouse=True)
def _behind_the_router(monkeypatch):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    monkeypatch.delenv("RNNVIZ_DATA", raising=False)


def opened(page, **query):
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    return test.switch_page(f"pages/{page}.py").run()


def training():
    """The Train page alone: behind `st.navigation` the harness forgets a pressed button."""
    return AppTest.from_file(str(ROOT / "pages" / "train.py"), default_timeout=30).run()


def texts(test):
    return " ".join(element.value for element in (*test.markdown, *test.caption, *test.latex))


@pytest.mark.parametrize("page", [path.stem for path in PAGES])
def test_every_page_opens_without_a_complaint(page):
    test = opened(page)
    assert not test.exception
    assert not test.error
    assert len(test.title) == 1


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_a_paragraph_that_asks_for_the_router_first(path):
    source = path.read_text(encoding="utf-8")
    calls = [node.value for node in ast.parse(source).body if isinstance(node, ast.Expr)]
    first = next(call for call in calls if isinstance(call, ast.Call))
    assert first.func.id == "ensure_router"
    assert len(source.splitlines()) <= 80
    assert "plotly.graph_objects" not in source


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_choosing_a_method_changes_text_counts_and_equations_together(method):
    test = opened("placement")
    test.selectbox(key="start").select(method.key).run()
    assert not test.exception
    assert test.session_state.edges == str(method.placement)
    assert [noise.edge for noise in method.placement.noises] == test.session_state.where
    assert bool(method.placement.edges) == (r"\mathbf{" in test.latex[0].value)


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
@pytest.mark.parametrize("layers", [1, 4])
@pytest.mark.parametrize("lag", [0, 40])
def test_every_network_and_lag_can_be_drawn(cell, layers, lag):
    test = opened("placement", cell=cell.value, layers=str(layers), lag=str(lag))
    assert not test.exception
    assert test.slider(key="layers").value == layers
    assert f"**{lag}** steps ago" in texts(test)


@pytest.mark.parametrize(
    "query",
    [
        {"edges": "input:1.0"},
        {"edges": "input:-0.1"},
        {"edges": "recurrent:abc"},
        {"edges": "<script>alert(1)</script>"},
        {"edges": "input:0.5+input:0.3"},
        {"edges": "x" * 10_000},
        {"layers": "99"},
        {"lag": "-5"},
        {"cell": "foo"},
    ],
    ids=str,
)
def test_a_hostile_address_gets_a_sentence_or_the_default_never_a_traceback(query):
    test = opened("placement", **query)
    assert not test.exception
    assert bool(test.error) == ("edges" in query)
    assert "meets noise **3 times**" in texts(test)


def test_one_placement_is_no_comparison():
    test = training()
    for number in (2, 3, 4):
        test.selectbox(key=f"placement-{number}").select("-").run()
    assert "2 or more" in test.warning[0].value
    assert test.button(key="begin").disabled


@pytest.mark.parametrize("text", ["", "three little words", "a\0b" * 3000, "word " * 5000])
def test_a_text_that_cannot_be_trained_on_gets_one_sentence(text):
    test = training()
    test.selectbox(key="corpus").select("own").run()
    test.text_area(key="own-text").input(text).run()
    test.button(key="begin").click().run()
    assert not test.exception
    assert len(test.warning) == 1


def test_a_corpus_that_is_not_here_gets_one_sentence():
    test = training()
    test.selectbox(key="corpus").select("ptb").run()
    test.button(key="begin").click().run()
    assert not test.exception
    assert "RNNVIZ_DATA" in test.warning[0].value


class Finished:
    """An experiment that was through before it began."""

    running, stopped = False, False

    def __init__(self, runs):
        self._record = Record(runs)
        for place, run in enumerate(runs):
            evaluation = Evaluation(50.0 + place, 60.0 + place, 70.0 + place)
            self._record.add(
                StepResult(run.key, run.seed, 1, 1, 700, 1.0, 4.0, 1.0, 2.0, 900.0, "cpu")
            )
            self._record.add(
                StepResult(
                    run.key, run.seed, 2, 1, 1400, 2.0, 4.0, 1.0, 2.0, 900.0, evaluation=evaluation
                )
            )

    def record(self):
        return self._record


def test_start_leads_to_curves_a_table_and_files(monkeypatch):
    monkeypatch.setattr(training_view, "Live", Finished)
    test = training()
    test.button(key="begin").click().run()
    assert not test.exception
    assert len(test.get("plotly_chart")) == 1
    table = test.dataframe[0].value
    assert list(table["placement"]) == list(training_form.START)
    assert list(table["validation"]) == [60.0, 61.0, 62.0, 63.0]
    assert len(test.get("download_button")) == 2
