"""The Results page and Home's answer, on made-up records and on those shipped."""

from itertools import pairwise
from json import loads
from math import inf
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from rnnviz.analyses.remembered import LAGS_STEPS
from rnnviz.content import prose
from rnnviz.core.placement import Edge, Fill, Share
from rnnviz.figures.responses import responses, span_of
from rnnviz.runs import plan as plans
from rnnviz.runs import record
from rnnviz.runs.record import Memory
from rnnviz.runs.responses import studies
from rnnviz.ui.browser.network import EdgeToggled, NoiseSet
from rnnviz.ui.evidence.dose import few, measured
from rnnviz.ui.evidence.words import half_life
from rnnviz.ui.fields import RESULTS_FAMILY, RESULTS_LINES, RESULTS_RATE
from rnnviz.ui.models.sweeps import DOSE
from rnnviz.ui.results import touch
from rnnviz.ui.state import put, read
from tests.opening import opened
from tests.sweeps import NONE, dose, result, written
from tests.sweeps import record as made_record

ROOT = Path(__file__).parents[3]
FRESH = tuple(range(101, 111))
TESTS = {
    "none": {0: 120.0},
    "nonrecurrent": {0.2: 110.0, 0.5: 100.0, 0.65: 104.0},
    "recurrent_step": {0.2: 115.0, 0.5: 112.0, 0.65: 300.0},
    "recurrent_sequence": {0.2: 114.0, 0.5: 111.0},
    "cell_step": {0.05: 118.0, 0.2: 119.0},
    "candidate_step": {0.35: 113.0},
}

