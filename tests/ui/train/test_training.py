"""The Train page, run by Streamlit's own test harness on a queue that starts nothing."""

import json
import math
import re
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.content import as_it_is, labels
from rnnviz.core.edits import largest_rate
from rnnviz.core.methods import METHODS, find, name_at, name_of, placement_of
from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError
from rnnviz.figures.responses import seed_numbers
from rnnviz.jobs.adding import MOST_NAME
from rnnviz.jobs.desk import Desk
from rnnviz.jobs.file import StoreError
from rnnviz.jobs.job import State
from rnnviz.jobs.limits import Limits
from rnnviz.lm.configs import CONFIGS
from rnnviz.lm.run import Evaluation, StepResult
from rnnviz.text.corpora import CORPORA, load
from rnnviz.ui.fields.train import CONFIG, EPOCHS, FIELDS, NONE, PLACEMENTS
from rnnviz.ui.models import lab, sweeps
from rnnviz.ui.models.recorded import COMPARISONS, DOSE, LIVE, recorded
from rnnviz.ui.state import put, read
from rnnviz.ui.train import start
from rnnviz.ui.train.deciding import SHOWN, against_none, chosen
from rnnviz.ui.train.form import take_rate
from rnnviz.ui.train.steer import PAUSED
from rnnviz.zoo.card import CARD
from rnnviz.zoo.models import read_card
from tests.ui.conftest import PACE

ROOT = Path(__file__).parents[3]
STARTED = [field.default for field in PLACEMENTS if field.default != NONE]


pytestmark = pytest.mark.usefixtures("bench")


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch):
    monkeypatch.delenv("RNNVIZ_DATA", raising=False)


def training(**query):
    """The Train page alone: behind `st.navigation` the harness forgets a pressed button."""
    test = AppTest.from_file(str(ROOT / "pages" / "train.py"), default_timeout=30)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def who(test):
    return sha256(test.session_state[lab.VISITOR.kept].encode()).hexdigest()[:32]


def started(**settings):
    """A page on which somebody has pressed Start, and their experiment."""
    test = training()
    for key, value in settings.items():
        test.slider(key=key).set_value(value)
    test.run()
    test.button(key="begin").click().run()
    assert not test.exception
    return test, test.session_state["experiment"]


def say(queue, test, id_, epoch=1, tests=(70.0, 66.0), **more):
    """Let every run of an experiment say the same of an epoch, placement by placement worse."""
    for place, job in enumerate(queue.store.experiment(who(test), id_).jobs):
        queue.store.put(job.id, State.RUNNING)
        numbers = (job.run.key, job.run.seed, 170 * epoch, epoch, 59_500 * epoch, 4.0 * epoch)
        evaluation = (
            None if more.get("diverged") else Evaluation(50.0 + place, 60.0 + place, *tests)
        )
        result = StepResult(*numbers, 4.0, 1.0, 2.0, 9_000.0, "cpu", evaluation=evaluation, **more)
        queue.store.hear([(job.id, result)])


def finish(queue, test, id_, state=State.DONE, reason=None):
    for job in queue.store.experiment(who(test), id_).jobs:
        queue.store.put(job.id, state, reason)


@pytest.fixture
def lost(monkeypatch):
    """A page whose pace is not known any more once Start is pressed, and a way to have it back."""
    test = training()
    known = start.paced
    monkeypatch.setattr(start, "paced", lambda *_: None)
    test.button(key="begin").click().run()
    assert not queued(test)
    return test, lambda: monkeypatch.setattr(start, "paced", known)


def queued(test):
    return lab.desk().store.summaries(who(test))


def test_start_pressed_while_the_pace_is_measured_starts_once_it_is_known(lost):
    test, find = lost
    find()
    test.run()
    assert len(queued(test)) == 1
    test.run()
    assert len(queued(test)) == 1


def test_who_changes_the_form_while_the_pace_is_measured_has_started_nothing(lost):
    test, find = lost
    test.slider(key="seeds").set_value(2).run()
    find()
    test.slider(key="seeds").set_value(1).run()
    assert not test.exception
    assert not queued(test)


