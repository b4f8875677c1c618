"""What the sources say, held to the data: each was wrong once, or said too boldly."""

import re
from pathlib import Path

import rnnviz
from rnnviz.analyses.recall_record import load, rows
from rnnviz.core.crossings import Route, crossings
from rnnviz.core.methods import METHODS
from rnnviz.core.methods import find as method_of
from rnnviz.core.placement import Cell, Edge
from rnnviz.core.sources import BOWMAN, SRIVASTAVA
from rnnviz.reference.beyond import BEYOND, SINCE
from rnnviz.reference.data import (
    AFTER,
    BUGS,
    CONFIGURATIONS,
    ONE_HAND,
    REPLICATIONS,
    TABLES,
    WORTH,
    value,
)
from rnnviz.reference.options import OPTIONS
from rnnviz.reference.options import find as find_option
from rnnviz.zoo.plans import ZOO_METHODS
from tests.cases import each

TEXTS = sorted(
    path
    for path in Path(rnnviz.__file__).parent.rglob("*")
    if path.suffix in {".md", ".toml"} or path.match("core/methods.py")
)
WAYS = {option.key for option in OPTIONS}
ISSUES = {bug.source.link.rpartition("/")[2]: bug for bug in BUGS}


def test_one_thread_is_named_in_one_way():
    sources = [
        named.source for named in (*METHODS, *BUGS, *(row for t in TABLES for row in t.rows))
    ]
    names = {}
    for source in sources:
        if "/issues/" not in source.link:
            continue
        assert names.setdefault(source.link, source.full) == source.full


def rates(key):
    return {noise.edge: noise.rate for noise in method_of(key).placement.noises}


def met_along_a_grus_carry(key, lag_steps):
    """By formula; `test_crossings` measures the same placements on a network."""
    placement = method_of(find_option(key).method if key in WAYS else key).placement
    return sum(c.along for c in crossings(placement, Cell.GRU, 2, lag_steps, Route.C))


@each(
    "key",
    [
        *("keras3_lt38", "keras30", "keras23", "tf_state", "tf_variational", "mxnet_variational"),
        *("loop_fresh", "loop_locked", "loop_functional", "tf_dropoutwrapper"),
    ],
)
def test_where_a_grus_carried_memory_is_masked_too_it_crosses_once_a_step(key):
    assert [met_along_a_grus_carry(key, lag) for lag in (0, 1, 7)] == [0, 1, 7]


@each("key", ["keras3_ge38", "keras2", "keras3_dropout", "tf_plain", "nn_lstm"])
def test_from_keras_3_8_on_as_before_2_3_what_a_gru_carries_is_whole(key):
    assert [met_along_a_grus_carry(key, lag) for lag in (0, 1, 7)] == [0, 0, 0]


def test_keras_3_0_and_3_1_took_the_wrong_rate():
    assert "rate of dropout=" in ISSUES["19395"].what
    assert "3.2" in ISSUES["19397"].state


@each("key", ["keras2", "keras30_rate"])
def test_keras_2_took_the_wrong_rate_before_keras_3_did(key):
    assert "2.0.9–2.1.2" in method_of(key).verdict
    assert "_generate_recurrent_dropout_mask" in method_of(key).place


def test_the_default_of_implementation_is_told_of_the_releases_whose_rate_is_right():
    assert "2.1.3–2.2.5" in method_of("keras2").verdict


def test_the_slowness_is_that_of_the_release_and_the_user_who_met_it():
    for text in (ISSUES["38236"].what, method_of("keras3_ge38").verdict):
        assert "TensorFlow 2.1" in text
        assert re.search("(one|a) user", text)


@each(
    "text",
    [
        *(f"{method.source.citation} {method.place}" for method in METHODS),
        *(f"{option.read_in.citation} {option.place}" for option in OPTIONS),
    ],
)
def test_no_placement_leans_on_the_thread_that_shows_one_lstm_only(text):
    assert "DeepSpeech" not in text
    assert "#7927" not in text


@each(
    ("key", "says"),
    [
        ("1201", "dense layer"),
        ("7927", "once for the whole training. They are new at every run"),
        ("29391", "nightly build"),
        ("38922", "returned a new mask after each of two calls"),
        ("1809", "1.0.43–1.0.48 four of the five"),
        ("2", "On one layer it has no effect"),
        ("40215", "one input mask for all gates, but one recurrent mask per gate"),
    ],
)
def test_a_thread_is_told_as_its_users_met_it(key, says):
    assert says in ISSUES[key].what


