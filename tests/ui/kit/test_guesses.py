"""The table of likely words: what it says, and how long its bars are."""

from xml.etree import ElementTree as ET

from rnnviz.analyses.surprisal import Guess
from rnnviz.ui.kit.guesses import guesses, named

WORDS = ("<unk>", "<eos>", "the", "of", "people")
TWO = {
    "a": named((Guess(2, 0.5), Guess(0, 0.2)), WORDS),
    "b & c": named((Guess(4, 0.6), Guess(2, 0.1)), WORDS),
}


def drawn(surprisal):
    return ET.fromstring(guesses(surprisal))  # noqa: S314 -- ours


def cells(surprisal):
    return [["".join(cell.itertext()) for cell in row] for row in drawn(surprisal).iter("tr")]


def test_every_likely_word_has_a_row_and_a_number_of_each_model_that_named_it():
    assert cells(TWO) == [
        ["Word", "a", "b & c"],
        ["people", "–", "60.0 %"],
        ["the", "50.0 %", "10.0 %"],
        ["<unk>", "20.0 %", "–"],
    ]


def test_the_likeliest_of_all_has_the_longest_bar():
    bars = [bar.get("style") for bar in drawn(TWO).iter("i")]
    shares = [float(style.rpartition(" ")[2]) for style in bars]
    assert shares == [1.0, 0.8333, 0.1667, 0.3333]


def test_one_model_has_one_column():
    assert [len(row) for row in cells({"a": TWO["a"]})] == [2] * 3
