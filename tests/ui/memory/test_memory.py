"""The Memory page, run by Streamlit's own test harness."""

from pathlib import Path

import pytest

from rnnviz.analyses.recall_record import load, rows
from rnnviz.content import labels, named
from rnnviz.core.methods import find
from rnnviz.core.placement import Cell, parse
from rnnviz.figures.gradients import Which
from rnnviz.figures.value import Quantity
from rnnviz.text.words import words
from rnnviz.ui.browser import connect
from rnnviz.ui.fields.memory import MEMORY_FIRST, MEMORY_SECOND
from rnnviz.ui.fields.parts import SENTENCE
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.memory import trained as memory_trained
from rnnviz.ui.memory.data import (
    one_value,
    sentence_connectivity,
    trained_gradients,
    untrained_gradients,
)
from rnnviz.ui.memory.trained import COMPARED, FAR_STEPS, Question, WeightsOf
from rnnviz.ui.memory.view import STEPS
from tests.opening import alone, opened

ROOT = Path(__file__).parents[3]
FIRST, SECOND = MEMORY_FIRST.name, MEMORY_SECOND.name


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch):
    monkeypatch.delenv("RNNVIZ_DATA", raising=False)


def texts(test):
    return " ".join(element.value for element in (*test.markdown, *test.caption))


def table(test, word):
    """The first table with a column that has the word in its name."""
    return next(t.value for t in test.dataframe if any(word in str(c) for c in t.value.columns))


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("question", Question)
def test_every_question_is_answered_on_every_cell(cell, question):
    test = opened("memory", memory_cell=cell.upper(), memory_question=named("question", question))
    assert not test.exception
    assert not test.error
    charts, twins = test.get("plotly_chart"), test.dataframe
    assert len(charts) == len(twins) == 1


@pytest.mark.parametrize("life", labels("life"))
@pytest.mark.parametrize("quantity", Quantity)
def test_the_value_of_step_1_is_measured_beside_its_formula(life, quantity):
    query = {"memory-life": named("life", life), "memory-quantity": named("quantity", quantity)}
    test = opened("memory", **query)
    assert not test.exception
    shown = table(test, "fraction surviving (formula)")
    assert list(shown["step"]) == list(range(31))
    gap = (shown["fraction surviving (formula)"] - shown["fraction surviving (measured now)"]).abs()
    assert gap.max() < 5 * 0.5 / 20_000**0.5


def test_the_numbers_of_the_gradients_are_those_that_were_measured():
    names = [method_labels()[key] for key in ("naive_recurrent", "naive_cell")]
    lines = ["recurrent:0.5", "cell:0.5"]
    for name, line in zip(names, lines, strict=True):
        for step, measure in (("untrained", untrained_gradients), ("trained", trained_gradients)):
            shown = table(opened("memory", **{"memory-step": step}), f"{name}, median")
            measured = measure(Cell.LSTM, line).along_c
            assert list(shown[f"{name}, median"]) == list(measured.median)
            assert list(shown[f"{name}, most"]) == list(measured.most)


def test_gradients_can_be_seen_at_every_stage_of_training_and_differ():
    seen = []
    for weights in WeightsOf:
        query = {
            "memory-weights": weights.value,
            "memory-cell": "RNN",
            SECOND: "none",
        }
        test = opened("memory", **query, **{FIRST: "naive_recurrent"})
        assert not test.exception
        seen.append(list(table(test, "no dropout, median")["no dropout, median"]))
    assert seen[-1] == list(trained_gradients(Cell.RNN, "none").along_h.median)
    assert seen[0] != seen[1] != seen[2] != seen[0]


def test_what_a_cell_has_no_c_for_is_not_asked():
    test = opened("memory", **{"memory-cell": "GRU", "memory-untrained": named("which", Which.C)})
    assert not test.exception
    assert named("which", Which.C) not in test.button_group(key="memory-untrained").options


def test_the_placements_of_the_placement_page_come_along():
    test = opened("placement", edges=str(find("moon2015").placement))
    test.query_params.clear()
    test.query_params["memory-step"] = "untrained"
    test.switch_page("pages/memory.py").run()
    assert test.selectbox(key=FIRST).value == "moon2015"


def test_what_nobody_chose_there_leaves_the_pair_that_the_headings_tell():
    test = opened("placement")
    test.query_params.clear()
    test.query_params["memory-step"] = "untrained"
    test.switch_page("pages/memory.py").run()
    assert test.selectbox(key=FIRST).value == "naive_recurrent"
    assert test.selectbox(key=SECOND).value == "naive_cell"


def test_a_placement_of_ones_own_comes_along_too():
    test = opened("placement", edges="hidden:0.123")
    test.query_params.clear()
    test.query_params["memory-step"] = "untrained"
    test.switch_page("pages/memory.py").run()
    assert test.selectbox(key=FIRST).value == "hidden:0.123"


@pytest.mark.parametrize("text", ["", "one two", "é 中文 😀", "word " * 100, "<b>a</b> *b* c"])
def test_any_sentence_is_read_or_refused_in_a_sentence(text, monkeypatch):
    seen = []
    monkeypatch.setattr(memory_trained, "connect", lambda words, *_, **__: seen.append(words))
    test = opened("memory", **{"memory-text": text})
    assert not test.exception
    assert bool(test.info) == (len(text.split()) < 3)
    assert 3 <= len(seen[-1]) <= memory_trained.MOST_WORDS