def test_who_has_several_devices_chooses_one_whose_pace_is_told(monkeypatch):
    asked = []

    def measure(_desk, _run, device):
        asked.append(device)
        on = "cuda" if device == "auto" else device
        return replace(PACE, device=on, devices=("cuda", "cpu"))

    monkeypatch.setattr(Desk, "measure", measure)
    test = training()
    assert not choices(test, "Train on")
    test.run()
    assert choices(test, "Train on") == ["cuda", "cpu"]
    assert "at a time on cuda" in estimated(test)
    test = training(device="cpu")
    assert "at a time on cpu" in estimated(test)
    assert asked == ["auto", "cpu"]
    test.button(key="begin").click().run()
    (summary,) = queued(test)
    jobs = lab.desk().store.experiment(who(test), summary.id).jobs
    assert {job.pace.device for job in jobs} == {"cpu"}


def estimated(test):
    return " ".join(element.value for element in test.markdown)


def choices(test, label):
    """The options of the segmented control with this label; none where it isn't shown."""
    groups = [each.options for each in test.button_group if each.label == label]
    return [getattr(option, "content", option) for option in groups[0]] if groups else []


def spec(test):
    return json.loads(test.get("plotly_chart")[0].proto.spec)


def shown(test):
    table = test.table[0].value
    names = table["placement"].str.extract(r"\[(.+)\]\(placement\?edges=.+\)", expand=False)
    return table.assign(placement=names)


def warnings(test):
    return [element.value for element in test.warning]


def test_it_opens_with_four_named_lines_that_decide_something_each_against_no_dropout():
    test = training()
    assert not test.exception
    study = sweeps.first_measured(sweeps.DOSE)
    drawn = spec(test)
    lines = [trace for trace in drawn["data"] if trace["mode"] == "lines"]
    assert len(lines) == 4
    notes = {note["text"].replace("<br>", " ") for note in drawn["layout"]["annotations"]}
    assert {line["name"] for line in lines} == notes
    text = " ".join(element.value for element in (*test.markdown, *test.caption))
    for effect in study.effects("none", study.none):
        if effect.key in SHOWN:
            assert f"{effect.test:.1f}" in text
    assert "seed number 0" in text
    assert study.none.results[0].processor in text


def test_of_the_places_drawn_each_ends_where_the_page_says():
    study = sweeps.first_measured(sweeps.DOSE)
    effects = study.effects("none", study.none)
    lowest, *others = [effect for effect in effects if effect.key in SHOWN]
    assert lowest.key == "nonrecurrent"
    assert lowest.told_apart
    assert [effect.key for effect in others if not effect.told_apart] == ["cell_step"]
    assert len(others) + 1 == len(SHOWN)
    turns = {family and family.key: dose.results[0].kept_epoch for family, dose in chosen(study)}
    assert all(turns[None] < turn for key, turn in turns.items() if key)  # as the tour says
    lines = against_none(study)
    assert len(lines) == len(SHOWN) + 1
    assert f"Of all {len(effects)} placements measured" in lines[-1]


def test_what_the_tour_says_of_the_forms_training_is_so_with_every_recorded_seed():
    record, (none, zaremba, *others) = recorded(LIVE), recorded(LIVE).keys
    assert (none, zaremba) == ("none", "zaremba2014")
    for seed in record.seeds:
        valid = {key: [r.perplexity.valid for r in record.curves[key, seed]] for key in record.keys}
        assert len(valid[none]) == CONFIGS["live"].training.epochs == 8
        assert all(valid[none][0] < valid[key][0] for key in (zaremba, *others))
        assert valid[zaremba][-1] == min(curve[-1] for curve in valid.values())
        assert valid[none][-1] > min(valid[none])


def test_the_recorded_placements_go_into_the_form_and_a_slider_changes_a_rate():
    test = training(**{"placement-5": "moon2015", "epochs-live": "1"})
    test.button(key="train-these").click().run()
    study = sweeps.first_measured(sweeps.DOSE)
    lines = [str(dose.placement) for _, dose in chosen(study)]
    asked = [read_placement(test, number) for number in range(1, 7)]
    assert asked == [*lines, "", ""]
    assert test.slider(key="epochs-live").value == 8
    test.slider(key="rate-of-2").set_value(0.3).run()
    assert read_placement(test, 2) == "input:0.3+between:0.3+output:0.3"
    assert test.slider(key="rate-of-2").value == 0.3
    test.slider(key="rate-of-2").set_value(0.5).run()
    assert test.selectbox(key="placement-2").value == "zaremba2014"
    assert not test.exception


