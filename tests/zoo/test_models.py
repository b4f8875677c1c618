"""Trained models in folders: what is shipped, what is written, and all that is refused."""

import json
import os
import pickle
from dataclasses import replace
from functools import reduce
from hashlib import sha256
from operator import getitem

import pytest
import torch
from safetensors.torch import load, save

from rnnviz.cli.main import main
from rnnviz.content import speaking
from rnnviz.core.placement import parse
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.evaluate import measured
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.runs.results import Record
from rnnviz.text import languages
from rnnviz.zoo import models as pretrained
from rnnviz.zoo.card import CARD, SHIPPED, WEIGHTS, Card
from rnnviz.zoo.models import find, measured_on, names, read_card
from rnnviz.zoo.plans import PLANS, Entry
from rnnviz.zoo.pretrain import make

LOST = {"curve": {"seed": 0, "seconds": 1.0, "points": []}}
TRAINING = TrainConfig(epochs=2, steps=20, batch=20)
ENTRY = Entry(
    "small",
    "A small one",
    Run(
        "yours",
        parse("input:0.25"),
        CorpusChoice("brackets", "tiny"),
        ModelConfig(units=8, layers=1),
        TRAINING,
    ),
    seeds=(3, 4),
)


@pytest.fixture(scope="module", autouse=True)
def _short_texts():
    """A tenth of the usual text: what becomes of a run is tested here, not how much it learns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "TRAIN_TOKENS", (("tiny", 6_000),))
        patch.setattr(languages, "HELD_OUT_TOKENS", (("tiny", 1_500),))
        yield


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder with one model in it."""
    folder = tmp_path_factory.mktemp("shelf")
    make(ENTRY, None, folder)
    return folder


@pytest.fixture
def copy(shelf, tmp_path):
    """The same model, to be broken; call it to say what its weights file holds."""
    folder = tmp_path / "small"
    folder.mkdir()
    for name in (CARD, WEIGHTS):
        (folder / name).write_bytes((shelf / "small" / name).read_bytes())
    return folder


