"""What the Explore page's visitor chooses: a model, maybe another, and what they read."""

from functools import partial

import streamlit as st

from rnnviz.content import prose
from rnnviz.errors import InputError
from rnnviz.text.source import flatten
from rnnviz.text.vocab import END, UNKNOWN
from rnnviz.text.words import sentences
from rnnviz.ui.editor.pass_form import SENTENCE
from rnnviz.ui.explore.data import (
    Opened,
    all_names,
    damaged,
    label_of,
    opened,
    without_folder,
)
from rnnviz.ui.kit.kept import choose
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.lab import tell_trouble

NOBODY = "nothing"
OURS, OWN = "a sentence of ours", "your own text"
PASSAGES = tuple(f"validation text, passage {n}" for n in range(1, 5))
MOST_WORDS = 200  # that a strip can show and a visitor can look through
PASSAGE_WORDS = 60
_LETTERS_READ = 20_000  # of one's own text; its first words are among them
_LETTERS_TOLD = 600  # that an address can carry


def choose_model() -> Opened:
    """The model the page is about. Stops the page where there is none."""
    tell_trouble()
    names = all_names()
    if not names:
        st.error(prose("explore", "no-models"))
        st.stop()
    return _opened(choose(st.selectbox, "Model", names, "model", label_of))


def choose_beside(first: Opened) -> Opened | None:
    """Another model, if the visitor wants one."""
    others = [name for name in all_names() if name != first.name]
    asked = choose(st.selectbox, "Beside it", (*others, NOBODY), "beside", _called)
    return None if asked == NOBODY else _opened(asked)


def _opened(name: str) -> Opened:
    try:
        return opened(name)
    except InputError as error:
        st.error(plain(without_folder(name, error)))
        st.stop()


def tell_damaged() -> None:
    """A line for each model that can't be chosen."""
    for called, fault in damaged().items():
        st.caption(plain(f"{called} is left out: {fault}"))


def _called(name: str) -> str:
    return name if name == NOBODY else label_of(name)


def choose_text(first: Opened) -> tuple[str, ...]:
    """The words to read, at least one, `<eos>` between sentences."""
    asked = choose(st.selectbox, "What it reads", (OURS, *PASSAGES, OWN), "reads")
    if asked == OWN:
        return _own_words()
    if asked == OURS:
        return read(SENTENCE)
    return passage(first, PASSAGES.index(asked))


def read(text: str) -> tuple[str, ...]:
    """The first words of a text, at most `MOST_WORDS`."""
    return tuple(flatten(sentences(text[:_LETTERS_READ]))[:-1][:MOST_WORDS])


def passage(one: Opened, number: int) -> tuple[str, ...]:
    """Words of validation text from the start of a sentence on; four passages, spread evenly."""
    ids = one.corpus.valid
    start = len(ids) * number // len(PASSAGES)
    if number:
        start += ids[start:].tolist().index(one.vocabulary.end_id) + 1
    return one.vocabulary.decode(ids[start : start + PASSAGE_WORDS])


def _own_words() -> tuple[str, ...]:
    said = st.query_params.get("own", st.session_state.get("kept-own", ""))
    st.session_state["explore-own"] = said
    text = st.text_area("Your text", key="explore-own", height=110, on_change=_keep_own)
    st.session_state["kept-own"] = text
    words = read(text)
    if not words:
        st.info(prose("explore", "empty"))
        return read(SENTENCE)
    if len(text) > _LETTERS_READ or len(flatten(sentences(text))) - 1 > MOST_WORDS:
        st.info(
            f"Your text has {len(text):,} characters; its first {len(words)} words are read, as "
            "many as can be looked through one by one."
        )
    return words


def _keep_own() -> None:
    """Into the address goes only what it can carry."""
    text = st.session_state["kept-own"] = st.session_state["explore-own"]
    if len(text) <= _LETTERS_TOLD:
        st.query_params["own"] = text
    else:
        st.query_params.pop("own", None)


def choose_word(words: tuple[str, ...]) -> int:
    """The word that was clicked last, from 0; T, what comes after the text, to begin with."""
    said = st.query_params.get("word", str(st.session_state.get("kept-word", "")))
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else len(words)
    return min(number, len(words))


def keep_word(number: int) -> None:
    st.session_state["kept-word"] = number
    st.query_params["word"] = str(number)


def shown(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as a page writes them: an end of a sentence is a sign."""
    return tuple("¶" if word == END else word for word in words)


def tell_unknown(one: Opened, words: tuple[str, ...]) -> None:
    """A sentence about words that a model reads as one and the same, where there are any."""
    strange = [w for w, unknown in zip(words, one.unknown(words), strict=True) if unknown]
    typed = [word for word in strange if word != UNKNOWN]
    if typed and len(strange) == len(words):
        st.warning(f"{plain(one.label)}: {prose('explore', 'all-unknown')}")
    elif typed:
        some = plain(", ".join(dict.fromkeys(typed[:8]))) + ", …" * (len(typed) > 8)
        st.caption(
            f"{plain(one.label)} doesn't know {len(typed)} of {len(words)} words ({some}): it "
            f"reads each as {plain(UNKNOWN)}, and their numbers say how surprising it is that an "
            "unknown word stands there."
        )


choose_section = partial(choose, st.segmented_control, "What to look at")