def read_placement(test, number):
    """The placement that the form has in a place."""
    key = test.selectbox(key=f"placement-{number}").value
    return "" if key == "-" else str(placement_of(key))


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("key", [method.key for method in METHODS if method.placement.noises])
def test_a_method_at_another_rate_keeps_its_name_and_comes_back_at_its_own(key):
    field, own = PLACEMENTS[0], largest_rate(find(key).placement)
    put(field, key)
    take_rate(field, key, 0.4)
    assert largest_rate(placement_of(read(field))) == pytest.approx(0.4)
    take_rate(field, read(field), own)
    assert find(read(field)).placement == find(key).placement


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("now", [NONE, "moon2015"])
def test_a_slider_that_goes_with_its_placement_brings_that_one_not_back(now):
    put(PLACEMENTS[2], now)
    take_rate(PLACEMENTS[2], "naive_everywhere", 0.5)
    assert read(PLACEMENTS[2]) == now


@pytest.mark.parametrize("id_", COMPARISONS)
def test_a_recorded_comparison_says_when_and_where_it_was_measured(id_):
    test = training()
    assert test.selectbox(key="experiment").value == DOSE
    test.selectbox(key="experiment").select(id_).run()
    assert not test.exception
    record = recorded(id_)
    named = (name_at(key, record.placement_of(key)) for key in record.keys)
    assert sorted(shown(test)["placement"]) == sorted(named)
    assert f"measured before, {record.began[:10]}" in spec(test)["layout"]["yaxis"]["title"]["text"]
    text = " ".join(element.value for element in test.markdown)
    assert record.machine["processor"] in text
    assert seed_numbers(record.seeds) in text


def test_the_form_starts_with_the_settings_of_the_recorded_runs(bench):
    test, id_ = started()
    runs = bench.store.experiment(who(test), id_).record.runs
    first = [run for run in recorded(LIVE).runs if run.seed == 0]
    assert list(runs) == first


def test_an_estimate_stands_beside_the_button(bench):
    test = training()
    (text,) = [e.value for e in test.markdown if e.value.startswith("**About")]
    rounds = bench.limits.rounds(4)
    assert f"**About {rounds * (2 + 8 * 4 + 1):.0f} s** for 4 runs of 8 epochs" in text


def test_a_budget_of_time_becomes_a_number_of_epochs_the_same_for_all(bench):
    test = training()
    test.button_group(key="length").set_value("time").run()
    test.slider(key="minutes").set_value(2.0).run()
    test.button(key="begin").click().run()
    runs = bench.store.experiment(who(test), test.session_state["experiment"]).record.runs
    rounds = bench.limits.rounds(4)
    assert {run.training.epochs for run in runs} == {int((120 / rounds - 3) / 4)}
    assert {run.training.seconds for run in runs} == {None}


def test_a_running_experiment_is_drawn_with_its_speed_and_can_be_paused_and_stopped(bench):
    test, id_ = started()
    assert not test.get("plotly_chart")
    say(bench, test, id_)
    test.run()
    assert not test.exception
    names = [name_at(key, placement_of(key)) for key in STARTED]
    assert list(shown(test)["placement"]) == names
    lowest = [f"{60 + place}.0 (1)" for place in range(4)]
    assert list(shown(test)["lowest validation (epoch)"]) == lowest
    assert "measured now" in spec(test)["layout"]["yaxis"]["title"]["text"]
    assert "9,000 words/s on cpu" in test.get("progress")[0].proto.text
    test.button(key="steer-pause").click().run()
    assert [element.value for element in test.info] == [str(PAUSED)]
    assert test.button(key="steer-pause").disabled
    test.button(key="steer-resume").click().run()
    assert {j.state for j in bench.store.experiment(who(test), id_).jobs} == {State.QUEUED}
    test.button(key="steer-stop").click().run()
    assert {j.state for j in bench.store.experiment(who(test), id_).jobs} == {State.STOPPED}
    assert "steer-pause" not in [button.key for button in test.button]
    assert len(test.get("plotly_chart")) == 1


def test_a_rate_changed_on_the_page_goes_into_every_run_of_the_placement_that_is_not_over(bench):
    test, id_ = started(seeds=2)
    say(bench, test, id_, epoch=3)
    test.run()
    test.selectbox(key="change-of").select("zaremba2014").run()
    sliders = [slider for slider in test.slider if slider.key.startswith("change-zaremba2014-")]
    assert test.button(key="change").disabled
    sliders[0].set_value(0.2).run()
    test.button(key="change").click().run()
    assert not test.exception
    for run in bench.store.experiment(who(test), id_).record.runs:
        assert [c.epoch for c in run.changes] == ([4] if run.key == "zaremba2014" else [])
        if run.changes:
            assert run.placement_at(4) == parse("input:0.2+between:0.5+output:0.5")
    finish(bench, test, id_)
    test.run()
    assert "@4=input:0.2+between:0.5+output:0.5" in test.code[0].value