def hold(folder, weights):
    """Put other weights into a folder, with a card that vouches for them."""
    card = replace(read_card(folder), weights_sha256=sha256(weights).hexdigest())
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text(card.to_text(), encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_every_shipped_model_loads_and_is_better_than_word_frequencies(name):
    model = find(name)
    assert model.card.name == name
    assert model.card.valid_perplexity < 0.6 * model.card.unigram_perplexity
    assert not any(weight.requires_grad for weight in model.model.parameters())
    (curve,) = [c for c in model.card.curves if c.seed == model.card.run.seed]
    best = min((point.evaluation.valid, point.epoch) for point in curve.points)
    valid, epoch = best
    assert model.card.epoch == epoch
    assert model.card.valid_perplexity == pytest.approx(valid, rel=2e-3)


def test_each_model_of_the_picture_is_shipped_and_all_are_light():
    assert {entry.name for entry in PLANS["picture"]()} <= set(names())
    files = [file for file in SHIPPED.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 60e6


def test_a_shipped_model_measured_again_is_what_its_card_says():
    model = find("picture-rnn-1")
    corpus = model.card.run.corpus.load()
    assert corpus.sha256 == model.card.corpus_sha256
    stated = (model.card.valid_perplexity, model.card.test_perplexity)
    assert measured(model.model, model.card.run, corpus) == pytest.approx(stated, rel=1e-4)


def test_the_better_seed_is_kept_with_the_curves_of_both(shelf):
    card = find("small", shelf).card
    assert [curve.seed for curve in card.curves] == [3, 4]
    best = {
        curve.seed: min(point.evaluation.valid for point in curve.points) for curve in card.curves
    }
    assert card.run.seed == min(best, key=best.get)
    assert card.run.placement == ENTRY.run.placement


def test_a_model_may_leave_its_card_alone(tmp_path):
    card = make(replace(ENTRY, seeds=(3,), ships=False), None, tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["small.json"]
    assert names(tmp_path) == ()
    assert measured_on(card.run.corpus.name, tmp_path) == (card,)
    assert measured_on("ptb", tmp_path) == ()


def test_a_record_shows_every_seed_of_each_placement_as_it_was_trained_last(tmp_path):
    for key, seeds in (("zaremba2014", (3, 4)), ("none", (3,)), ("zaremba2014", (4,))):
        run = replace(ENTRY.run, key=key, training=replace(TRAINING, epochs=1))
        entry = replace(ENTRY, run=run, seeds=seeds, record="some.json")
        card = make(entry, None, tmp_path)
    record = Record.from_json(json.loads((tmp_path / "recorded" / "some.json").read_text()))
    assert list(record.curves) == [("none", 3), ("zaremba2014", 4)]
    (result,) = record.curves["zaremba2014", 4]
    assert result.evaluation.valid == card.curves[0].points[0].evaluation.valid


def test_a_model_all_of_whose_runs_diverge_is_refused(tmp_path):
    wild = replace(TRAINING, learning_rate=1e6)
    with pytest.raises(InputError, match="diverged; give it a lower learning rate"):
        make(replace(ENTRY, run=replace(ENTRY.run, training=wild), seeds=(0,)), None, tmp_path)


def test_a_run_that_was_cut_off_goes_on_to_the_same_model(shelf, tmp_path, monkeypatch):
    from rnnviz.lm.train import Trainer  # noqa: PLC0415 -- patched here

    whole, results = Trainer.results, Trainer.results

    def cut_off(self):
        for result in whole(self):
            yield result
            if result.evaluation:  # the generator's caller has saved by the next turn
                raise KeyboardInterrupt

    monkeypatch.setattr(Trainer, "results", cut_off)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            make(ENTRY, tmp_path / "kept", tmp_path)
    monkeypatch.setattr(Trainer, "results", results)
    card = make(ENTRY, tmp_path / "kept", tmp_path)
    assert card.weights_sha256 == find("small", shelf).card.weights_sha256


def test_a_run_may_rest_and_go_on_to_the_same_model(shelf, tmp_path):
    resting = make(ENTRY, tmp_path / "kept", tmp_path, most_epochs=1)
    assert [[point.epoch for point in curve.points] for curve in resting.curves] == [[1], [1]]
    assert all(
        curve.points[-1].evaluation.test for curve in resting.curves
    )  # measured where they rest
    card = make(ENTRY, tmp_path / "kept", tmp_path)
    assert card.weights_sha256 == find("small", shelf).card.weights_sha256
    again = make(ENTRY, tmp_path / "kept", tmp_path, most_epochs=1)  # what is past isn't undone
    assert again.curves == card.curves


def test_a_card_read_is_the_card_written(shelf):
    card = read_card(shelf / "small")
    assert type(card).from_text(card.to_text(), "here") == card


def flat(point):
    """A point as cards once had it: perplexities beside the epoch."""
    return {"epoch": point["epoch"], "tokens": point["tokens"]} | point["evaluation"]


def as_once_written(text):
    return json.dumps(json.loads(text, object_hook=lambda d: flat(d) if "tokens" in d else d))


def test_a_card_that_somebody_kept_with_perplexities_beside_the_epoch_opens_as_before(copy):
    now, before = pretrained.load(copy).card, as_once_written((copy / CARD).read_text("utf-8"))
    assert "evaluation" not in before
    (copy / CARD).write_text(before, encoding="utf-8")
    assert pretrained.load(copy).card == now


def test_every_shipped_card_opens_in_that_form_too():
    files = [*SHIPPED.glob(f"*/{CARD}"), *SHIPPED.glob("cards/*.json")]
    assert len(files) > len(names())
    for file in files:
        text = file.read_text("utf-8")
        assert Card.from_text(as_once_written(text), "here") == Card.from_text(text, "here")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"name": 3}', "[" * 100_000, "1e999", '"card"', "😀"],
    ids=lambda text: text[:12],
)
def test_what_is_no_card_is_refused_in_a_sentence(copy, text):
    (copy / CARD).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not a model card"):
        pretrained.load(copy)


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        ("words", 10**9, "words is 1000000000, where 3 to 1,000,000"),
        ("words", "many", 'words is "many", where a whole number'),
        ("words", True, "words is true, where a whole number"),
        ("epoch", None, "epoch is null, where a whole number"),
        ("epoch", 3, "epoch is 3, where one of its run's was expected, 1 to 2"),
        ("title", 7, "title is 7, where text"),
        ("valid_perplexity", "9.5", 'valid_perplexity is "9.5", where a number'),
        ("test_perplexity", float("nan"), "test_perplexity is NaN, where a number"),
        ("test_perplexity", 0, "test_perplexity is 0, where 1 or more"),
        ("weights_sha256", "../../etc", "weights_sha256 is '../../etc', where 64 hexadecimal"),
        ("corpus_sha256", "A" * 64, "where 64 hexadecimal"),
        ("curves", 7, "curves is 7, where a list"),
        ("curves", [], "curves has no point"),
        ("curves.0.points", [], None),  # of a seed that diverged; the other seed has some
        ("curves.0.points.0.tokens", 1.0, "curves[0].points[0].tokens is 1.0, where a whole"),
        ("curves.0.points.0.evaluation", 9.5, "points[0].evaluation is 9.5, where an object"),
        ("curves.0.points.0.evaluation.train", 10**400, "points[0].evaluation.train is 1000"),
        ("curves.0.points.0", {"tokens": 1, "epoch": 1}, "points[0].evaluation.train is missing"),
        ("curves.0.points.0", {"tokens": 1, "train": []}, "evaluation.train is [], where a number"),
        ("curves.0.seconds", [], "curves[0].seconds is [], where a number"),
        ("trials", [{"placement": "input:0.5"}], "trials[0].curve is missing"),
        ("trials", [{"placement": "nonsense"} | LOST], "trials[0] can't be used: Edge 'nonsense'"),
        ("machine", [], "machine is [], where an object"),
        ("surprise", 1, "it has 'surprise', of which nothing is known"),
        ("run", {"placement": "none"}, "run.key is missing"),
        ("run.placement", "nonsense", "run.placement can't be used: Edge 'nonsense'"),
        ("run.placement", "input:0.5+cell:0.1", None),
        ("run.model.layers", 2.0, "run.model.layers is 2.0, where a whole number"),
        ("run.model.layers", 9, "run.model can't be used: layers = 9 is outside [1, 8]"),
        ("run.model.units", 100.5, "run.model.units is 100.5, where a whole number"),
        ("run.model.cell", "gru2", 'run.model.cell is "gru2", where one of rnn, gru, lstm'),
        ("run.model.cell", "rnn", "nothing where|where its card's model has"),
        ("run.model.tied", 1, "run.model.tied is 1, where true or false"),
        ("run.training.epochs", "2", 'run.training.epochs is "2", where a whole number'),
        ("run.training.learning_rate", -1, "run.training can't be used: Learning rate -1"),
        ("run.seed", 10**30, "run.seed is 1000"),
        ("run.changes", [{"epoch": 1}], "run.changes[0].placement is missing"),
        ("run.corpus.name", "news", "Corpus 'news' is unknown"),
        ("run.corpus.size", "huge", "has no size 'huge'"),
    ],
)
def test_a_card_with_a_strange_value_is_refused_by_its_name_and_what_was_expected(
    copy, place, value, complaint
):
    data = json.loads((copy / CARD).read_text(encoding="utf-8"))
    *above, name = (int(part) if part.isdigit() else part for part in place.split("."))
    reduce(getitem, above, data)[name] = value
    (copy / CARD).write_text(json.dumps(data), encoding="utf-8")
    if complaint is None:
        assert pretrained.load(copy)
        return
    with pytest.raises(InputError) as refused:
        pretrained.load(copy)
    sentence = str(refused.value)
    assert any(part in sentence for part in complaint.split("|"))
    assert sentence.startswith(str(copy))
    assert sentence.endswith("get the model's folder again.")


