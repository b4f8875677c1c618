"""The Explore page: a model goes on writing, word by word, until somebody touches something."""

import time
from collections.abc import Iterator
from itertools import islice

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.core.masks import generator
from rnnviz.lm.generate import Taste, generate
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.explore.data import Opened
from rnnviz.ui.explore.form import choose_text, shown
from rnnviz.ui.fields.explore import ALL, TEMPERATURE, TOP, WRITE_SEED
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import pressed, select, slider
from rnnviz.ui.state import Field, in_visit, put, read

PACE_SECONDS = 0.04  # a word; the model alone takes a few milliseconds
MOST_WRITTEN = 120
_TOPS = (ALL, "100", "20", "5", "1")
Asked = tuple[str, tuple[str, ...], Taste, int]  # model, prompt, how, seed
_WRITTEN: Field[tuple[Asked | None, list[str]]] = in_visit("written", (None, []))


def show_writing(one: Opened) -> None:
    """Whatever the visitor touches starts the script anew and so ends what is being written."""
    st.markdown(prose("explore", "write"))
    words = choose_text(one)
    taste, seed = _choose_taste(one)
    asked = (one.name, words, taste, seed)
    with st.container(horizontal=True):
        wanted = pressed(sentence("explore.write"), "write")
        st.button(sentence("explore.stop"), key="stop-writing")
    before, last = read(_WRITTEN)
    kept = last if before == asked else []
    place = st.empty()
    if wanted:
        kept = []
        put(_WRITTEN, (asked, kept))  # filled while it writes: a stop loses nothing
        for word in islice(_words(one, asked), MOST_WRITTEN):
            kept.append(word)
            place.markdown(_page(words, kept))
            time.sleep(PACE_SECONDS)
    place.markdown(_page(words, kept))
    if kept:
        st.caption(sentence("explore.written", words=len(kept), model=plain(one.label), seed=seed))
    st.caption(prose("explore", "write-reading"))


def _choose_taste(one: Opened) -> tuple[Taste, int]:
    temperatures, tops, seeds = st.columns([2, 2, 2], vertical_alignment="bottom")
    temperature = slider(
        TEMPERATURE, sentence("explore.temperature"), 0.1, beside=temperatures, format="%g"
    )
    tops_named = {top: sentence("explore.all") if top == ALL else top for top in _TOPS}
    with tops:
        top = select(st.selectbox, TOP, sentence("explore.top"), tops_named)
    with seeds:
        seed = choose_seed(WRITE_SEED, sentence("explore.another_seed"))
    never = (one.vocabulary.unknown_id,)
    return Taste(round(temperature, 1), None if top == ALL else int(top), never), seed


def _words(one: Opened, asked: Asked) -> Iterator[str]:
    _, words, taste, seed = asked
    prompt = one.tokens(words)
    source = generator(seed, "write")
    for word in generate(one.model, prompt, one.card.placement, taste, source):
        yield one.vocabulary.words[word]


def _page(words: tuple[str, ...], written: list[str]) -> str:
    """The text so far, what was written in bold; each sentence's end is a sign."""
    told = plain(" ".join(shown(words)))
    more = plain(" ".join(shown(tuple(written))))
    return f"> {told} **{more}**" if more else f"> {told} …"