def test_a_finished_experiment_offers_its_figures_and_the_line_that_repeats_them(bench):
    test, id_ = started()
    say(bench, test, id_)
    finish(bench, test, id_)
    test.run()
    assert {"csv", "json"} <= {button.key for button in test.get("download_button")}
    assert test.code[0].value.startswith("python -m rnnviz compare --methods none,zaremba2014")


def test_differences_have_a_margin_only_where_there_are_seeds_to_tell_it_from(bench):
    test, id_ = started()
    say(bench, test, id_)
    assert list(shown(test.run())["above the best"]) == ["–", "+1.0", "+2.0", "+3.0"]
    test, id_ = started(seeds=3)
    say(bench, test, id_)
    margins = ["–", "+1.0 ± 0.0", "+2.0 ± 0.0", "+3.0 ± 0.0"]
    assert list(shown(test.run())["above the best"]) == margins


@pytest.mark.parametrize(
    ("tests", "column", "value"),
    [
        ((70.0, 66.0), "test, at the lowest validation", "66.0"),
        ((70.0, None), "test, last epoch", "70.0"),  # trained before the best weights were kept
        ((None, None), "test, at the lowest validation", "–"),
    ],
)
def test_test_perplexity_is_of_the_weights_that_are_kept(tests, column, value, bench):
    test, id_ = started()
    say(bench, test, id_, tests=tests)
    table = shown(test.run())
    assert [name for name in table if name.startswith("test")] == [column]
    assert set(table[column]) == {value}


def test_what_failed_or_diverged_is_said_in_a_sentence_each(bench):
    test, id_ = started()
    say(bench, test, id_, diverged=True)
    failed = bench.store.experiment(who(test), id_).jobs[0]
    finish(bench, test, id_)
    bench.store.resume(who(test), id_)
    assert "diverged at step 170" in warnings(test.run())[0]
    other, id_ = started()
    say(bench, other, id_)
    finish(bench, other, id_, State.FAILED, as_it_is("It broke."))
    text = warnings(other.run())
    assert text == [f"{name_of(key)}, seed 0, failed: It broke." for key in STARTED]
    assert failed.run.key == STARTED[0]
    assert not other.button(key="steer-resume").disabled


@pytest.mark.parametrize("over", ["epochs", "words", "seconds"])
def test_the_curves_can_be_looked_at_in_every_way(over):
    test = training()
    test.selectbox(key="experiment").select(LIVE).run()
    test.button_group(key="over").set_value(over)
    test.selectbox(key="shown").set_value("gap")
    test.toggle(key="logarithmic").set_value(False).run()
    assert not test.exception
    assert "nats" in spec(test)["layout"]["yaxis"]["title"]["text"]
    before = len(spec(test)["data"])
    test.button_group(key="hidden").set_value(["none"]).run()
    assert len(spec(test)["data"]) == before - 2  # its line and its band


def test_two_experiments_of_one_name_and_minute_are_two_in_every_list(bench):
    test, older = started()
    test.button(key="begin").click().run()
    newer = test.session_state["experiment"]
    assert newer != older
    for id_ in (older, newer):
        say(bench, test, id_)
    for id_ in (older, newer):
        test.selectbox(key="experiment").select(id_).run()
        test.run()  # the browser says by title what it shows
        assert test.session_state["experiment"] == id_
        for key in ("experiment", "ghost"):
            options = test.selectbox(key=key).options
            assert len(set(options)) == len(options)
    assert not test.exception


def test_another_experiment_can_be_kept_beneath_as_a_ghost(bench):
    test, id_ = started()
    say(bench, test, id_)
    test.run()
    before = len(spec(test)["data"])
    test.selectbox(key="ghost").select(LIVE).run()
    names = [trace.get("name", "") for trace in spec(test)["data"]]
    assert len(names) > before
    assert any(name.endswith("(overlaid)") for name in names)
    assert "overlaid: measured" in spec(test)["layout"]["yaxis"]["title"]["text"]