def test_bytes_that_are_no_text_are_no_card(copy):
    (copy / CARD).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        pretrained.load(copy)


def test_weights_that_the_card_does_not_describe_are_refused(copy):
    weights = bytearray((copy / WEIGHTS).read_bytes())
    weights[-1] ^= 1
    (copy / WEIGHTS).write_bytes(weights)
    with pytest.raises(InputError, match="not the file its card describes"):
        pretrained.load(copy)


@pytest.mark.parametrize(
    "weights",
    [b"\x00", b"\xff", pickle.dumps({"embedding": 1}), b"PK\x03\x04"],
    ids=["zeros", "a header without end", "pickle", "zip"],
)
def test_what_is_no_safetensors_file_is_refused_even_when_its_card_vouches_for_it(copy, weights):
    hold(copy, weights.ljust((copy / WEIGHTS).stat().st_size, weights[-1:]))
    with pytest.raises(InputError, match="not a safetensors file"):
        pretrained.load(copy)


def test_a_truncated_file_is_refused(copy):
    hold(copy, (copy / WEIGHTS).read_bytes()[:-10])
    with pytest.raises(InputError, match="not a safetensors file"):
        pretrained.load(copy)


def change(name, value):
    def changed(tensors):
        tensors[name] = value(tensors[name]) if name in tensors else value(None)

    return changed


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda tensors: tensors.pop("embedding"), "nothing where"),
        (change("extra", lambda _: torch.zeros(2)), "extra 2 where"),
        (change("embedding", lambda t: t[:-1].clone()), "embedding"),
        (change("embedding", lambda t: t.to(torch.int16)), "no model has"),
        (change("decoder_bias", lambda t: t * float("nan")), "no model has"),
    ],
    ids=["missing", "extra", "shape", "kind", "nan"],
)
def test_tensors_that_are_not_the_models_are_refused(copy, spoil, complaint):
    tensors = load((copy / WEIGHTS).read_bytes())
    spoil(tensors)
    hold(copy, save(tensors))
    with pytest.raises(InputError, match=complaint):
        pretrained.load(copy)


