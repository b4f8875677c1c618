"""The Explore page, run by Streamlit's own test harness, on a zoo that is made here."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
import torch
from safetensors.torch import save_file

from rnnviz.analyses import cross_record
from rnnviz.analyses.states import Kind, Pattern
from rnnviz.content import joined, named
from rnnviz.core.placement import Edge, parse
from rnnviz.lm.evaluate import perplexity
from rnnviz.runs.conclusions import conclusion, progress
from rnnviz.text.vocab import END
from rnnviz.ui.browser import surprise
from rnnviz.ui.editor.pass_form import SENTENCE
from rnnviz.ui.explore import noise as explore_noise
from rnnviz.ui.explore import shelf
from rnnviz.ui.explore import words as explore_words
from rnnviz.ui.explore import write as explore_write
from rnnviz.ui.explore.cards import csv_of
from rnnviz.ui.explore.data import (
    many_passes,
    piece_nats,
    places_alike,
    surprisals,
    swapped_in,
    under,
    unit_states,
)
from rnnviz.ui.explore.form import MOST_WORDS, OWN, PASSAGES, passage, read
from rnnviz.ui.explore.shelf import model_names, opened
from rnnviz.ui.kit.past import Question
from rnnviz.ui.models import sweeps
from rnnviz.zoo.card import CARD, SHIPPED, WEIGHTS, Card, SeedCurve, Trial
from rnnviz.zoo.importing import Origin, bring_in
from rnnviz.zoo.models import load, read_card, write
from tests import opening

ROOT = Path(__file__).parents[3]
NOISE = parse("input:0.3+between:0.3+output:0.3")
SECTIONS = (
    *("Surprise", "Writing", "Dropout at test time", "Another noise"),
    *("An ensemble", "Inside", "What it remembers", "The models"),
)


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    """Three models: one trained without noise, the same weights said to have met some, a third."""
    folder = tmp_path_factory.mktemp("zoo")
    for name, shipped, key, noise in (
        ("zoo-none", "picture-lstm-2", "none", parse("none")),
        ("zoo-zaremba2014", "picture-lstm-3", "zaremba2014", NOISE),
        ("picture-lstm-1", "picture-lstm-1", "none", parse("none")),
    ):
        card = read_card(SHIPPED / shipped)
        run = replace(card.run, key=key, placement=noise)
        first = card.curves[0]
        curves = (first, SeedCurve(1, 10.0, first.points[:-1]))
        trials = (Trial("input:0.9", SeedCurve(0, 5.0, first.points[:2])),) * (key != "none")
        card = replace(card, name=name, title=key, run=run, curves=curves, trials=trials)
        write(folder / name, card, (SHIPPED / shipped / WEIGHTS).read_bytes())
    return folder


@pytest.fixture(autouse=True, scope="module")
def _nothing_remembered():
    """Caches know models by their names, and there may be others so called."""
    st.cache_data.clear()
    yield
    st.cache_data.clear()


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch, zoo, tmp_path):
    monkeypatch.delenv("RNNVIZ_DATA", raising=False)
    monkeypatch.setattr(shelf, "FOLDER", zoo)
    monkeypatch.setattr(explore_noise, "FILE", tmp_path / "zoo_matrix.json")
    monkeypatch.setattr(explore_write, "PACE_SECONDS", 0)


@pytest.fixture
def strips(monkeypatch):
    """What the component is asked to draw."""
    drawn = []
    for module in (explore_words, explore_noise):
        monkeypatch.setattr(
            module, "surprise", lambda words, lines, **more: drawn.append((words, lines, more))
        )
    return drawn


def opened_at(section="Surprise", **query):
    return opening.opened("explore", section=section, **query)


def texts(test):
    return " ".join(e.value for e in (*test.markdown, *test.caption, *test.info, *test.warning))


def table(test, word):
    """The first table with a column that has the word in its name."""
    return next(t.value for t in test.dataframe if any(word in str(c) for c in t.value.columns))


def test_models_of_the_zoo_come_first():
    assert model_names() == ("zoo-none", "zoo-zaremba2014", "picture-lstm-1")


@pytest.mark.parametrize("model", ["zoo-none", "zoo-zaremba2014", "picture-lstm-1"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_on_every_model_and_says_when_it_was_measured(section, model):
    test = opened_at(section, model=model)
    assert not test.exception
    assert not test.error
    assert section == "Writing" or "measured" in texts(test) + str(test.dataframe)
    charts = len(test.get("plotly_chart"))
    assert len(test.dataframe) >= charts - (section == "Another noise")  # a table for each chart


@pytest.mark.parametrize("question", Question)
@pytest.mark.parametrize("masks", ["false", "true"])
def test_two_models_are_asked_what_they_remember(question, masks):
    test = opened_at("What it remembers", question=question, masks=masks)
    assert not test.exception
    labels = [opened(name).label for name in model_names()[:2]]
    (frame,) = test.dataframe
    assert all(any(label in column for column in frame.value.columns) for label in labels)
    if question == Question.SWAP:
        noise = parse("none") if masks == "false" else NOISE
        crossed = swapped_in(model_names()[1], noise)
        assert frame.value[f"{labels[1]}, nats"].tolist() == pytest.approx(list(crossed.kl_nats))


def test_an_address_that_names_a_question_by_its_label_still_opens():
    test = opened_at("What it remembers", question="another word")
    assert not test.exception
    assert test.button_group(key="question").value == Question.SWAP


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_works_before_there_is_a_zoo(section, monkeypatch):
    monkeypatch.setattr(shelf, "FOLDER", SHIPPED)
    monkeypatch.setattr(shelf, "ZOO", "nothing-is-called-this-")
    test = opened_at(section)
    assert not test.exception
    assert not test.error


def test_without_any_model_the_page_says_how_to_make_some(monkeypatch, tmp_path):
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    test = opened_at()
    assert not test.exception
    assert "pretrain" in test.error[0].value


def test_a_damaged_model_is_one_sentence(monkeypatch, tmp_path, zoo):
    card, weights = read_card(zoo / "zoo-none"), (zoo / "zoo-none" / WEIGHTS).read_bytes()
    write(tmp_path / "zoo-none", card, weights[:-1] + b"!")
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    test = opened_at()
    assert not test.exception
    assert "is not the file its card describes" in test.error[0].value


def _spoiled_card(folder):
    text = (folder / CARD).read_text().replace('"layers": 2', '"layers": 2.0')
    (folder / CARD).write_text(text)


def _endless_weights(folder):
    (folder / WEIGHTS).unlink()
    (folder / WEIGHTS).symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_spoiled_card, "card.json is not a model card (run.model.layers is 2.0"),
        (_endless_weights, "model.safetensors is not an ordinary file"),
    ],
)
@pytest.mark.parametrize("section", ["Surprise", "An ensemble", "The models"])
def test_a_damaged_model_of_ones_own_is_left_out_and_named_and_the_others_are_shown(
    section, spoil, fault, zoo, tmp_path, monkeypatch
):
    folders = {name: tmp_path / "abc" / name for name in ("run-1", "run-2")}
    card = read_card(zoo / "zoo-none")
    for folder in folders.values():
        write(folder, card, (zoo / "zoo-none" / WEIGHTS).read_bytes())
    spoil(folders["run-1"])
    monkeypatch.setattr(shelf, "own_models", lambda: folders)
    monkeypatch.setattr(shelf, "home", lambda: tmp_path)
    test = opened_at(section)
    assert not test.exception
    assert not test.error
    left_out = [caption.value for caption in test.caption if "is left out" in caption.value]
    assert len(left_out) == 1
    assert left_out[0].replace("\\", "").startswith(f"Your run-1 is left out: {fault}")
    assert str(tmp_path) not in texts(test)
    assert len(test.selectbox(key="model").options) == 4


@pytest.mark.parametrize("section", SECTIONS)
def test_a_model_from_elsewhere_is_read_in_words_of_its_own(section, zoo, tmp_path, monkeypatch):
    model = load(zoo / "zoo-none")
    words = [f"word{n}" for n in range(model.card.words)]
    words[:5] = ["</s>", "the", "of", "<unk>", "government"]
    (tmp_path / "words.txt").write_text("\n".join(words))
    weights = {name: w.clone() for name, w in model.model.named_parameters()}
    save_file(weights, tmp_path / "theirs.safetensors")
    corpus = model.card.run.corpus
    paths = tmp_path / "theirs.safetensors", tmp_path / "words.txt", None
    origin = Origin(*paths, "theirs", parse("output:0.3"), corpus, end="</s>")
    bring_in(origin, tmp_path / "imported" / "theirs")
    monkeypatch.setattr(shelf, "home", lambda: tmp_path)
    test = opened_at(section, model="imported-theirs")
    assert not test.exception
    assert not test.error
    assert opened("imported-theirs").vocabulary.words[:2] == ("<eos>", "the")
    if section == "The models":
        assert "measured on" in texts(test)
        assert "Optimizer" not in texts(test)


def test_the_perplexity_of_the_text_is_that_of_evaluation(strips):
    test = opened_at(model="zoo-zaremba2014", beside="zoo-none", reads=PASSAGES[1])
    (words, lines, _) = strips[-1]
    for line, name in zip(lines, ("zoo-zaremba2014", "zoo-none"), strict=True):
        first = opened(name)
        ids = first.vocabulary.encode((END, *(END if w == "¶" else w for w in words)))
        told = perplexity(first.model, ids, first.card.placement)
        assert line.surprisal.perplexity == pytest.approx(told, rel=1e-4)
        assert f"perplexity **{told:.1f}**" in texts(test)
    assert lines[0].beside is None
    assert lines[1].beside == lines[0].surprisal


def test_what_is_drawn_are_nats_guesses_and_differences():
    words = read(SENTENCE)
    first, second = surprisals("zoo-none", words), surprisals("zoo-zaremba2014", words)
    known = opened("zoo-none").vocabulary.words
    line = surprise.Line("b", second, (False,) * len(words), known, first)
    drawn = surprise.pack(words, [line])
    (row,) = drawn["rows"]
    assert row["nats"] == pytest.approx(second.nats, abs=1e-4)
    told = [mine - theirs for mine, theirs in zip(second.nats, first.nats, strict=True)]
    assert row["beyond"] == pytest.approx(told, abs=2e-4)
    assert len(row["guesses"]) == len(words) + 1
    best = second.guesses[3][0]
    assert row["guesses"][3][0] == [known[best.word], pytest.approx(best.chance, abs=1e-5)]


def test_a_word_that_was_clicked_is_the_one_in_the_chart(strips):
    test = opened_at(word="2", model="zoo-none", beside="nothing")
    assert strips[-1][2]["chosen"] == 2
    assert "What was expected where “of” came?" in [h.value for h in test.subheader]
    known = opened("zoo-none").vocabulary.words
    best = surprisals("zoo-none", read(SENTENCE)).guesses[2]
    markup = [e.proto.body for e in test.get("html") if "<table" in e.proto.body][-1]
    shown = re.findall(r'<th scope="row">(.*?)</th>', markup)
    assert [unescape(word) for word in shown] == [known[g.word].replace(END, "¶") for g in best]


@pytest.mark.parametrize("word", ["99999", "-1", "x", "²", "15", ""])
def test_a_word_that_is_not_there_is_the_end_of_the_text(word, strips):
    test = opened_at(word=word)
    assert not test.exception
    assert strips[-1][2]["chosen"] == len(read(SENTENCE))


def own(text, strips, model="zoo-none"):
    test = opened_at(model=model, reads=OWN, beside="nothing")
    test.text_area[0].set_value(text).run()
    assert not test.exception
    assert not test.error
    return test, strips[-1][0]


def test_a_single_word_is_read(strips):
    test, words = own("Government", strips)
    assert words == ("government",)
    assert "Over 1 word (measured now)" in texts(test)


def test_of_a_hundred_thousand_words_the_first_are_read_and_the_page_says_so(strips):
    test, words = own("we the people " * 33_334, strips)
    assert len(words) == MOST_WORDS
    assert f"its first {MOST_WORDS} words are read" in texts(test)
    assert "own" not in test.query_params


@pytest.mark.parametrize("text", ["中文文本", "😀😀", "Qwertz asdfgh", "مرحبا بالعالم"])
def test_only_unknown_words_are_read_as_one_and_the_page_says_what_that_means(text, strips):
    test, words = own(text, strips)
    assert len(words) >= 2
    assert all(strips[-1][1][0].unknown)
    assert "none of these words is in its vocabulary" in texts(test)


def test_some_unknown_words_are_named(strips):
    test, _ = own("the people want qwertz and <b>*bold*</b>", strips)
    assert "(qwertz" in texts(test)
    assert "none of these words" not in texts(test)


@pytest.mark.parametrize("text", ["", "   ", "...!?"])
def test_a_text_without_a_word_shows_ours_and_a_sentence(text, strips):
    test, words = own(text, strips)
    assert words == read(SENTENCE)
    assert "Your text has no words yet" in texts(test)


def test_a_short_text_is_in_the_address_and_opens_again(strips):
    test, _ = own("we the people", strips)
    assert test.query_params["own"] in ("we the people", ["we the people"])
    opened_at(reads=OWN, own="one nation")
    assert strips[-1][0] == ("one", "nation")


def test_sentences_of_ones_own_text_end_as_in_the_corpus():
    assert read("We came. They went!") == ("we", "came", END, "they", "went")


def test_passages_begin_with_a_sentence_and_are_validation_text():
    first = opened("zoo-none")
    valid = first.vocabulary.decode(first.corpus.valid)
    for number in range(len(PASSAGES)):
        words = passage(first, number)
        starts = [n for n in range(len(valid)) if valid[n : n + len(words)] == words]
        assert starts
        assert starts[0] == 0 or valid[starts[0] - 1] == END


def test_writing_is_repeated_by_its_seed_and_kept_until_something_changes():
    test = opening.alone("explore", section="Writing")
    before = texts(test)
    test.button(key="write").click().run()
    written = next(m.value for m in test.markdown if m.value.startswith("> "))
    assert f"{explore_write.MOST_WRITTEN} words, drawn now" in texts(test)
    assert written not in before
    test.run()
    assert written in texts(test)
    test.number_input(key="write-seed").set_value(2.0).run()
    assert written not in texts(test)
    test.button(key="write").click().run()
    assert written not in texts(test)
    test.number_input(key="write-seed").set_value(1.0).run()
    test.button(key="write").click().run()
    assert written in texts(test)


def test_passes_tell_what_was_measured(strips):
    test = opened_at("Dropout at test time", model="zoo-zaremba2014", passes="5")
    measured = many_passes("zoo-zaremba2014", read(SENTENCE), 5, 1)
    for value in (measured.standard, measured.arithmetic[-1], measured.geometric[-1]):
        assert f"**{value:.1f}**" in texts(test)
    assert list(table(test, "this pass alone")["this pass alone"]) == list(measured.single)
    assert len(strips[-1][1]) == 1


def test_a_page_opens_with_a_model_that_has_masks_beside_one_that_has_none():
    test = opened_at()
    assert test.selectbox(key="model").value == "zoo-zaremba2014"
    assert test.selectbox(key="beside").value == "zoo-none"
    test.button_group(key="section").set_value("passes").run()
    assert "nothing to average" not in texts(test)


def test_a_model_without_noise_has_nothing_to_average():
    test = opened_at("Dropout at test time", model="zoo-none")
    assert "nothing to average" in texts(test)
    assert not test.get("plotly_chart")


def test_a_cell_under_another_noise_is_measured(strips):
    test = opened_at("Another noise", model="zoo-none", noise=str(NOISE))
    assert test.selectbox(key="noise-name").value == "zoo-zaremba2014"
    measured = under("zoo-none", NOISE, 1)
    assert f"**{measured.mean:.1f}** ± {measured.spread:.1f}" in texts(test)
    calm = piece_nats("zoo-none").double().mean().exp().item()
    assert f"**{calm:.1f}** in eval mode" in texts(test)
    assert measured.mean > calm
    assert strips[-1][1][1].beside == strips[-1][1][0].surprisal
    assert "has not been measured" in texts(test)


@pytest.mark.usefixtures("strips")
def test_single_edges_of_the_noise_are_switched_and_set():
    test = opened_at("Another noise", model="zoo-none")
    test.pills(key="where").set_value([Edge.BETWEEN, Edge.CELL]).run()
    assert test.query_params["noise"] in ("between:0.3+cell:0.5", ["between:0.3+cell:0.5"])
    assert test.selectbox(key="noise-name").value == "your own"
    test.slider(key="cell-zero-rate").set_value(0.1).run()
    assert not test.exception
    measured = under("zoo-none", parse("between:0.3+cell:0.1"), 1)
    assert f"**{measured.mean:.1f}** ± {measured.spread:.1f}" in texts(test)
    test.selectbox(key="noise-name").select("zoo-zaremba2014").run()
    assert f"here `{NOISE}` is applied" in texts(test)


@pytest.mark.usefixtures("strips")
def test_without_any_edge_a_model_reads_as_at_test_time():
    test = opened_at("Another noise", model="zoo-none", noise="none")
    assert not test.exception
    calm = piece_nats("zoo-none").double().mean().exp().item()
    assert f"**{calm:.1f}** in eval mode, **{calm:.1f}** ± 0.0" in texts(test)


@pytest.mark.usefixtures("strips")
@pytest.mark.parametrize("line", ["<b>", "between:7", "x" * 2_000])
def test_a_noise_that_is_none_is_a_sentence(line):
    test = opened_at("Another noise", noise=line)
    assert not test.exception
    assert "Until then another placement is applied" in test.error[0].value


def test_the_matrix_is_drawn_from_its_record(zoo):
    list(cross_record.record(explore_noise.FILE, zoo, words=400, draws=2, passes=2))
    test = opened_at("Another noise")
    assert not test.exception
    assert "measured before" in texts(test)
    kept = cross_record.load(explore_noise.FILE)
    shown = table(test, "trained with").set_index("trained with")
    struck = next(
        m for m in kept.meetings if (m.model, m.noise_of) == ("zoo-none", "zoo-zaremba2014")
    )
    by_noise = [
        max((m for m in kept.meetings if m.noise_of == noise), key=lambda m: m.crossed.mean).model
        for noise in ("zoo-none", "zoo-zaremba2014")
    ]
    times = by_noise.count("zoo-none")
    verdict = {2: "under each of these 2", 1: "Under 1 of these 2", 0: "Under 0 of these 2"}[times]
    assert verdict in texts(test)
    cell = shown.loc[shelf.label_of("zoo-none"), f"under {shelf.label_of('zoo-zaremba2014')}"]
    assert cell == pytest.approx(struck.crossed.mean)

    test = opened_at("Dropout at test time", model="zoo-zaremba2014", passes="5")
    averaged = kept.averages[0].averaged
    verdict = {1: "is lower for", -1: "; higher for", 0: "(95 %) for"}[averaged.verdict]
    figures = f"({averaged.standard:.1f} → {averaged.first[-1]:.1f})"
    assert re.search(rf"{re.escape(verdict)} [^;.]*{re.escape(figures)}", texts(test))
    assert table(test, "± (95 %)")["one pass at evaluation"].iloc[0] == averaged.standard


def test_an_ensemble_is_measured_when_asked_for():
    test = opening.alone("explore", section="An ensemble")
    assert "choices" not in [c for t in test.dataframe for c in t.value.columns]
    test.button(key="measure-ensemble").click().run()
    assert not test.exception
    shown = table(test, "choices")
    assert list(shown["choices"]) == [3, 3, 1]
    nats = torch.stack([piece_nats(name) for name in model_names()]).double()
    together = (-(-nats).exp().mean(0).log()).mean().exp().item()
    assert shown["best"].iloc[-1] == pytest.approx(together)


def test_one_model_alone_is_no_ensemble():
    test = opened_at("An ensemble")
    test.multiselect(key="members").set_value(["zoo-none"]).run()
    assert "two models" in texts(test)


def test_states_and_places_are_those_of_the_unit_that_is_followed():
    test = opened_at("Inside", model="zoo-none", unit="7", kind="c, the memory", of="1")
    assert not test.exception
    measured = unit_states("zoo-none", read(SENTENCE), Kind.CELL, 0)
    row = measured.rows[measured.units.index(7)]
    assert list(table(test, "unit 7")["unit 7"]) == list(row)
    values = list(table(test, "before")["value"])
    assert len(values) == 8
    assert values == sorted(values, reverse=True)
    assert values[0] >= max(row) - 2 or values[0] > 0


def test_the_pattern_after_a_word_is_searched_for_too():
    test = opened_at("Inside", model="zoo-none", sought=named("sought", "pattern"), after="3. of")
    assert not test.exception
    measured = unit_states("zoo-none", read(SENTENCE), Kind.HIDDEN, 1)
    places = places_alike("zoo-none", Pattern(Kind.HIDDEN, 1, measured.after(2)))
    values = list(table(test, "before")["value"])
    assert values == [round(place.value, 3) for place in places]
    assert 1 >= values[0] > values[-1]
    test.selectbox(key="after").select("1").run()
    assert list(table(test, "before")["value"]) != values


def test_the_table_of_models_tells_mean_and_spread_over_seeds():
    test = opened_at("The models", model="zoo-zaremba2014")
    (models,) = test.table
    shown = models.value.set_index("model")
    assert list(shown["settings tried"]) == [1, 2]
    assert list(shown["seeds"]) == [2, 2]
    assert "±" in shown["validation"].iloc[0]
    assert "±" not in shown["test perplexity"].iloc[0]  # the second seed has none
    assert {"get-card", "get-curves", "get-weights"} <= {b.key for b in test.get("download_button")}


def test_what_the_sweep_of_the_models_says_stands_under_their_table():
    study, test = sweeps.first_measured(sweeps.ZOO), opened_at("The models", model="zoo-none")
    told = " ".join(element.value for element in (*test.markdown, *test.caption))
    assert joined(*conclusion(study)) in told
    assert progress(study) in told
    assert f"(results?results-network=zoo:{study.setting.key})" in told


def test_the_csv_holds_every_evaluation_of_seeds_and_trials(zoo):
    card: Card = read_card(zoo / "zoo-zaremba2014")
    rows = list(csv.DictReader(io.StringIO(csv_of(card))))
    curves = [*card.curves, *(trial.curve for trial in card.trials)]
    assert len(rows) == sum(len(curve.points) for curve in curves)
    assert [float(row["validation"]) for row in rows] == [
        p.evaluation.valid for c in curves for p in c.points
    ]
    assert {row["run"] for row in rows} == {"seed", "lost"}
