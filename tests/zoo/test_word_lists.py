"""The words of a model, kept beside it."""

from dataclasses import replace

import pytest

from rnnviz.text.corpora import load
from rnnviz.zoo.card import SHIPPED
from rnnviz.zoo.models import read_card
from rnnviz.zoo.word_lists import keep, kept


@pytest.fixture(scope="module")
def speeches():
    return load("sotu", "tiny")


CARD = read_card(SHIPPED / "picture-lstm-1")


def test_what_was_kept_is_the_vocabulary_of_the_corpus(speeches, tmp_path):
    assert kept(CARD, tmp_path) is None
    keep(speeches, tmp_path)
    assert kept(CARD, tmp_path) == speeches.vocabulary


@pytest.mark.parametrize("damage", [b"", b"the\nof", b"\xff\xfe", b"the\n" * 1999 + b"the"])
def test_a_list_that_can_not_be_the_models_is_none(damage, speeches, tmp_path):
    keep(speeches, tmp_path)
    (path,) = tmp_path.glob("words/*.txt")
    path.write_bytes(damage)
    assert kept(CARD, tmp_path) is None


def test_words_of_a_text_that_is_somebodys_are_not_kept(speeches, tmp_path):
    for name in ("ptb", "wikitext-2", "own"):
        keep(replace(speeches, name=name), tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_shipped_is_the_vocabulary_of_a_corpus():
    known = {c.sha256: c for c in (load("sotu", size) for size in ("tiny", "full"))}
    for path in SHIPPED.glob("words/*.txt"):
        words = tuple(path.read_text(encoding="utf-8").split("\n"))
        assert words == known[path.stem].vocabulary.words
