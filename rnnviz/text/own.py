"""The reader's own text: any language, up to a limit, with a sentence for whatever is wrong."""

import os
import re
from collections import Counter
from pathlib import Path

import regex

from rnnviz import disk
from rnnviz.errors import InputError
from rnnviz.text.source import WORDS, Request, Sentences, Splits, ends, flatten, nearest
from rnnviz.text.vocab import END
from rnnviz.text.words import sentences

LIMIT_VARIABLE = "RNNVIZ_MAX_TEXT_BYTES"
DEFAULT_LIMIT_BYTES = 2_000_000
LEAST_WORDS = 2_000  # a tenth of them, in a held-out split, still fills a few windows
LEAST_DISTINCT = 50  # words that come more than once
MOST_LETTERS = (
    12  # of a word on average where a script writes no spaces: longer, and none are there
)
LEAST_SHARE = 0.05  # of the tokens in a held-out split, where a tenth is the aim

# Scripts whose words only a dictionary tells apart: Thai, Lao, Khmer, Burmese and their kin.
_SPACELESS = regex.compile(r"\p{LB=SA}")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def read_file(path: Path) -> str:
    """The text of a file. Raises `InputError` for what can't be read, or is longer than allowed."""
    return disk.read_text(path, max(limit_bytes(), disk.MOST_TEXT_BYTES))


def own(request: Request) -> Splits:
    """The text cut into contiguous blocks of 80, 10 and 10 % at sentence ends.

    Words seen once in the training block are left to `<unk>`, so that a model learns what to
    expect of it. Raises InputError for text that is missing, empty, too long (before any work is
    done on it), binary, not UTF-8, too short, too uniform, or impossible to cut.
    """
    text = _decoded(request.text)
    cut = tuple(sentences(text))
    _check_words(Counter(word for sentence in cut for word in sentence))
    train, valid, test = (flatten(block) for block in _blocks(cut))
    worth = len(_repeated(Counter(train)) - {END}) + 2  # and <unk> and <eos>
    return Splits(train, valid, test, words=max(3, min(worth, dict(WORDS)["full"])))


def limit_bytes() -> int:
    """The longest text that is read, in bytes of UTF-8: RNNVIZ_MAX_TEXT_BYTES, else 2,000,000.

    Raises InputError when the variable holds anything but a positive whole number.
    """
    setting = os.environ.get(LIMIT_VARIABLE, str(DEFAULT_LIMIT_BYTES))
    if not (setting.isascii() and setting.isdigit() and 0 < len(setting) <= 12 and int(setting)):
        raise InputError(
            "text.no_byte_limit",
            variable=LIMIT_VARIABLE,
            setting=setting[:40],
            usual=DEFAULT_LIMIT_BYTES,
        )
    return int(setting)


def _decoded(text: str | bytes | None) -> str:
    if not text:
        raise InputError("text.empty", least=LEAST_WORDS)
    limit = limit_bytes()
    _check_length(len(text), limit)  # characters are never more than bytes: huge text stops here
    try:
        data = text if isinstance(text, bytes) else text.encode()
        _check_length(len(data), limit)
        decoded = data.decode("utf-8-sig")
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise InputError("text.not_unicode", position=error.start) from error
    if match := _CONTROL.search(decoded):
        raise InputError("text.control_character", character=match[0], position=match.start())
    return decoded


def _check_length(length: int, limit: int) -> None:
    if length > limit:
        raise InputError("text.too_long", length=length, limit=limit, variable=LIMIT_VARIABLE)


def _check_words(counts: Counter[str]) -> None:
    _check_spaces(counts)
    if counts.total() < LEAST_WORDS:
        raise InputError("text.few_words", words=counts.total(), least=LEAST_WORDS)
    different = len(_repeated(counts))
    if different < LEAST_DISTINCT:
        raise InputError("text.few_different_words", different=different, least=LEAST_DISTINCT)


def _check_spaces(counts: Counter[str]) -> None:
    """Raises InputError for text in Thai and the like as it is usually written."""
    runs = {word: count for word, count in counts.items() if _SPACELESS.search(word)}
    words = sum(runs.values())
    if 2 * words < counts.total() or not words:
        return
    letters = sum(len(word) * count for word, count in runs.items()) / words
    if letters > MOST_LETTERS:
        raise InputError("text.no_spaces", letters=letters, most=MOST_LETTERS)


def _repeated(counts: Counter[str]) -> set[str]:
    return {word for word, count in counts.items() if count > 1}


def _blocks(cut: Sentences) -> tuple[Sentences, Sentences, Sentences]:
    marks = ends(cut)
    total = marks[-1]
    first, second = nearest(marks, 0.8 * total), nearest(marks, 0.9 * total)
    smallest = min(marks[second] - marks[first], total - marks[second])
    if smallest < LEAST_SHARE * total:
        raise InputError("text.uncut", sentences=len(cut))
    return cut[:first], cut[first:second], cut[second:]