def test_the_component_is_given_shares_of_each_prediction_in_percent():
    words = ("the", "people", "of", "the", "states")
    measured = {"a": sentence_connectivity(Cell.LSTM, "cell:0.5", words)}
    (row,) = connect.pack(words, measured)["rows"]
    assert row["name"] == "a"
    assert [len(shares) for shares in row["shares"]] == [4] * 4
    for t, shares in enumerate(row["shares"]):
        assert sum(shares) == pytest.approx(100, abs=0.3)
        assert not any(shares[t + 1 :])


@pytest.mark.parametrize("cell", Cell)
def test_what_step_4_finds_holds_in_the_sentence_that_it_shows(cell):
    told = words(SENTENCE)
    lines = ("none", "recurrent:0.5", "cell:0.5")[: 3 if cell is Cell.LSTM else 2]
    measured = [sentence_connectivity(cell, line, told).share_beyond(FAR_STEPS) for line in lines]
    assert measured[1] > 1.1 * measured[0]
    assert all(share < 0.9 * measured[0] for share in measured[2:])
    assert sentence_connectivity(cell, "none", told[:4]).share_beyond(FAR_STEPS) is None


def test_step_4_says_how_much_far_words_count():
    test = opened("memory", memory_step="trained")
    told = words(SENTENCE)
    for line in ("none", "recurrent:0.5", "cell:0.5"):
        share = sentence_connectivity(Cell.LSTM, line, told).share_beyond(FAR_STEPS)
        assert f"**{share:.1%}**" in texts(test)


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.RNN])
@pytest.mark.parametrize("keys", [64, 8])
def test_the_recall_table_is_the_record(cell, keys):
    labels = {Cell.LSTM: "lstm", Cell.RNN: "rnn"}
    test = opened("memory", **{"memory-keys": str(keys)})
    test.button_group(key="memory-learner").set_value(labels[cell]).run()
    assert not test.exception
    shown, lags = table(test, "accuracy with masks on"), rows(load().of(cell, keys))
    assert list(shown["lag"]) == [row.lag_steps for row in lags]
    assert list(shown["accuracy"]) == [round(row.accuracy, 3) for row in lags]
    assert load().date in texts(test)


def test_half_lives_are_measured_when_asked_for():
    test = alone("memory", memory_cell="RNN", memory_step="trained")
    assert "masks agree on half" not in [c for t in test.dataframe for c in t.value.columns]
    test.button(key="measure-half-lives").click().run()
    assert not test.exception
    shown = table(test, "masks agree on half").set_index("placement")
    carried = [k for k in COMPARED if k == "none" or find(k).placement.on(Cell.RNN).edges]
    assert set(shown.index) == {method_labels()[key] for key in carried}
    assert shown.loc[method_labels()["none"], "T* (formula)"] == "inf"
    assert shown.loc[method_labels()["naive_recurrent"], "T* (formula)"] == "5.0"


@pytest.mark.parametrize(("number", "step"), [(n, s.key) for n, s in enumerate(STEPS, start=1)])
def test_one_step_is_shown_at_a_time_under_what_it_finds_and_leads_to_the_next(number, step):
    test = opened("memory", **{"memory-step": step})
    assert not test.exception
    (heading,) = test.header
    assert heading.value.startswith(f"{number}. ")
    onward = [button for button in test.button if button.key == "memory-step-next"]
    assert len(onward) == (step != "recall")
    for button in onward:
        button.click().run()
        assert test.header[0].value.startswith(f"{number + 1}. ")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_an_address_that_names_no_step_opens_the_last_one_that_it_sets(step):
    for field in step.fields:
        written = field.write(field.default)
        test = opened("memory", **{"memory-rate": "0.3", field.name: written})
        assert test.button_group(key="memory-step").value == step.key, field.name


def test_who_comes_back_finds_the_step_and_what_was_chosen_there():
    test = opened("memory", **{"memory-question": "swap"})
    test.query_params.clear()
    test.switch_page("pages/masks.py").run()
    test.query_params.clear()
    test.switch_page("pages/memory.py").run()
    assert test.button_group(key="memory-step").value == "trained"
    assert test.button_group(key="memory-question").value == "swap"


def test_a_step_that_is_left_keeps_what_was_chosen():
    test = opened("memory", **{"memory-step": "vector"})
    test.slider(key="memory-rate").set_value(0.4).run()
    test.button_group(key="memory-step").set_value("value").run()
    assert test.slider(key="memory-rate").value == 0.4
    test.button_group(key="memory-step").set_value("recall").run()
    test.button_group(key="memory-step").set_value("vector").run()
    assert test.slider(key="memory-rate").value == 0.4


def test_what_an_address_asks_that_is_not_there_is_the_default():
    test = opened("memory", **{FIRST: "<script>", "memory-rate": "1e999", "memory-cell": "cow"})
    assert not test.exception
    assert test.selectbox(key=FIRST).value == "naive_recurrent"
    assert one_value(parse("cell:0.2").noises[0], 1.0).alive[1] == pytest.approx(0.8, abs=0.02)
