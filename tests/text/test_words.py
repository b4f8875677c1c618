import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.text.words import sentences, words


def cut(text):
    return [" ".join(sentence) for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I met Mr. Smith. He spoke.", ["i met mr smith", "he spoke"]),
        ("The U.S. Senate sat. It rose.", ["the u.s. senate sat", "it rose"]),
        ("J. P. Morgan, at 9 p.m. Eastern.", ["j p morgan at N p.m. eastern"]),
        (
            "Public Law No. 5 holds. They said no. We went.",
            ["public law no N holds", "they said no", "we went"],
        ),
        ('"Peace!" he said. "War?" Never.', ["peace he said", "war", "never"]),
        ("We gained 5,308,483.It is more.", ["we gained N", "it is more"]),
        ("1. First this. 2. Then that.", ["N first this", "N then that"]),
        ("It ended in 1945. We rested.", ["it ended in N", "we rested"]),
        ("No stop\n\nNext paragraph", ["no stop", "next paragraph"]),
        ("Wrapped\nline\n\nNext", ["wrapped line", "next"]),
        ("one line\r\nanother line", ["one line", "another line"]),
        ("你好。世界!", ["你 好", "世 界"]),
        ("यह हिन्दी है। ठीक", ["यह हिन्दी है", "ठीक"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't, America’s we'll", "do n't america 's we 'll"),
        ("self-government -- 'freedom' workers' rights", "self government freedom workers rights"),
        ("$1,000.50 21st 1980's 2½ 3/4 8-hour", "N N N 's N N N hour"),
        ("covid19 Y2K", "covid19 y2k"),
        ("hi 😀😀 ok", "hi 😀 😀 ok"),
        ("Élan cafe\u0301", "élan café"),
    ],
)
def test_words_are_lower_case_without_punctuation_and_numbers_are_n(text, expected):
    assert cut(text) == [expected]


PIECES = ["n't", "'s", "'", "u.s.", "21st", "3/4", "covid19", "a", ".", " "]
pieces = st.sampled_from(PIECES) | st.characters(max_codepoint=127)


@given(st.lists(pieces).map("".join))
def test_a_foreign_word_behind_it_changes_no_word_of_english(text):
    assert words(f"{text} é") == (*words(text), "é")


@pytest.mark.parametrize("text", ["", " \n\n ", "... !!! -- “”", "\u200d\ufe0f"])
def test_text_without_words_has_no_sentences(text):
    assert cut(text) == []


@pytest.mark.parametrize(
    "piece", [".", "a", ". ", "\n", "\n ", "'", ". (", "n't", "1,", "a.", '."']
)
def test_a_run_of_anything_is_cut_in_linear_time(piece):
    started = time.process_time()
    list(sentences(piece * 100_000))
    assert time.process_time() - started < 5  # a quadratic pattern would take minutes