@each(
    ("key", "place"),
    [
        ("zoneout2016", "Sections 4.1.1 and 4.2"),
        ("zoneout2016_word", "Section 4.1.2"),
        ("stochastic_depth_time", "Figure 3"),
        ("keras23", "recurrent_v2.py of 2.0.0"),
        ("tf_dropoutwrapper_variational", "convert_to_batch_shape"),
        ("tf_dropoutwrapper_state", "core_rnn_cell_impl.py"),
        ("gal2016_mc", "at 5e4e13d1, LM_code/main_new_dropout_SOTA_v3_fix.lua"),
        ("melis2018", "cap_input_gate"),
        ("haste", "at 4f509456"),
    ],
)
def test_a_placement_names_the_very_place_in_its_source(key, place):
    assert place in method_of(key).place
    assert "Section 5.1" not in method_of(key).place


@each("key", ["semeniuta2016", "semeniuta2016_sequence"])
def test_semeniutas_rates_are_ours_and_no_size_is_given(key):
    assert "The rates here are ours" in method_of(key).verdict
    assert "256" not in f"{method_of(key).verdict} {AFTER.row('semeniuta').what}"


def test_the_growth_that_was_reported_is_a_grus_and_that_of_c_is_worked_out_here():
    verdict = method_of("tf_wrapper_tuple_state").verdict
    assert "on a GRU (#11650)" in verdict
    assert "as derived here, a surviving value of c" in verdict


def test_figures_have_the_place_and_the_month_of_their_sources():
    assert CONFIGURATIONS.row("clip_code").values == (5, None, 10)
    assert "comment" in CONFIGURATIONS.row("clip_code").note
    assert AFTER.value("fraternal", "month") == "2017-10"
    assert AFTER.row("pdr").place == "Abstract of version 4"
    assert REPLICATIONS.row("one_gpu").place == "the comment of 17 October 2017"


@each("key", ["floyd_medium", "floyd_large"])
def test_figures_that_others_missed_say_on_which_text(key):
    row = REPLICATIONS.row(key)
    assert "299fc841" in row.source.citation
    assert "#415" in row.note
    assert "WikiText-2" in row.note


@each(
    ("key", "says"),
    [
        ("expectation_linear", "upper bound on fraternal dropout's term"),
        ("xlstm", "the output of an sLSTM cell"),
        ("concrete", "learns its rates"),
    ],
)
def test_a_remark_says_what_its_source_says(key, says):
    (remark,) = (remark for remark in (*BEYOND, *SINCE) if remark.key == key)
    assert says in remark.what


def test_what_batch_normalization_normalizes_is_not_claimed():
    (remark,) = (remark for remark in BEYOND if remark.key == "batch_normalization")
    assert "normalizes" not in remark.what


def test_the_symptom_of_2018_is_told_against_the_release_that_it_was_compared_with():
    assert "implementation=2" in ISSUES["9533"].what
    assert "2.1.2" in ISSUES["9533"].what
    assert "implementation=1" not in ISSUES["9533"].what


def test_the_input_masks_of_keras_2_have_nothing_to_do_with_the_device():
    assert "GPU" not in ISSUES["19993"].what
    assert "on any device" in ISSUES["19993"].what


def test_awd_lstm_has_the_rates_of_its_paper():
    assert rates("awd_lstm2017") == {
        Edge.WORD: 0.1,
        Edge.INPUT: 0.4,
        Edge.BETWEEN: 0.3,
        Edge.WEIGHTS: 0.5,
        Edge.OUTPUT: 0.4,
    }


@each("text", [method_of("awd_lstm_0112").verdict, ISSUES["5"].what])
def test_what_the_locked_masks_of_awd_lstm_cost_is_not_claimed(text):
    assert "61.2" in text
    assert "65.2" in text
    assert "not known" in text


def test_cudnn_without_dropout_does_better_than_the_paper_so_layout_explains_little():
    assert value("replications", "cudnn_small", "test") < value("table1", "plain", "test")


def test_gals_figures_are_of_2016_and_stand_beside_those_of_the_mended_program():
    assert AFTER.row("gal").values == ("2016-05", 77.9, 75.2)
    assert AFTER.row("gal_mended").values == ("2017-01", 77.457, 75.112)
    assert AFTER.row("gal_mc").values[2] == 73.4
    assert AFTER.row("gal_mc_mended").values[2] == 73.319
    assert "print no experiment" in method_of("naive_recurrent").verdict


