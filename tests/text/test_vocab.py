import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import InputError
from rnnviz.text.vocab import END, UNKNOWN, Vocabulary, build


def test_the_most_frequent_words_come_first_and_ties_are_alphabetical():
    vocabulary = build(list("bacbaddd"), size=5)
    assert vocabulary.words == (UNKNOWN, END, "d", "a", "b")


def test_words_outside_the_vocabulary_become_unknown():
    vocabulary = build(["a", "a", "b"], size=3)
    assert vocabulary.decode(vocabulary.encode(["a", "b", "z", END])) == (
        "a",
        UNKNOWN,
        UNKNOWN,
        END,
    )


def test_unknown_and_end_in_the_text_are_not_counted_twice():
    assert build(["x", UNKNOWN, END, UNKNOWN], size=9).words == (UNKNOWN, END, "x")


@given(st.lists(st.text("abc", min_size=1)), st.integers(3, 20))
def test_a_vocabulary_never_exceeds_its_size_and_knows_its_own_words(tokens, size):
    vocabulary = build(tokens, size)
    assert len(vocabulary) == min(size, len(set(tokens)) + 2)
    ids = vocabulary.encode(vocabulary.words)
    assert ids.dtype == np.int64
    assert ids.tolist() == list(range(len(vocabulary)))


@pytest.mark.parametrize("words", [("a", END), ("a", UNKNOWN), (UNKNOWN, END, "a", "a")])
def test_a_vocabulary_without_its_marks_or_with_a_double_is_refused(words):
    with pytest.raises(InputError, match="each word once"):
        Vocabulary(words)


@pytest.mark.parametrize("number", [-1, 3])
def test_an_id_outside_the_vocabulary_is_named(number):
    with pytest.raises(InputError, match=f"Word number {number} is outside .* 0 to 2"):
        build(["a"], size=3).decode([0, number])


def test_a_vocabulary_of_two_is_too_small():
    with pytest.raises(InputError, match="at least 3"):
        build(["a"], size=2)
