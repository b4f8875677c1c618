import subprocess
import sys

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.text.corpora import CORPORA, entry, load
from rnnviz.text.sotu_corpus import sotu
from rnnviz.text.source import Request, ends, middle, prefix
from rnnviz.text.vocab import END, UNKNOWN

entries = pytest.mark.parametrize("entry", CORPORA, ids=lambda entry: entry.name)
DEFAULT_WORDS = {"tiny": 2_000, "small": 5_000, "full": 10_000}


@entries
def test_every_corpus_loads_as_three_streams_of_known_words(entry, read):
    corpus = read(entry)
    assert (corpus.name, corpus.size) == (entry.name, entry.sizes[0])
    assert corpus.citation == entry.citation
    for stream in (corpus.train, corpus.valid, corpus.test):
        assert stream.dtype == np.int64
        assert stream.ndim == 1
        assert 0 <= stream.min() <= stream.max() < len(corpus.vocabulary)
        assert stream[-1] == corpus.vocabulary.end_id
    assert corpus.vocabulary.words[:2] == (UNKNOWN, END)


@entries
def test_loading_twice_gives_the_same_numbers_and_the_same_sum(entry, read):
    size = "tiny" if "tiny" in entry.sizes else None
    first, second = read(entry, size), read(entry, size)
    assert first.sha256 == second.sha256
    assert np.array_equal(first.train, second.train)
    assert first.vocabulary == second.vocabulary


@entries
def test_each_size_is_shorter_than_the_next_and_keeps_at_most_its_words(entry, read):
    corpora = [read(entry, size) for size in DEFAULT_WORDS if size in entry.sizes]
    lengths = [len(corpus.train) for corpus in corpora]
    assert lengths == sorted(lengths)
    for corpus in corpora:
        if not (entry.needs_files and corpus.size == "full"):
            assert len(corpus.vocabulary) <= DEFAULT_WORDS[corpus.size]


@entries
def test_an_entry_says_what_it_is_in_one_sentence(entry):
    assert entry.idea.endswith(".")
    assert entry.citation
    assert entry.title != entry.name
    assert set(entry.sizes) <= set(DEFAULT_WORDS)


def test_names_are_unique():
    assert len({entry.name for entry in CORPORA}) == len(CORPORA)


@entries
def test_a_size_the_corpus_does_not_have_is_named(entry):
    with pytest.raises(InputError, match=f"'{entry.name}' has no size 'huge'; choose one of "):
        load(entry.name, "huge")


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        (entry.name, option, value)
        for entry in CORPORA
        for option, value in (("lag_steps", 5), ("text", "words"))
        if option not in entry.takes
    ],
)
def test_an_option_the_corpus_does_not_take_is_refused(name, option, value):
    with pytest.raises(InputError, match=f"'{name}' takes no {option}; leave it out, or choose"):
        load(name, **{option: value})


def test_an_unknown_corpus_is_answered_with_the_list():
    with pytest.raises(InputError, match="'x' is unknown; choose one of sotu, ptb, wikitext-2, "):
        load("x")


@pytest.mark.parametrize("words", [-1, 2, 100_001])
def test_a_vocabulary_out_of_range_is_refused(words):
    with pytest.raises(InputError, match=r"choose 3 to 100,000"):
        load("topics", words=words)


@pytest.mark.parametrize(
    ("size", "counts"),
    [
        ("full", (861_380, 42_367, 28_687)),
        ("small", (150_056, 19_948, 20_025)),
        ("tiny", (60_005, 15_045, 15_032)),
    ],
)
def test_the_addresses_have_the_counts_that_the_docstring_states(size, counts):
    corpus = load("sotu", size)
    assert (len(corpus.train), len(corpus.valid), len(corpus.test)) == counts
    assert len(corpus.vocabulary) == DEFAULT_WORDS[size]
    assert size != "full" or entry("sotu").words == counts[0]
    stated = f"{size:5}{counts[0]:>11,}{counts[1]:>9,}{counts[2]:>9,}"
    assert stated in sys.modules["rnnviz.text.sotu_corpus"].__doc__


def test_the_addresses_hold_words_and_no_stage_directions():
    full = sotu(Request("full"))
    assert not {"applause", "laughter", "[", ".", ","} & set(full.test)
    assert {"N", "u.s.", "'s", "n't"} <= set(full.train)
    ended = sum(word == END for word in full.train)
    assert 20 < len(full.train) / ended < 30  # words a sentence, as in formal prose


def test_the_small_sizes_are_passages_of_the_full_one_from_every_era():
    full, tiny = (sotu(Request(size)) for size in ("full", "tiny"))
    text = " ".join(full.train)
    eras = [" ".join(tiny.train[start : start + 20]) for start in range(0, 60_000, 3_000)]
    places = [text.find(era) for era in eras]
    assert places == sorted(places)
    assert sum(place >= 0 for place in places) >= 15  # the rest straddle two passages
    assert max(places) > 0.9 * len(text)


def test_a_middle_passage_is_contiguous_central_and_of_the_right_length():
    sentences = tuple((f"s{n}",) * (n % 7 + 1) for n in range(200))
    passage = middle(sentences, 0.25)
    start = sentences.index(passage[0])
    marks = ends(sentences)
    assert passage == sentences[start : start + len(passage)]
    assert ends(passage)[-1] == pytest.approx(marks[-1] / 4, abs=8)
    assert marks[start] == pytest.approx(marks[-1] * 3 / 8, abs=8)


@pytest.mark.parametrize("share", [0, 1])
def test_a_middle_of_nothing_is_empty_and_of_everything_is_everything(share):
    sentences = (("a", "b"), ("c",), ("d",))
    assert middle(sentences, share) == sentences * share


def test_a_prefix_ends_at_the_nearest_line_end():
    lines = (("a",) * 9,) * 10
    assert len(prefix(lines, 34)) == 3
    assert len(prefix(lines, 36)) == 4
    assert prefix(lines, 1_000) == lines


@pytest.mark.parametrize("name", ["recall", "brackets", "topics"])
def test_a_synthetic_corpus_knows_its_entropy_and_a_natural_one_does_not(name):
    assert 0 < load(name).entropy_nats < np.log(len(load(name).vocabulary))
    assert load("sotu").entropy_nats is None


@pytest.mark.parametrize("lag", [1, 7, 200])
def test_recall_s_lag_changes_the_distance_between_key_and_answer(lag):
    corpus = load("recall", lag_steps=lag)
    words = corpus.vocabulary.decode(corpus.train[: lag + 4])
    assert words[0] == words[lag + 2]
    assert words[-1] == END


@pytest.mark.parametrize("lag", [0, -3, 201])
def test_a_lag_out_of_range_is_named(lag):
    with pytest.raises(InputError, match=f"lag_steps is {lag}; choose a value from 1 to 200"):
        load("recall", lag_steps=lag)


def test_the_sum_changes_with_the_vocabulary_and_with_the_text():
    sums = {load("recall", lag_steps=lag, words=w).sha256 for lag in (3, 4) for w in (10, 20)}
    assert len(sums) == 4


def test_importing_the_corpora_brings_neither_torch_nor_pandas():
    program = (
        "import rnnviz.text.corpora, sys; print({'torch', 'pandas', 'sotu'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
