"""Sentences and words: how running text becomes tokens.

The result looks like the Penn Treebank as language models know it: lower case, no punctuation,
every number is `N`, and a contraction is cut before its ending (do n't, america 's, we 'll).
Hyphens cut too (self government), dots inside initials do not (u.s. is one word). A character of
Chinese or Japanese, and an emoji, is a word by itself, for such text has no spaces; every other
script is cut at spaces and punctuation.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator

NUMBER = "N"

# Titles and the like, whose full stop ends no sentence. Single letters (U.S., J. Smith) need none.
_ABBREVIATION = re.compile(
    "mrs?|ms|dr|st|gen|col|hon|prof|maj|capt|lieut|lt|brig|sen|rep|gov|rev|messrs|adm|sgt|"
    "jr|sr|vs|viz|etc|dept|jan|feb|aug|sept|oct|nov|dec",
)
# Abbreviations only before a number: "No. 5", but "They said no. We went on."
_BEFORE_NUMBER = re.compile("nos?|art|sec|vol")

# Every quantifier that could start a second scan of the same run is possessive (`++`) or guarded by
# a lookbehind, so that two megabytes of dots cost no more than two megabytes of prose.
_STOP = re.compile(r"""(?<![.!?])[.!?]++["')]*+\s++(?=["'(]{0,3}[^\Wa-z_]|["'(]{0,3}\$)""")
_WIDE_STOP = re.compile(r"[。！？।؟]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_MISSING_SPACE = re.compile(r"(?<=[a-z\d]{2}[.!?])(?=[A-Z][a-z])")
_LAST_WORD = re.compile(r"(\w+)\Z")

_GAP = (
    r"\s\x00-\x1f!-/:-@\[-`{-\xbf×÷\u0589\u060c\u061b\u061f\u0964\u0965\u2000-\u206f\u20a0-\u20cf"
    r"\u2190-\u25ff\u3000-\u303f\ufe00-\ufe0f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_WIDE = r"\u2600-\u27bf\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff"
_WORD = re.compile(
    r"(?P<initials>\b(?:[^\W\d_]\.){2,})"
    r"|(?P<number>[\d¼½¾][\d¼½¾.,/]*+(?:(?:st|nd|rd|th|d|s)\b)?)"
    r"|n't\b|(?<=[\w.])'(?:s|d|m|ll|ve|re)\b"
    rf"|[{_WIDE}]|[^{_GAP}{_WIDE}]+",
)


def sentences(text: str) -> Iterator[tuple[str, ...]]:
    """The sentences of `text` in order, each a non-empty tuple of words without an end mark.

    A sentence ends at `.`, `!` or `?` before a capital or a number, at the full stops of Chinese,
    Hindi and Arabic, and at a blank line; in text without blank lines every line end counts. An
    abbreviation ends none, nor does a single letter: "Mr. Smith", "the U.S. Senate".
    """
    for paragraph in _paragraphs(_tidy(text)):
        for part in _WIDE_STOP.split(paragraph):
            for sentence in _cut(part):
                if found := words(sentence):
                    yield found


def words(sentence: str) -> tuple[str, ...]:
    """The words of one sentence, lower case, numbers as `N`, without punctuation."""
    plain = sentence.lower().replace("n't", " n't")
    return tuple(
        NUMBER if match.lastgroup == "number" else sys.intern(match[0])  # one copy of each word
        for match in _WORD.finditer(plain)
    )


def _tidy(text: str) -> str:
    """One spelling for what looks alike: composed letters, plain apostrophes and line ends."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _MISSING_SPACE.sub(" ", text.replace("\u2019", "'").replace("\u2018", "'"))


def _paragraphs(text: str) -> list[str]:
    return _BLANK_LINE.split(text) if _BLANK_LINE.search(text) else text.split("\n")


def _cut(paragraph: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(paragraph):
        if _ends(paragraph, start, stop):
            yield paragraph[start : stop.end()]
            start = stop.end()
    yield paragraph[start:]


def _ends(paragraph: str, start: int, stop: re.Match[str]) -> bool:
    """Whether this stop ends the sentence that began at `start`."""
    if stop[0][0] != ".":
        return True
    last = _LAST_WORD.search(paragraph, max(start, stop.start() - 12), stop.start())
    if last is None:
        return True
    word = last[1].lower()
    if _BEFORE_NUMBER.fullmatch(word):
        return not paragraph[stop.end()].isdigit()
    if word.isdigit():
        return bool(paragraph[start : last.start()].strip())  # "1. First" is an item of a list
    return len(word) > 1 and not _ABBREVIATION.fullmatch(word)