def test_curves_stay_covered_until_the_order_is_guessed_and_are_then_compared():
    test = training()
    test.selectbox(key="experiment").select(LIVE).run()
    test.toggle(key="guess-first").set_value(True).run()
    assert not test.get("plotly_chart")
    assert not test.table
    first = "guess-1-" + "-".join(recorded(LIVE).keys)
    test.selectbox(key=first).select("zaremba2014").run()
    assert test.button(key="guess-kept").disabled  # one placement has two places
    test.selectbox(key=first).select("none").run()
    test.button(key="guess-kept").click().run()
    assert len(test.get("plotly_chart")) == 1
    assert any("Of 6 pairs" in element.value for element in test.markdown)


def test_an_experiments_name_ends_between_two_placements(a_run):
    lines = ("recurrent:0.8", "cell:0.05", "input:0.5+between:0.5+output:0.5")
    runs = tuple(map(a_run, lines))
    name = start.called(runs)
    assert len(name) <= MOST_NAME
    first, *_ = (name_of(run.key) for run in runs)
    assert name.endswith(f": {first}, 2 more")
    assert start.called(runs[:1]).endswith(f": {first}")


def test_history_brings_an_experiment_back_and_can_name_and_delete_it(bench):
    test, id_ = started()
    say(bench, test, id_)
    finish(bench, test, id_)
    test.run()
    test.text_input(key=f"name-{id_}").set_value("My first")
    test.text_area(key=f"notes-{id_}").set_value("Looks *odd*").run()
    summary = bench.store.summaries(who(test))[0]
    assert (summary.name, summary.notes) == ("My first", "Looks *odd*")
    test.selectbox(key="experiment").select(LIVE).run()
    assert "measured before" in spec(test)["layout"]["yaxis"]["title"]["text"]
    test.selectbox(key="experiment").select(id_).run()
    assert "measured now" in spec(test)["layout"]["yaxis"]["title"]["text"]
    test.button(key=f"delete-{id_}").click().run()
    assert not test.exception
    assert bench.store.summaries(who(test)) == ()
    assert test.selectbox(key="experiment").value == DOSE


def test_another_visitor_sees_none_of_it_even_with_the_address(bench):
    test, id_ = started()
    say(bench, test, id_)
    other = training(run=id_)
    assert not other.exception
    assert "belongs to somebody else" in warnings(other)[0]
    assert other.selectbox(key="experiment").value == DOSE
    assert other.selectbox(key="experiment").options == [*labels("recorded").values()]


def test_a_browser_without_a_cookie_is_told_before_start_and_its_private_link_brings_runs_back():
    test, id_ = started()
    (link,) = (element.proto.url for element in test.get("link_button"))
    texts = [element.value for element in test.markdown]
    assert any("only your private link brings your runs back" in text for text in texts)
    name, _, secret = link.removeprefix("?").partition("=")
    again = training(**{name: secret})
    assert who(again) == who(test)
    assert again.selectbox(key="experiment").value == id_


@pytest.mark.parametrize("typed", ["", "x", "a" * 31, "é" * 32])
def test_what_is_no_private_link_leads_to_nobodys_runs(typed):
    test = training(mine=typed)
    assert test.session_state[lab.VISITOR.kept] != typed


def test_a_browser_with_a_cookie_needs_no_link(monkeypatch):
    monkeypatch.setattr(lab, "secret_in", lambda _cookies: "s" * 32)
    test = training()
    assert not test.get("link_button")
    assert who(test) == sha256(b"s" * 32).hexdigest()[:32]


def test_what_is_beyond_the_limits_of_the_server_cannot_be_started(bench, monkeypatch):
    monkeypatch.setattr(bench, "limits", Limits(workers=2, parameters=1_000, runs=3))
    test = training()
    assert "at most 1,000 are allowed here" in warnings(test)[0]
    assert test.button(key="begin").disabled
    assert any("At most: 1,000 parameters" in element.value for element in test.caption)


@pytest.mark.parametrize("asks", ["refuse_worker", "measure"])
def test_without_memory_for_a_worker_nothing_can_be_started_and_the_page_says_why(
    asks, monkeypatch
):
    def refuse(*_):
        raise InputError("workers.no_room", needed=448, free=3)

    monkeypatch.setattr(Desk, asks, refuse)
    test = training()
    assert "A run needs 448 MiB of memory to start, and 3 MiB are free" in warnings(test)[0]
    assert test.button(key="begin").disabled


def test_more_runs_than_one_may_have_are_refused_when_they_are_asked_for(bench, monkeypatch):
    monkeypatch.setattr(bench, "limits", Limits(workers=2, runs=3))
    test = training()
    test.button(key="begin").click().run()
    assert "4 of your runs would wait or train, but at most 3 may" in warnings(test)[0]
    assert bench.store.active() == ()