@pytest.mark.parametrize("size", [0, 600, 2**40], ids=["empty", "half", "a terabyte of holes"])
def test_weights_that_a_cards_model_can_not_have_are_refused_by_their_size_unread(copy, size):
    with (copy / WEIGHTS).open("r+b") as file:
        file.truncate(size)
    with pytest.raises(InputError, match=r"has [0-9,]+ bytes; its card's model has [0-9,]+ to"):
        pretrained.load(copy)


@pytest.mark.parametrize("name", [CARD, WEIGHTS])
@pytest.mark.parametrize("kind", ["endless", "pipe", "folder"])
def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(copy, name, kind):
    (copy / name).unlink()
    if kind == "endless":
        (copy / name).symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(copy / name)
    else:
        (copy / name).mkdir()
    with pytest.raises(InputError, match=f"{name} is not an ordinary file"):
        pretrained.load(copy)


def test_a_file_too_large_is_refused_unread(copy, monkeypatch):
    monkeypatch.setattr(pretrained, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="more than 100 bytes"):
        pretrained.load(copy)


def test_a_model_that_is_not_there_is_named_with_those_that_are(shelf, tmp_path):
    with pytest.raises(InputError, match="choose from: small"):
        find("../small", shelf)
    with pytest.raises(InputError, match="choose from: none"):
        find("small", tmp_path)
    with pytest.raises(InputError, match="can't be read"):
        pretrained.load(tmp_path)


def test_the_command_line_measures_a_folders_model_again(copy, capsys):
    assert main(["evaluate", str(copy)]) == 0
    assert capsys.readouterr().out.startswith("same: ")
    card = read_card(copy)
    wrong = replace(card, test_perplexity=card.test_perplexity + 1)
    (copy / CARD).write_text(wrong.to_text(), encoding="utf-8")
    assert main(["evaluate", str(copy)]) == 1
    assert capsys.readouterr().out.startswith("NOT THE SAME: ")
    other = replace(card, corpus_sha256="0" * 64)
    (copy / CARD).write_text(other.to_text(), encoding="utf-8")
    assert main(["evaluate", str(copy)]) == 2
    assert "was trained on another version of brackets" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        ("words", "many", 'words 是 "many"，而应是整数'),
        ("epoch", 3, "epoch 是 3，而应是其任务的某一轮，1 到 2"),
        ("run.model.layers", 9, "run.model 无法使用：layers = 9 超出 [1, 8]"),
        ("curves", [], "curves 没有任何点"),
    ],
)
def test_what_is_wrong_with_a_card_is_said_in_the_readers_language(copy, place, value, complaint):
    data = json.loads((copy / CARD).read_text(encoding="utf-8"))
    *above, name = place.split(".")
    reduce(getitem, above, data)[name] = value
    (copy / CARD).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        pretrained.load(copy)
    with speaking("zh"):
        assert complaint in str(refused.value)
    assert "expected" in str(refused.value) or "can't be used" in str(refused.value)
