"""Models under the names that a browser gave their files."""

import pytest

from rnnviz.errors import InputError
from rnnviz.zoo.card import CARD, SHIPPED, WEIGHTS
from rnnviz.zoo.downloads import load

NAMES = (
    ("run-3-card.json", "run-3-model.safetensors"),  # from Train
    ("zoo-none.json", "zoo-none.safetensors"),  # from Explore
    ("card (1).json", "model (2).safetensors"),
    ("card.json.txt", "model.safetensors.bin"),
    ("a", "b"),
    ("b", "a"),
    ("Karte für ×.json", "Gewichte.safetensors"),
)


def copy(name, folder, card, weights):
    (folder / card).write_bytes((SHIPPED / name / CARD).read_bytes())
    (folder / weights).write_bytes((SHIPPED / name / WEIGHTS).read_bytes())


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
def test_a_model_is_found_by_its_folder_its_card_or_its_weights_whatever_they_are_called(
    names, tmp_path
):
    copy("picture-rnn-1", tmp_path, *names)
    (tmp_path / "other.json").write_text('{"name": "no card"}')
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8\0\0" * 100_000)
    for place in (tmp_path, *(tmp_path / name for name in names)):
        assert load(place).card.name == "picture-rnn-1"


def test_of_several_models_in_a_folder_one_must_be_named(tmp_path):
    copy("picture-rnn-1", tmp_path, "one.json", "one.safetensors")
    copy("picture-gru-1", tmp_path, "two.json", "two.safetensors")
    with pytest.raises(InputError, match=r"holds 2 models; name the card of one: one.json, two"):
        load(tmp_path)
    assert load(tmp_path / "two.json").card.name == "picture-gru-1"
    assert load(tmp_path / "one.safetensors").card.name == "picture-rnn-1"


@pytest.mark.parametrize("missing", ["card", "weights", "both"])
@pytest.mark.parametrize("named", ["folder", "file"])
def test_a_model_that_lacks_a_file_is_refused_in_a_sentence(missing, named, tmp_path):
    copy("picture-rnn-1", tmp_path, "card", "weights")
    for name in ("card", "weights"):
        if missing in {name, "both"}:
            (tmp_path / name).unlink()
    there = tmp_path / ("weights" if missing == "card" else "card")
    with pytest.raises(InputError, match=r"one folder\.$|get the model's folder again"):
        load(tmp_path if named == "folder" else there)


def test_one_card_is_taken_at_its_word_even_where_its_weights_are_another_models(tmp_path):
    copy("picture-rnn-1", tmp_path, CARD, "right.safetensors")
    copy("picture-rnn-2", tmp_path, "other.json", WEIGHTS)
    with pytest.raises(InputError, match=r"where its card's model has|not the file"):
        load(tmp_path)
    assert load(tmp_path / CARD).card.name == "picture-rnn-1"