def test_a_record_that_cannot_be_read_and_limits_that_are_none_are_one_sentence(bench, monkeypatch):
    def broken(*_):
        raise StoreError("The disk is full; free some space.")

    monkeypatch.setattr(bench.store, "summaries", broken)
    test = training()
    assert not test.exception
    assert [element.value for element in test.error] == ["The disk is full; free some space."]
    monkeypatch.undo()
    lab._desk.cache_clear()
    monkeypatch.setenv("RNNVIZ_MAX_MINUTES", "many")
    test = training()
    assert "RNNVIZ_MAX_MINUTES is 'many'" in test.error[0].value


CHOSEN = {
    "placement-1": "gal2016_tied",
    "placement-2": "input:0.5+cell:0.125",
    "placement-6": "none",
    "config": "zaremba-small",
    "train-cell": "gru",
    "optimiser-zaremba-small": "adam",
    "layers-zaremba-small": 3,
    "units-zaremba-small": 64,
    "rate-zaremba-small-adam": 0.25,
    "tied": True,
    "seeds": 3,
    "train-lag": 7,
    "own-text": "a b <c> & d=é",
}
LENGTHS = ({"epochs-zaremba-small": 5}, {"length": "time", "minutes": 3.5})


def form_of(test):
    """What each control of the form says."""
    kinds = (test.selectbox, test.slider, test.number_input, test.button_group, test.toggle)
    names = {field.name for field in FIELDS}
    controls = [control for kind in (*kinds, test.text_area) for control in kind]
    return {control.key: control.value for control in controls if control.key in names}


@pytest.mark.parametrize("entry", CORPORA, ids=lambda entry: entry.name)
def test_all_that_the_form_says_stands_in_its_address_and_comes_back_with_it(entry):
    length = LENGTHS[CORPORA.index(entry) % 2]
    typed = CHOSEN | length | {"corpus": entry.name, f"size-{entry.name}": entry.sizes[-1]}
    test = training(**{name: str(value) for name, value in typed.items()})
    there = form_of(test)
    assert {name: there[name] for name in there.keys() & typed.keys()} == {
        name: typed[name] for name in there.keys() & typed.keys()
    }
    assert there.keys() >= {*length, "corpus", "placement-6", "rate-zaremba-small-adam", "tied"}
    test.slider(key="seeds").set_value(2).run()  # who touches it tells all that it says
    again = training(**{name: test.query_params[name] for name in test.query_params})
    assert form_of(again) == there | {"seeds": 2}
    assert not again.exception


@pytest.mark.parametrize("field", PLACEMENTS, ids=lambda field: field.name)
@pytest.mark.parametrize("typed", ["<b>", "cell:2", "zaremba", "x" * 5_000])
def test_what_is_no_placement_in_an_address_is_the_usual_one(field, typed, visit):
    visit.address[field.name] = typed
    assert read(field) == field.default


def test_each_configuration_has_its_own_epochs_and_keeps_what_was_said_of_them():
    test = training()
    test.slider(key=EPOCHS["live"].name).set_value(5).run()
    for name, epochs in (("zaremba-small", 13), ("live", 5)):
        test.selectbox(key=CONFIG.name).select(name).run()
        assert test.slider(key=EPOCHS[name].name).value == epochs


def test_an_own_placement_can_be_trained_next():
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    test.query_params["edges"] = "cell:0.125+input:0.5"
    test.switch_page("pages/placement.py").run()
    test.switch_page("pages/train.py").run()
    assert "yours: input:0.5+cell:0.125" in test.selectbox(key="placement-1").options


def test_one_placement_is_no_comparison():
    test = training()
    for number in (2, 3, 4):
        test.selectbox(key=f"placement-{number}").select("-").run()
    assert "2 or more" in warnings(test)[0]
    assert test.button(key="begin").disabled


def test_a_text_that_cannot_be_trained_on_gets_one_sentence(monkeypatch):
    def refuse(*_, **__):
        raise InputError("Your text has too few words (3); use more.")

    monkeypatch.setattr(Desk, "measure", refuse)
    test = training()
    assert warnings(test) == ["Your text has too few words (3); use more."]
    assert test.button(key="begin").disabled


@pytest.mark.parametrize("chosen", [["none", "none"], ["none", "zaremba2014", "none"]])
def test_a_placement_named_twice_gets_one_sentence(chosen):
    test = training()
    for number, key in enumerate([*chosen, *["-"] * (6 - len(chosen))], start=1):
        test.selectbox(key=f"placement-{number}").select(key)
    test.run()
    assert not test.exception
    assert "named twice" in warnings(test)[0]
    assert test.button(key="begin").disabled


