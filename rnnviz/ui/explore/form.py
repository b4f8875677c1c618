"""What the Explore page's visitor chooses: a model, maybe another, and what they read."""

from functools import lru_cache

import streamlit as st

from rnnviz.content import commas, prose, sentence
from rnnviz.errors import InputError
from rnnviz.text.source import flatten
from rnnviz.text.vocab import END, UNKNOWN
from rnnviz.text.words import sentences
from rnnviz.ui.explore.shelf import (
    Reader,
    all_names,
    card_of,
    damaged,
    label_of,
    opened,
    without_folder,
)
from rnnviz.ui.fields.explore import (
    BESIDE_MODEL,
    MODEL,
    OURS,
    OWN,
    OWN_TEXT,
    PASSAGES,
    READS,
    WORD,
)
from rnnviz.ui.fields.parts import NOBODY, SENTENCE
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.labels import said_of
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import select, typed
from rnnviz.ui.models.lab import tell_trouble
from rnnviz.ui.state import put
from rnnviz.ui.state import read as value_of

MOST_WORDS = 200  # that a strip can show and a visitor can look through
PASSAGE_WORDS = 60
_LETTERS_READ = 20_000  # of one's own text; its first words are among them


def choose_model() -> Reader:
    """The model the page is about. Stops the page where there is none."""
    tell_trouble()
    names = all_names()
    if not names:
        st.error(prose("explore", "no-models"))
        st.stop()
    labels = {name: label_of(name) for name in names}
    usual = _with_masks(names)
    return _opened(select(st.selectbox, MODEL, sentence("explore.model"), labels, usual=usual))


def _with_masks(names: tuple[str, ...]) -> str | None:
    """The first model that was trained with dropout: another has no masks to show."""
    return next((name for name in names if card_of(name).placement.active), None)


def choose_beside(first: Reader) -> Reader | None:
    """Another model, if the visitor wants one."""
    others = {name: label_of(name) for name in all_names() if name != first.name}
    asked = select(
        st.selectbox,
        BESIDE_MODEL,
        sentence("explore.beside_it"),
        {**others, NOBODY: sentence("explore.nothing")},
    )
    return None if asked == NOBODY else _opened(asked)


def _opened(name: str) -> Reader:
    try:
        return opened(name)
    except InputError as error:
        st.error(plain(without_folder(name, error)))
        st.stop()


def tell_damaged() -> None:
    """A line for each model that can't be chosen."""
    for called, fault in damaged().items():
        st.caption(plain(sentence("explore.left_out", called=called, fault=fault)))


def choose_text(first: Reader) -> tuple[str, ...]:
    """The words to read, at least one, `<eos>` between sentences."""
    asked = select(st.selectbox, READS, sentence("explore.what_it_reads"), _texts())
    if asked == OWN:
        return _own_words()
    if asked == OURS:
        return read(SENTENCE)
    return passage(first, PASSAGES.index(asked))


def _texts() -> dict[str, str]:
    passages = {
        key: sentence("explore.passage", number=number)
        for number, key in enumerate(PASSAGES, start=1)
    }
    return {OURS: sentence("explore.ours")} | passages | {OWN: sentence("explore.own_text")}


def read(text: str) -> tuple[str, ...]:
    """The first words of a text, at most `MOST_WORDS`."""
    return tuple(flatten(sentences(text[:_LETTERS_READ]))[:-1][:MOST_WORDS])


def passage(reader: Reader, number: int) -> tuple[str, ...]:
    """Words of validation text from the start of a sentence on; four passages, spread evenly."""
    ids = reader.corpus.valid
    start = len(ids) * number // len(PASSAGES)
    if number:
        start += ids[start:].tolist().index(reader.vocabulary.end_id) + 1
    return reader.vocabulary.decode(ids[start : start + PASSAGE_WORDS])


def _own_words() -> tuple[str, ...]:
    text = typed(OWN_TEXT, sentence("explore.your_text"), st.text_area, height=110)
    words = read(text)
    if not words:
        st.info(prose("explore", "empty"))
        return read(SENTENCE)
    if len(text) > _LETTERS_READ or len(flatten(sentences(text))) - 1 > MOST_WORDS:
        st.info(sentence("explore.long_text", length=len(text), words=len(words)))
    return words


def choose_word(words: tuple[str, ...]) -> int:
    """The word that was clicked last, from 0; T, what comes after the text, to begin with."""
    number = value_of(WORD)
    return len(words) if number is None else min(number, len(words))


def keep_word(number: int) -> None:
    put(WORD, number)


@lru_cache(maxsize=64)  # a vocabulary has ten thousand
def shown(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as a page writes them: an end of a sentence is a sign."""
    return tuple("¶" if word == END else word for word in words)


def tell_unknown(reader: Reader, words: tuple[str, ...]) -> None:
    """A sentence about words that a model reads as one and the same, where there are any."""
    strange = [w for w, unknown in zip(words, reader.unknown(words), strict=True) if unknown]
    typed = [word for word in strange if word != UNKNOWN]
    if typed and len(strange) == len(words):
        st.warning(said_of(plain(reader.label), prose("explore", "all-unknown")))
    elif typed:
        some = plain(commas([*dict.fromkeys(typed[:8]), *["…"] * (len(typed) > 8)]))
        caption(
            sentence(
                "explore.unknown_words",
                model=plain(reader.label),
                unknown=len(typed),
                words=len(words),
                some=some,
                sign=plain(UNKNOWN),
            )
        )
