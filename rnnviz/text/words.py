"""Sentences and words: how running text becomes tokens.

The result looks like the Penn Treebank as language models know it: lower case, no punctuation,
every number is `N`, and a contraction is cut before its ending (do n't, america 's, we 'll).
Hyphens cut too (self government), dots inside initials do not (u.s. is one word).

Which characters are letters, end a sentence, or belong together is Unicode's to say (UAX #29), by
the properties that `regex` knows. So a Han character, a hiragana or an emoji is a word by itself,
joiners stay inside a word, and soft hyphens and direction marks go. Thai, Lao, Khmer and Burmese
write no spaces; to find their words takes a dictionary, so only spaces and U+200B cut them here.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator

import regex

NUMBER = "N"

# Titles and the like, whose full stop ends no sentence. Single letters (U.S., J. Smith) need none.
_ABBREVIATION = regex.compile(
    "mrs?|ms|dr|st|gen|col|hon|prof|maj|capt|lieut|lt|brig|sen|rep|gov|rev|messrs|adm|sgt|"
    "jr|sr|vs|viz|etc|dept|jan|feb|aug|sept|oct|nov|dec|ca|bzw|usw|vgl",
)
# Abbreviations only before a number: "No. 5", but "They said no. We went on."
_BEFORE_NUMBER = regex.compile("nos?|art|sec|vol")

# Every quantifier that could start a second scan of the same run is possessive (`++`) or guarded by
# a lookbehind, so that two megabytes of dots cost no more than two megabytes of prose.
# What may close a sentence, and open one; "[" opens an editor's note to what was before.
_END = r"""(?<![.!?])[.!?]++(?:\s?»|[\p{Pe}\p{Pf}"'])*+\s++"""
_OPEN = r"""[\p{Ps}\p{Pi}"'¿¡--\[]{0,3}"""
_STOP = regex.compile(rf"(?V1){_END}(?={_OPEN}[\w$--\p{{Ll}}_])")
_LOWER_STOP = regex.compile(rf"(?V1){_END}(?={_OPEN}[\w$--_])")  # in a text without capitals
_WIDE_STOP = regex.compile(r"(?V1)(?:[\p{STerm}--[.!?\uff0e\ufe52]]|(?<=\p{Greek});)+")
_BLANK_LINE = regex.compile(r"\n[^\S\n]*\n\s*")
_MISSING_SPACE = regex.compile(r"(?<=[a-z\d]{2}[.!?])(?=[A-Z][a-z])")
_LAST_WORD = regex.compile(r"(\w+)\Z")

_LOOK = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\uff07": "'", "\r": "\n", "\x85": "\n", "\u2028": "\n"}
    | {"\u2029": "\n\n", "\u200b": " "}
)
# Characters that are not seen, but for the joiners of letters and the tags of flags.
_UNSEEN = regex.compile(r"(?V1)\u00ad\s*\n|[\p{Cf}--[\u200c\u200d\U000e0020-\U000e007f]]")

_ALONE = r"[\p{Han}\p{Hiragana}]\p{M}*"
_LETTER = r"[[\p{L}\p{Nl}\p{WB=ALetter}]--[\p{Han}\p{Hiragana}\p{Katakana}]]"
_REST = rf"[{_LETTER}\p{{M}}\p{{Nd}}]"
_OTHERS = rf"[[{_LETTER}\p{{M}}]--\p{{Latin}}]"  # letters that an apostrophe doesn't part
_INSIDE = (
    rf"[\u200c\u200d]++(?={_REST})|(?<=\p{{M}})\u200d|[·\u0387\u2027\u05f4](?={_LETTER})"
    rf"|(?<={_OTHERS})'(?={_OTHERS})|(?<=\p{{Hebrew}})\"(?=\p{{Hebrew}})"
)
_WORD = regex.compile(
    r"(?V1)(?P<initials>\b(?:[^\W\d_]\.){2,})"
    r"|(?P<number>[\d¼½¾][\d¼½¾.,/\u066b\u066c]*+(?:(?:st|nd|rd|th|d|s)\b|[ªº])?)"
    r"|n't\b|(?<=[\w.])'(?:s|d|m|ll|ve|re)\b"
    rf"|{_ALONE}|[\p{{Katakana}}ー]++\p{{M}}*|(?=[\p{{ExtPict}}\p{{RI}}--[©®™]])(?=\p{{So}})\X"
    rf"|{_LETTER}(?:{_REST}++|{_INSIDE})*+",
)

# What `_WORD` finds in ASCII, in a quarter of the time.
_ASCII_WORD = re.compile(
    r"\b(?:[a-z]\.){2,}|[0-9][0-9.,/]*+(?:(?:st|nd|rd|th|d|s)\b)?"
    r"|n't\b|(?<=[\w.])'(?:s|d|m|ll|ve|re)\b|[a-z][a-z0-9]*+",
    re.ASCII,
)


def sentences(text: str) -> Iterator[tuple[str, ...]]:
    """The sentences of `text` in order, each a non-empty tuple of words without an end mark.

    A sentence ends at `.`, `!` or `?` before a capital, a number or a letter without case, at the
    full stops of other scripts, and at a blank line; in text without blank lines every line end
    counts, and in text without capitals a small letter may begin a sentence. An abbreviation ends
    none, nor does a single letter: "Mr. Smith", "the U.S. Senate".
    """
    tidy = _tidy(text)
    stops = _STOP if regex.search(r"\p{Lu}", tidy) else _LOWER_STOP
    for paragraph in _paragraphs(tidy):
        for part in _WIDE_STOP.split(paragraph):
            for sentence in _cut(part, stops):
                if tokens := _words(sentence):
                    yield tokens


def words(sentence: str) -> tuple[str, ...]:
    """The words of one sentence, lower case, numbers as `N`, without punctuation."""
    return _words(_tidy(sentence))


def _words(tidy: str) -> tuple[str, ...]:
    plain = tidy.lower().replace("n't", " n't")
    if plain.isascii():
        cut = _ASCII_WORD.findall(plain)
        return tuple([NUMBER if word[0].isdigit() else sys.intern(word) for word in cut])
    return tuple(
        NUMBER if match.lastgroup == "number" else sys.intern(match[0])  # one copy of each word
        for match in _WORD.finditer(plain)
    )


def _tidy(text: str) -> str:
    """One spelling for what looks alike: composed letters, plain apostrophes and line ends."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_LOOK))
    return _MISSING_SPACE.sub(" ", _UNSEEN.sub("", plain))


def _paragraphs(text: str) -> list[str]:
    return _BLANK_LINE.split(text) if _BLANK_LINE.search(text) else text.split("\n")


def _cut(paragraph: str, stops: regex.Pattern) -> Iterator[str]:
    start = 0
    for stop in stops.finditer(paragraph):
        if _ends(paragraph, start, stop):
            yield paragraph[start : stop.end()]
            start = stop.end()
    yield paragraph[start:]


def _ends(paragraph: str, start: int, stop: regex.Match) -> bool:
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