@pytest.mark.parametrize("cell", Cell)
def test_a_placement_that_a_cell_cannot_carry_gets_one_sentence(cell):
    test = training()
    test.selectbox(key="placement-1").select("naive_cell")
    test.button_group(key="train-cell").set_value(cell.value).run()
    assert not test.exception
    assert len(test.warning) == (cell is not Cell.LSTM)


@pytest.mark.parametrize("entry", CORPORA, ids=lambda entry: entry.name)
def test_every_corpus_has_its_form(entry):
    test = training()
    test.selectbox(key="corpus").select(entry.name).run()
    assert not test.exception
    assert test.selectbox(key=f"size-{entry.name}").options == list(entry.sizes)
    assert bool([a for a in test.text_area if a.key == "own-text"]) == ("text" in entry.takes)
    assert ("train-lag" in {slider.key for slider in test.slider}) == ("lag_steps" in entry.takes)


def test_a_language_whose_entropy_is_known_is_drawn_with_its_floor(bench, monkeypatch):
    floor = math.exp(load("topics", "tiny").entropy_nats)
    pace = lab.Pace(1.0, 1.0, 1.0, 1_000, 27, 500, floor, "cpu")
    monkeypatch.setattr(Desk, "measure", lambda *_: pace)
    test = training()
    test.selectbox(key="corpus").select("topics").run()
    test.button(key="begin").click().run()
    say(bench, test, test.session_state["experiment"])
    (line,) = spec(test.run())["layout"]["shapes"]
    assert line["y0"] == pytest.approx(floor)


def trained(bench):
    """A visitor with finished runs, and where those lie."""
    test, id_ = started()
    return test, shipped(bench, test, id_)


def shipped(bench, test, id_):
    """The folders of an experiment's models, which are made."""
    say(bench, test, id_)
    finish(bench, test, id_)
    places = [bench.store.place(job) for job in bench.store.experiment(who(test), id_).jobs]
    for place in places:
        shutil.copytree(ROOT / "pretrained" / "picture-gru-1", place)
        card = replace(read_card(place), name=place.name)
        (place / CARD).write_text(card.to_text(), encoding="utf-8")
    return places


def test_a_finished_run_can_read_the_sentence_on_the_memory_page(bench):
    test, _ = trained(bench)
    page = AppTest.from_file(str(ROOT / "pages" / "memory.py"), default_timeout=120)
    page.query_params["memory-step"] = "trained"
    page.session_state[lab.VISITOR.kept] = test.session_state[lab.VISITOR.kept]
    page.run()
    chosen = page.selectbox(key="memory-model")
    assert [option.partition(",")[0] for option in chosen.options[1:]] == STARTED
    chosen.select_index(1).run()
    assert not page.exception
    other = AppTest.from_file(str(ROOT / "pages" / "memory.py"), default_timeout=120)
    other.query_params["memory-step"] = "trained"
    assert "memory-model" not in [box.key for box in other.run().selectbox]


def exploring(session_state, **query):
    page = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=120)
    for name, value in session_state.items():
        page.session_state[name] = value
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def test_a_damaged_run_is_one_sentence_on_the_memory_page(bench):
    test, places = trained(bench)
    text = (places[0] / CARD).read_text(encoding="utf-8")
    (places[0] / CARD).write_text(text.replace('"units": 32', '"units": 32.5'), encoding="utf-8")
    page = AppTest.from_file(str(ROOT / "pages" / "memory.py"), default_timeout=120)
    page.query_params["memory-step"] = "trained"
    page.session_state[lab.VISITOR.kept] = test.session_state[lab.VISITOR.kept]
    page.run().selectbox(key="memory-model").select_index(1).run()
    assert not page.exception
    (told,) = page.error
    assert told.value.startswith("card.json is not a model card (run.model.units is 32.5")


