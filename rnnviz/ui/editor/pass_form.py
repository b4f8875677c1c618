"""Widgets that say what the network reads, with which masks, and which path is followed."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.core.crossings import Route, routes
from rnnviz.core.placement import Cell
from rnnviz.text.words import words
from rnnviz.ui.browser.network.events import PathChosen
from rnnviz.ui.browser.network.payload import MOST_STEPS
from rnnviz.ui.editor.chosen import Pass
from rnnviz.ui.kit.kept import one_of

SENTENCE = "The people of the United States have the right to know what their government does"
MOST_SEED = 999_999
MOST_LETTERS = 600
PASSES = {True: "training: masks strike", False: "evaluation: their expectation"}


def choose_pass() -> Pass:
    """A sentence of 2 to 40 words, a seed, and whether the masks strike."""
    sentence, passes, seeds = st.columns([3, 2.2, 1.8], vertical_alignment="bottom")
    with sentence:
        read = _sentence()
    with passes:
        training = one_of(st.segmented_control, "The pass", list(PASSES.values()), "pass")
    with seeds:
        seed = choose_seed("seed")
    return Pass(read, seed, training == PASSES[True])


def choose_seed(key: str, another: str = "New masks") -> int:
    """A seed, and a button for the next one; `key` is its name in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # A float, for an address may ask for 10^5000: as an int Streamlit 1.67 breaks on that.
        seed = st.number_input(
            "Seed",
            0.0,
            float(MOST_SEED),
            1.0,
            step=1.0,
            format="%.0f",
            key=key,
            bind="query-params",
            width=120,
        )
        st.button(another, key=f"new-{key}", on_click=_next_seed, args=(key,))
    return int(seed)


def _sentence() -> tuple[str, ...]:
    line = st.text_input(
        "What it reads", SENTENCE, max_chars=MOST_LETTERS, key="text", bind="query-params"
    )
    read = words(line)
    if len(read) < 2:
        st.info(prose("placement", "short"))
        return words(SENTENCE)
    if len(read) > MOST_STEPS:
        st.info(
            f"The picture has room for {MOST_STEPS} words; the other {len(read) - MOST_STEPS} "
            "are left off."
        )
    return read[:MOST_STEPS]


def _next_seed(key: str) -> None:
    st.session_state[key] = (st.session_state[key] + 1) % (MOST_SEED + 1)


def choose_path(steps: int, cell: Cell) -> PathChosen:
    """From a word to a later prediction, within a sentence of `steps` words."""
    span, way = st.columns([3, 2])
    if "path" in st.session_state:
        st.session_state.path = tuple(min(n, steps) for n in st.session_state.path)
    first, last = span.slider(
        "From word … to the prediction after word …",
        1,
        steps,
        (min(2, steps - 1), min(8, steps)),
        key="path",
        bind="query-params",
    )
    options = routes(cell)
    route = one_of(way.segmented_control, "Its way through time", options, "route", options[-1])
    return PathChosen(first - 1, last - 1, Route(route))
