import time

import pytest

from rnnviz.errors import InputError
from rnnviz.text.corpora import load
from rnnviz.text.own import limit_bytes
from rnnviz.text.vocab import END, UNKNOWN

NAMES = [
    first + second for first in "bdfghjklmprst" for second in ("ab", "el", "im", "or", "un", "ya")
]
LINES = [
    f"{NAMES[n % 60]} meets {NAMES[n * 7 % 53]} on day {n} and {NAMES[n * 5 % 47]} once"
    for n in range(400)
]
TEXT = "\n".join(LINES)


def test_the_blocks_are_contiguous_and_about_80_10_10():
    corpus = load("own", text=TEXT)
    lengths = [len(corpus.train), len(corpus.valid), len(corpus.test)]
    assert sum(lengths) == 400 * 10
    assert [round(length / 4000, 2) for length in lengths] == [0.8, 0.1, 0.1]
    assert all(split[-1] == corpus.vocabulary.end_id for split in (corpus.train, corpus.valid))
    assert corpus.vocabulary.decode(corpus.train[:10]) == (*LINES[0].replace("0", "N").split(), END)


def test_words_seen_once_are_left_to_unknown_so_that_it_is_learnt():
    corpus = load("own", text="a hapax stood\n" + TEXT)
    assert "hapax" not in corpus.vocabulary.words
    assert UNKNOWN in corpus.vocabulary.decode(corpus.train)
    assert "hapax" in load("own", text="a hapax stood\n" + TEXT, words=5_000).vocabulary.words


@pytest.mark.parametrize(
    "text",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n"),
    ],
    ids=["bytes", "with a byte order mark", "with Windows line ends"],
)
def test_the_same_text_in_another_wrapping_is_the_same_corpus(text):
    assert load("own", text=text).sha256 == load("own", text=TEXT).sha256


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{chr(0x4E00 + n % 60)}{chr(0x4F00 + n * 7 % 90)}天下。" for n in range(900)),
        "\n".join(
            f"{chr(0x1F600 + n % 60)} {chr(0x1F400 + n % 50)} so 👩‍👩‍👧 {NAMES[n % 60]}"
            for n in range(900)
        ),
        "\n".join(
            f"слово{chr(0x430 + n % 30)} и{chr(0x430 + n * 7 % 30)} ещё раз" for n in range(900)
        ),
        "\n".join(
            f"ภาษา{chr(0xE01 + n % 40)} ไทย{chr(0xE01 + n * 7 % 43)} ง่าย" for n in range(900)
        ),
        TEXT.lower().replace("\n", ". "),
    ],
    ids=["Chinese", "emoji", "Russian", "Thai with spaces", "without capitals or line ends"],
)
def test_any_script_is_read(text):
    corpus = load("own", text=text)
    assert len(corpus.vocabulary) > 50
    assert corpus.valid.size > 100


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "text is empty; paste or upload at least 2,000 words"),
        ("", "text is empty"),
        (b"", "text is empty"),
        ("  \n ", r"too few words \(0\)"),
        ("only three words", r"too few words \(3\); use at least 2,000"),
        ("ก" * 30_000, r"without spaces between words, .* 30,000 letters .* use at most 12"),
        ("ภาษาไทยไม่เว้นวรรคระหว่างคำ " * 2_000, "has no dictionary to find them; put a space"),
        (b"PK\x03\x04" + TEXT.encode(), r"control character '\\x03' at position 2"),
        ("\x00" + TEXT, r"control character '\\x00' at position 0, .* binary"),
        (TEXT.encode("utf-16-le") + b"\xd8", "control character|not UTF-8"),
        (TEXT.encode() + b"\xff", r"not UTF-8 \(position 1\d,\d{3}\)"),
        ("\ud800" + TEXT, "not UTF-8"),
        ("again " * 3_000, "Only 1 different words occur more than once .* at least 50"),
        (" ".join(f"x{n:x}y" for n in range(3_000)), "Only 0 different words"),
        (TEXT.replace("\n", " "), r"one of its sentences \(1 in all\) is too long"),
    ],
)
def test_text_that_cannot_be_used_gets_one_sentence_that_says_why(text, sentence):
    with pytest.raises(InputError, match=sentence):
        load("own", text=text)


@pytest.mark.parametrize(
    "text", ["word " * 10_000_000, b"word " * 10_000_000], ids=["str", "bytes"]
)
def test_fifty_megabytes_are_refused_before_any_work(text):
    started = time.process_time()
    with pytest.raises(InputError, match="50,000,000 bytes or more; use at most 2,000,000"):
        load("own", text=text)
    assert time.process_time() - started < 1  # to read it all takes many


def test_the_limit_counts_bytes_and_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("RNNVIZ_MAX_TEXT_BYTES", "30000")
    with pytest.raises(InputError, match="60,000 bytes or more; use at most 30,000"):
        load("own", text="é" * 30_000)
    monkeypatch.delenv("RNNVIZ_MAX_TEXT_BYTES")
    assert limit_bytes() == 2_000_000


@pytest.mark.parametrize("setting", ["", "0", "-1", "2MB", "1.5", "²"])
def test_a_limit_that_is_no_number_of_bytes_is_named(monkeypatch, setting):
    monkeypatch.setenv("RNNVIZ_MAX_TEXT_BYTES", setting)
    with pytest.raises(InputError, match=f"RNNVIZ_MAX_TEXT_BYTES is {setting!r}"):
        load("own", text=TEXT)