def test_a_finished_run_is_among_its_visitors_models_and_nobody_elses(bench):
    test, places = trained(bench)
    mine = {lab.VISITOR.kept: test.session_state[lab.VISITOR.kept]}
    test.run()  # the models are there now
    told = " ".join(element.value for element in (*test.caption, *test.markdown, *test.code))
    assert re.search(r"python -m rnnviz evaluate run-\d+-card.json", told)
    assert str(places[0].parents[1]) not in told
    page = exploring(mine)
    chosen = page.selectbox(key="model")
    assert [re.findall(r"yours of .*, run (\d+)", option) for option in chosen.options[-4:]] == [
        [place.name.removeprefix("run-")] for place in places
    ]
    name = f"own-{places[0].parent.name}-{places[0].name}"
    assert exploring(mine, model=name, section="The models").selectbox(key="model").value == name
    assert exploring({}, model=name).selectbox(key="model").value == "zoo-zaremba2014"


def test_the_same_settings_trained_twice_are_twice_as_many_models(bench):
    test, places = trained(bench)
    test.button(key="begin").click().run()
    places += shipped(bench, test, test.session_state["experiment"])
    names = {summary.name for summary in bench.store.summaries(who(test))}
    assert len(names) == 1
    options = (
        exploring({lab.VISITOR.kept: test.session_state[lab.VISITOR.kept]})
        .selectbox(key="model")
        .options
    )
    own = [re.search(r"run (\d+)", option)[1] for option in options if "yours of" in option]
    assert sorted(own) == sorted(place.name.removeprefix("run-") for place in places)


@pytest.mark.parametrize("page", ["explore", "memory"])
@pytest.mark.parametrize(
    ("variable", "value"), [("RNNVIZ_RUNS", "/proc/runs"), ("RNNVIZ_MAX_WORKERS", "two")]
)
def test_a_page_that_can_do_without_the_record_says_that_it_is_out_of_reach(
    monkeypatch, page, variable, value
):
    monkeypatch.setenv(variable, value)
    lab._desk.cache_clear()
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=120)
    test.query_params["memory-step"] = "trained"
    test.session_state[lab.VISITOR.kept] = "a" * 32
    test.run()
    assert not test.exception
    (warning,) = [text for text in warnings(test) if text.startswith("Your own models are out of")]
    assert value in warning


def test_what_is_being_measured_is_said_and_cannot_be_started(monkeypatch):
    free, measured = Event(), Desk.measure()

    def slow(*_, **__):
        free.wait()
        return measured

    monkeypatch.setattr(Desk, "measure", slow)
    test = training()
    assert not test.exception
    assert test.button(key="begin").disabled
    assert any("is being measured" in element.value for element in test.caption)
    free.set()
    while test.run().button(key="begin").disabled:
        pass
    assert any(element.value.startswith("**About") for element in test.markdown)


def test_a_record_that_is_out_of_reach_while_an_experiment_is_followed_is_a_sentence(
    bench, monkeypatch
):
    test, _ = started()

    def broken(*_):
        raise StoreError("The disk is full; free some space.")

    genuine, calls = bench.store.experiment, []

    def once(*arguments):
        calls.append(arguments)
        return broken() if len(calls) in {2, 3} else genuine(*arguments)  # in the polled parts

    monkeypatch.setattr(bench.store, "experiment", once)
    test.run()
    assert not test.exception
    assert [element.value for element in test.error] == ["The disk is full; free some space."]


def test_a_resume_beyond_the_limit_is_refused_in_a_sentence(bench, monkeypatch):
    test, id_ = started()
    test.button(key="steer-pause").click().run()
    monkeypatch.setattr(bench, "limits", Limits(workers=2, runs=3))
    test.button(key="steer-resume").click().run()
    assert not test.exception
    (text,) = [element.value for element in test.error]
    assert "4 of your runs would wait or train, but at most 3 may" in text
    assert {job.state for job in bench.store.experiment(who(test), id_).jobs} == {State.PAUSED}


def test_a_link_shows_somebody_else_the_curves_and_nothing_to_press(bench):
    test, id_ = started()
    say(bench, test, id_)
    test.button(key=f"share-{id_}").click().run()
    (line,) = [code.value for code in test.code if "run=shared-" in code.value]
    link = line.partition("run=")[2]
    other = training(run=link)
    assert not other.exception
    assert who(other) != who(test)
    assert other.session_state["experiment"] == link
    assert other.get("plotly_chart")
    steering = {"steer-pause", "steer-stop", f"delete-{id_}", f"delete-{link}", f"share-{link}"}
    assert not steering & {button.key for button in other.button}
    assert id_ not in other.selectbox(key="experiment").options
    test.run()
    test.button(key=f"share-{id_}").click().run()
    assert lab.desk().shares.link(who(test), id_) == ""
    other = training(run=link)
    assert other.warning
    assert other.session_state["experiment"] == DOSE
