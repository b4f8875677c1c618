"""The Explore page: how surprising each word is, and what was expected in its place."""

import streamlit as st

from rnnviz.analyses.surprisal import Surprisal
from rnnviz.content import clauses, prose, sentence
from rnnviz.ui.browser.surprise import Line, surprise
from rnnviz.ui.explore.data import surprisals
from rnnviz.ui.explore.form import (
    choose_beside,
    choose_text,
    choose_word,
    keep_word,
    shown,
    tell_unknown,
)
from rnnviz.ui.explore.shelf import Reader
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.guesses import named, show_guesses
from rnnviz.ui.kit.markdown import plain


def show_words(reader: Reader) -> None:
    """The strip of one model or two, their perplexities, and what was expected at a word."""
    paragraph(prose("explore", "words"))
    left, right = st.columns(2)
    with left:
        beside = choose_beside(reader)
    with right:
        words = choose_text(reader)
    both = (reader, beside) if beside else (reader,)
    number = choose_word(words)
    lines = _lines(both, words)
    surprise(shown(words), lines, key="strip", chosen=number, on_pick=keep_word)
    costs = clauses(
        sentence(
            "explore.surprisal",
            model=plain(line.name),
            nats=line.surprisal.mean_nats,
            perplexity=line.surprisal.perplexity,
        )
        for line in lines
    )
    paragraph(sentence("explore.surprisals", count=len(words), said=costs))
    for model in both:
        tell_unknown(model, words)
    if beside and not _comparable(reader, beside):
        caption(prose("explore", "other-words"))
    show_expectations(lines, words, number)
    caption(prose("explore", "words-reading").format(words=len(words)))


def line_of(reader: Reader, words: tuple[str, ...], beside: Surprisal | None = None) -> Line:
    """What the strip shows of a model at test time, maybe in comparison."""
    surprisal, known = surprisals(reader.name, words), shown(reader.vocabulary.words)
    return Line(reader.label, surprisal, reader.unknown(words), known, beside)


def _lines(both: tuple[Reader, ...], words: tuple[str, ...]) -> tuple[Line, ...]:
    first, *more = both
    surprisal = surprisals(first.name, words)
    others = (line_of(m, words, surprisal if _comparable(first, m) else None) for m in more)
    return (line_of(first, words), *others)


def _comparable(first: Reader, second: Reader) -> bool:
    """Whether both know the same words, so that their numbers can be subtracted."""
    return first.vocabulary == second.vocabulary


def show_expectations(lines: tuple[Line, ...], words: tuple[str, ...], number: int) -> None:
    """What each line expected where a word came, or after the text."""
    st.subheader(heading(words, number))
    show_guesses({line.name: named(line.surprisal.guesses[number], line.words) for line in lines})


def heading(words: tuple[str, ...], number: int) -> str:
    """What a chart of expectations is about."""
    if number == len(words):
        return sentence("explore.expected_next")
    return sentence("explore.expected_at", word=plain(shown(words)[number]))