def test_pairs_point_both_ways_and_the_one_of_two_hands_says_so():
    pairs = {row.key: row.values for row in WORTH.rows}
    assert pairs["melis24"] == (64.5, 58.3)
    assert pairs["melis10"] == (61.2, 59.6)
    worse = {key for key, (without, having) in pairs.items() if having > without}
    assert worse == {"melis24_more", "melis10_more"}
    assert "two groups" in WORTH.row("zoneout").note


def test_one_hand_has_trained_one_network_each_way_and_its_pairs_point_both_ways_too():
    assert {row.key: row.values for row in ONE_HAND.rows} == {
        "none": (132.23, 128.97),
        "zaremba": (80.40, 76.81),
        "semeniuta": (81.91, 77.88),
        "gal": (78.24, 75.39),
        "zoneout": (78.66, 75.45),
        "weights": (78.82, 75.71),
        "flipout": (76.88, 73.20),
    }
    assert all("Table 3" in row.place for row in ONE_HAND.rows)
    assert len({row.source for row in ONE_HAND.rows}) == 1


def test_the_rate_of_zoneout_on_h_is_kruegers():
    assert "Figure 3" in method_of("zoneout2016").verdict
    assert not re.search(r"rate\w* \w+ ours", method_of("stochastic_depth_time").verdict)


def test_melis_lstm_is_not_called_plain():
    method = method_of("melis2018")
    assert "plain" not in method.title
    assert "not a plain one" in method.verdict


def at(record, cell, keys, key, lag):
    lags = rows(record.of(cell, keys))
    return next(row.accuracy for row in lags if (row.key, row.lag_steps) == (key, lag))


def test_dropout_on_c_costs_capacity_rather_than_time():
    """The Memory page: with 64 keys c fails after 2 words, with 8 it holds out for 64."""
    record = load()
    assert at(record, Cell.LSTM, 64, "naive_cell", 2) < 0.2
    assert at(record, Cell.LSTM, 8, "naive_cell", 64) > 0.75


def test_a_trained_vanilla_rnn_loses_hardly_more_after_64_words_than_after_2():
    record = load()
    for keys in (64, 8):
        early, late = (at(record, Cell.RNN, keys, "naive_recurrent", lag) for lag in (2, 64))
        assert late > 0.85 * early  # 0.5^62 of it, if q^T were the law


def test_a_lasting_mask_on_c_that_is_not_inverted_keeps_what_it_is_taught():
    record = load()
    for keys in (64, 8):
        lags = rows(record.of(Cell.LSTM, keys))
        assert min(row.noisy_accuracy for row in lags if row.key == "moon2015") > 0.99


@each("key", [method.key for method in METHODS if "naive" in method.key])
def test_a_rate_that_no_paper_gives_is_said_to_be_ours(key):
    assert "The rate here is ours" in method_of(key).verdict


@each("path", TEXTS)
def test_no_page_says_what_the_sources_do_not(path):
    text = " ".join(path.read_text("utf-8").split())
    for wrong in (
        "its published rates",
        "never touches",
        "rule did not last",
        "reported by others",
        "keras drops the input of every layer",
        "most later programs",
        "the papers use",
    ):
        assert wrong not in text.lower().replace("*", "")


def test_noise_and_words_are_credited_to_those_who_had_them_first():
    assert method_of("gaussian_lamb").source is SRIVASTAVA
    assert method_of("gaussian_lamb").year == 2014
    assert method_of("word_occurrence").source is BOWMAN
    assert method_of("word_occurrence").year == 2015


@each(
    "method",
    [m for m in METHODS if m.key.startswith("tf_") and Edge.STATE in m.placement.edges],
)
def test_tensorflow_can_drop_the_state_since_2017(method):
    assert method.year >= 2017


def test_the_zoo_says_of_which_of_its_methods_the_rates_are_ours():
    """The Explore page: Semeniuta's, and naive dropout on every edge and on the recurrent alone."""
    ours = {key for key in ZOO_METHODS if re.search(r"rates? here", method_of(key).verdict)}
    assert ours == {"naive_everywhere", "naive_recurrent", "semeniuta2016"}


@each("language", ["en", "zh"])
def test_the_rates_that_fall_with_more_text_are_quoted_from_the_paper(language):
    path = Path(rnnviz.__file__).parent / "content" / language / "use.md"
    text = path.read_text("utf-8").partition("# stop-seen")[2]
    assert "{translator.network.rate}" in text
    assert not re.search(r"\d", text)
    assert value("configurations", "words", "large") == 929_000
    assert value("translator", "network", "words") == 304_000_000