pytestmark = pytest.mark.usefixtures("bench")


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch):
    monkeypatch.delenv("RNNVIZ_DATA", raising=False)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A function that lets the pages find these perplexities in a record."""

    def keep(tests=TESTS, seeds=(0,)):
        plan, made = dose(tests, seeds)
        monkeypatch.setattr(record, "FOLDER", written(tmp_path / "sweeps", "dose", made))
        (study,) = studies(plan, made)
        return study

    return keep


def texts(test):
    return " ".join(element.value for element in (*test.markdown, *test.caption, *test.info))


def links(test):
    return {link.proto.page: link.proto.query_string for link in test.get("page_link")}


def test_the_conclusion_comes_first_with_what_is_missing_and_no_margin_of_one_seed(kept):
    kept()
    test = opened("results")
    assert test.markdown[0].value.startswith("Lowest so far: **non-recurrent (Zaremba 2014)**")
    assert "no margin yet" in test.markdown[0].value
    assert "Still missing" in test.caption[0].value
    assert "−20.0 (one seed)" in test.table[0].value.to_string()


def test_with_fresh_seeds_it_has_its_margin(kept):
    kept({key: dict([list(rates.items())[-1]]) for key, rates in TESTS.items()}, (0, *FRESH))
    test = opened("results")
    assert "paired over 10 seeds; 95 %, corrected for 5 comparisons" in test.markdown[0].value
    assert "one seed" not in test.table[0].value.to_string()


def test_at_most_four_lines_are_drawn_before_somebody_asks_for_more(kept):
    kept()
    test = opened("results")
    assert len(test.pills(key="results-lines").value) == 4
    assert len(test.pills(key="results-lines").options) == 5
    test.pills(key="results-lines").set_value(["cell_step"]).run()
    assert test.selectbox(key="results-family").value == "cell_step"
    assert dict(test.query_params)["results-lines"] in ("cell_step", ["cell_step"])


def test_the_slider_knows_the_measured_rates_alone_and_begins_at_the_best(kept):
    kept()
    test = opened("results")
    slider = test.select_slider(key="results-rate")
    assert (slider.options, slider.value) == (["0.0", "0.2", "0.5", "0.65"], 0.5)
    slider.set_value(0.2).run()
    assert "p = 0.2**: test perplexity **110.0** (measured before; seed number 0;" in texts(test)
    assert dict(test.query_params)["results-rate"] in ("0.2", ["0.2"])
    again = opened("results", results_family="recurrent_step", results_rate="0.21")
    assert again.select_slider(key="results-rate").value == 0.2


def test_a_point_names_its_runs_and_goes_to_the_train_page_with_its_placement(kept):
    kept()
    test = opened("results", results_rate="0.2")
    assert test.dataframe[0].value["seed"].tolist() == [0]
    query = links(test)["train"]
    asked = dict(parse_qsl(query))
    train = opened("train", **asked)
    placed = [train.selectbox(key=f"placement-{n}").value for n in (1, 2, 3, 4)]
    assert placed == ["none", "input:0.2+between:0.2+output:0.2", "-", "-"]
    assert train.slider(key="epochs-live").value == 3


def test_without_a_record_pages_say_so(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    for page in ("results", "home", "use"):
        assert not opened(page).error
    assert "Nothing is measured here yet." in texts(opened("results"))
    assert "We have no record of it yet" in texts(opened("use"))


@pytest.mark.parametrize(
    "tests",
    [
        *({"none": {0: 120.0}}, {"cell_step": {0.5: 110.0}}, {"word": {0.05: 100.0, 0.65: 400.0}}),
        {"none": {0: 120.0}, "awd": {0.5: 130.0}},
    ],
    ids=["none alone", "one, and no none", "two rates", "worse than none"],
)
def test_pages_open_with_whatever_part_of_a_record_there_is(tests, kept):
    kept(tests)
    for page in ("results", "home", "use"):
        assert not opened(page).error


def test_a_record_that_grows_is_read_again(kept):
    kept({"none": {0: 120.0}, "cell_step": {0.5: 110.0}})
    assert "test perplexity of **110.0**" in texts(opened("home"))
    kept({"none": {0: 120.0}, "cell_step": {0.5: 110.0}, "word": {0.1: 109.0}})
    assert "test perplexity of **109.0**" in texts(opened("home"))


def test_home_answers_in_a_line_and_its_slider_moves_along_the_best_placement(kept):
    kept()
    test = opened("home")
    assert "Lowest so far: **non-recurrent (Zaremba 2014)** at p = 0.5" in texts(test)
    test.select_slider(key="home-rate").set_value(0.2).run()
    assert "p = 0.2**: test perplexity **110.0**" in texts(test)
    assert {"results", "use", "train", "placement"} <= links(test).keys()


@pytest.mark.parametrize("path", sorted(record.FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_the_shipped_records_are_shown_as_far_as_they_go(path):
    shipped = studies(plans.load(path.stem), record.load(path))
    test = opened("results")
    shown = measured(shipped[0])
    if path.stem == DOSE:  # which the page begins with
        assert set(test.pills(key="results-lines").value) == set(few(shown))
    assert (
        f"{len(shipped[0].known)} runs are measured" in texts(test) or not shipped[0].bracket_left
    )


def test_a_curve_goes_through_what_was_measured_and_nothing_else(kept):
    study = kept()
    lines = {r.family.key: r for r in study.responses}
    figure = responses([lines["recurrent_step"], lines["awd"]])
    line = figure.data[0]
    assert list(line.x) == [0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65]
    assert list(line.y) == [120, None, None, 115, None, 112, 300]  # it breaks where nothing is
    assert "seed number 0" in line.text[3]
    assert [trace.name for trace in figure.data if trace.name] == ["recurrent input, per step"]
    low, high = span_of([lines["recurrent_step"]])
    assert low < 112 < high < 300  # what lies above has an arrow; the note below has its number
    assert list(figure.data[1].x) == [0.65]


def test_labels_stand_apart_inside_the_chart_in_the_order_in_which_lines_end(kept):
    figure = responses(tuple(measured(kept()).values()))
    low, high = figure.layout.yaxis.range
    middles = [note.y for note in figure.layout.annotations if note.x == 1.01]
    assert len(middles) == 5 + 1  # and no dropout
    assert all(low < middle < high for middle in middles)
    assert all(later > earlier for earlier, later in pairwise(middles))
    names = [note.text.replace("<br>", " ") for note in figure.layout.annotations]
    assert names[-1] == "recurrent input, per step"  # it leaves at the top


def test_bands_and_intervals_are_drawn_where_there_are_two_seeds(kept):
    first = responses(kept().responses[:1])
    two = responses(
        kept({"none": {0: 120.0}, "nonrecurrent": {0.5: 100.0}}, (0, 101, 102)).responses[:1]
    )
    assert not [trace for trace in first.data if trace.error_y.array]
    (fresh,) = [trace for trace in two.data if trace.error_y.array]
    assert fresh.y[0] == pytest.approx(100 + 1.5 / 8)
    assert fresh.error_y.array[0] > 0


@pytest.mark.parametrize(("steps", "shown"), [(12.34, "12.3"), (500, "100+"), (inf, "∞")])
def test_a_half_life_far_beyond_the_lags_that_were_asked_has_no_number(steps, shown):
    gains = tuple(0.5 ** (lag / steps) for lag in LAGS_STEPS)
    still = (1.0,) * len(gains)
    memory = Memory(LAGS_STEPS, gains, still, still, still)
    run = result(plans.load("dose"), NONE, 0, 100.0, unmasked=memory)
    assert half_life((run,), masked=False) == shown
    for told in (prose("results", "memory"), prose("memory", "remembered")):
        assert f"up to {max(LAGS_STEPS)} steps" in told
        assert "100+: " in told


def test_on_top_of_zaremba_is_shown_once_it_is_measured_four_lines_at_first(tmp_path, monkeypatch):
    plan = plans.load("ontop")
    bases = plan.families[1].bases
    alone = [result(plan, base, 0, 110.0 - n) for n, base in enumerate(bases)]
    more = [
        result(plan, family.at(0.1, base), 0, 106.0 + n + m)
        for n, family in enumerate(plan.families[1:])
        for m, base in enumerate(bases)
    ]
    folder = written(tmp_path, "ontop", made_record(plan, [*alone, *more]))
    monkeypatch.setattr(record, "FOLDER", folder)
    test = opened("results")
    assert "On top of Zaremba's placement" in [header.value for header in test.header]
    assert "Still missing" in " ".join(caption.value for caption in test.caption)
    assert "So far the lowest is **recurrent input, per step** at p = 0.1, on top of" in texts(test)
    assert "−2.0 (one seed)" in texts(test)
    charts = test.get("plotly_chart")
    assert len(charts) == len(bases)
    lines = [trace for trace in loads(charts[0].proto.spec)["data"] if trace.get("name")]
    assert len(lines) == 4
    test.toggle(key="results-all").set_value(True).run()
    charts = test.get("plotly_chart")
    lines = [trace for trace in loads(charts[0].proto.spec)["data"] if trace.get("name")]
    assert len(lines) == 5


def found_of(study, *keys):
    return measured(study), keys


@pytest.mark.usefixtures("visit")
def test_a_touched_edge_brings_its_curve_and_takes_it_away(kept):
    pairs, keys = found_of(kept(), "nonrecurrent", "recurrent_step")
    touch.take(EdgeToggled(Edge.CELL), pairs, keys)
    assert read(RESULTS_LINES) == ("nonrecurrent", "recurrent_step", "cell_step")
    assert (read(RESULTS_FAMILY), read(RESULTS_RATE)) == ("cell_step", None)
    touch.take(EdgeToggled(Edge.RECURRENT), pairs, keys)
    assert read(RESULTS_LINES) == ("nonrecurrent",)
    touch.take(EdgeToggled(Edge.RECURRENT), pairs, ("recurrent_step",))
    assert read(RESULTS_LINES) == ("recurrent_step",)  # one line stays
    touch.take(EdgeToggled(Edge.OUTPUT), pairs, keys)
    assert read(RESULTS_LINES) == keys  # no curve of that edge is measured


@pytest.mark.usefixtures("visit")
def test_a_sharing_and_a_rate_set_in_the_picture_move_to_that_curve(kept):
    pairs, keys = found_of(kept(), "nonrecurrent", "recurrent_step")
    put(RESULTS_RATE, 0.2)
    touch.take(NoiseSet(Edge.RECURRENT, Fill.ZERO, 0.5, Share.SEQUENCE), pairs, keys)
    assert read(RESULTS_LINES) == (*keys, "recurrent_sequence")
    assert (read(RESULTS_FAMILY), read(RESULTS_RATE)) == ("recurrent_sequence", 0.5)


def test_the_picture_has_dropout_where_a_line_has(kept):
    pairs, keys = found_of(kept(), "nonrecurrent", "recurrent_step", "recurrent_sequence")
    placement = touch.shown_on(pairs, keys)
    assert placement.edges == {Edge.INPUT, Edge.BETWEEN, Edge.OUTPUT, Edge.RECURRENT}
