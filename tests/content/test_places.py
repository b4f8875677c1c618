"""Where a source says something is read in every language: files and functions alone are names."""

import re

import pytest

from rnnviz.content import ENGLISH, available, entry, speaking
from rnnviz.core.methods import METHODS
from rnnviz.core.sources import code, thread, where
from rnnviz.reference.beyond import BEYOND, SINCE
from rnnviz.reference.data import BUGS, TABLES
from rnnviz.reference.options import OPTIONS

ROWS = [row for table in TABLES for row in table.kept]
PLACES = sorted(
    {
        *(each.place for each in (*ROWS, *METHODS, *BEYOND, *SINCE, *OPTIONS)),
        *(option.framework for option in OPTIONS),
    }
)
WORDS = re.compile(r"\b(?:[a-z]{2,}|[A-Z][a-z]+) (?:[a-z]+|\d)|^[A-Z][a-z]+$")
NAMES = re.compile(r"Keras|TensorFlow|Chainer|Haiku|Equinox|Flax|Apple")
OTHERS = [key for key in available() if key != ENGLISH]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_in_words_can_be_said_in_every_language(place):
    if WORDS.search(NAMES.sub("", place)):
        assert place in entry("places", "where")


@pytest.mark.parametrize("place", entry("places", "where"))
def test_english_says_a_place_as_data_has_it(place):
    assert where(place) == place


@pytest.mark.parametrize("key", OTHERS)
def test_a_commit_and_a_thread_are_named_in_the_readers_language(key):
    read, heard = code("a/b", "1f", "c.py"), thread("a/b", 3, "it fails")
    assert (read.short, read.full) == ("a/b at 1f", "a/b at 1f: c.py")
    with speaking(key):
        assert " at " not in read.short + read.full
        assert ": " not in read.full
        assert heard.short == "a/b#3"


def test_a_source_in_full_is_its_citation_in_english():
    for source in {each.source for each in (*ROWS, *METHODS, *BEYOND, *SINCE, *BUGS)}:
        assert f"{source.full}." == source.citation
