"""The Explore page: a model goes on writing, word by word, until somebody touches something."""

import time
from collections.abc import Iterator
from itertools import islice

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.core.masks import generator
from rnnviz.lm.generate import Sampling, generate
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.explore.form import choose_text, shown
from rnnviz.ui.explore.shelf import Reader
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.fields.explore import ALL, TEMPERATURE, TOP, WRITE_SEED
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import pressed, select, slider
from rnnviz.ui.state import put, read

PACE_SECONDS = 0.04  # a word; the model alone takes a few milliseconds
MOST_WRITTEN = 120
_TOPS = (ALL, "100", "20", "5", "1")
Asked = tuple[str, tuple[str, ...], Sampling, int]  # model, prompt, how, seed
_WRITTEN: Field[tuple[Asked | None, list[str]]] = in_visit("written", (None, []))


def show_writing(reader: Reader) -> None:
    """Whatever the visitor touches starts the script anew and so ends what is being written."""
    paragraph(prose("explore", "write"))
    words = choose_text(reader)
    sampling, seed = _choose_sampling(reader)
    asked = (reader.name, words, sampling, seed)
    with st.container(horizontal=True):
        wanted = pressed(sentence("explore.write"), "write")
        st.button(sentence("explore.stop"), key="stop-writing")
    before, last = read(_WRITTEN)
    kept = last if before == asked else []
    place = st.empty()
    if wanted:
        kept = []
        put(_WRITTEN, (asked, kept))  # filled while it writes: a stop loses nothing
        for word in islice(_words(reader, asked), MOST_WRITTEN):
            kept.append(word)
            place.markdown(_page(words, kept))
            time.sleep(PACE_SECONDS)
    place.markdown(_page(words, kept))
    if kept:
        caption(sentence("explore.written", words=len(kept), model=plain(reader.label), seed=seed))
    caption(prose("explore", "write-reading"))


def _choose_sampling(reader: Reader) -> tuple[Sampling, int]:
    temperatures, tops, seeds = st.columns([2, 2, 2], vertical_alignment="bottom")
    temperature = slider(
        TEMPERATURE, sentence("explore.temperature"), 0.1, beside=temperatures, format="%g"
    )
    tops_named = {top: sentence("explore.all") if top == ALL else top for top in _TOPS}
    with tops:
        top = select(st.selectbox, TOP, sentence("explore.top"), tops_named)
    with seeds:
        seed = choose_seed(WRITE_SEED, sentence("explore.another_seed"))
    never = (reader.vocabulary.unknown_id,)
    return Sampling(round(temperature, 1), None if top == ALL else int(top), never), seed


def _words(reader: Reader, asked: Asked) -> Iterator[str]:
    _, words, sampling, seed = asked
    prompt = reader.tokens(words)
    source = generator(seed, "write")
    for word in generate(reader.model, prompt, reader.card.placement, sampling, source):
        yield reader.vocabulary.words[word]


def _page(words: tuple[str, ...], written: list[str]) -> str:
    """The text so far, what was written in bold; each sentence's end is a sign."""
    told = plain(" ".join(shown(words)))
    more = plain(" ".join(shown(tuple(written))))
    return f"> {told} **{more}**" if more else f"> {told} …"
