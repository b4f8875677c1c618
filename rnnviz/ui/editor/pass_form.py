"""Widgets that say what the network reads, with which masks, and which path is followed."""

from typing import cast

import streamlit as st

from rnnviz.content import labels, prose, sentence
from rnnviz.core.crossings import Route, routes
from rnnviz.core.placement import Cell
from rnnviz.figures.labels import route_name
from rnnviz.text.words import words
from rnnviz.ui.browser.network.events import PathChosen
from rnnviz.ui.browser.network.payload import MOST_STEPS
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.editor.chosen import Pass
from rnnviz.ui.field import Field
from rnnviz.ui.fields import PASS, PATH, ROUTE, SEED, TEXT, TRAINING
from rnnviz.ui.fields.parts import MOST_LETTERS, SENTENCE
from rnnviz.ui.kit.widgets import next_of, number, select, typed
from rnnviz.ui.state import draw, keep, read


def choose_pass() -> Pass:
    """A sentence of 2 to 40 words, a seed, and whether the masks strike."""
    read, passes, seeds = st.columns([3, 2.2, 1.8], vertical_alignment="bottom")
    with read:
        words_read = _sentence()
    with passes:
        which = select(st.segmented_control, PASS, sentence("placement.passes"), labels("pass"))
    with seeds:
        seed = choose_seed(SEED)
    return Pass(words_read, seed, which == TRAINING)


def choose_seed(field: Field[int], another: str = "") -> int:
    """A seed, and a button for the next one."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = number(field, sentence("placement.seed"), width=120)
        st.button(
            another or sentence("placement.new_masks"),
            key=f"new-{field.name}",
            on_click=unbroken(next_of),
            args=(field,),
        )
    return seed


def _sentence() -> tuple[str, ...]:
    tokens = words(typed(TEXT, sentence("placement.text"), max_chars=MOST_LETTERS))
    if len(tokens) < 2:
        st.info(prose("placement", "short"))
        return words(SENTENCE)
    if len(tokens) > MOST_STEPS:
        st.info(
            sentence("placement.too_many_words", most=MOST_STEPS, left=len(tokens) - MOST_STEPS)
        )
    return tokens[:MOST_STEPS]


def choose_path(steps: int, cell: Cell) -> PathChosen:
    """From a word to a later prediction, within a sentence of `steps` words."""
    span, way = st.columns([3, 2])
    first, last = (min(n, steps) for n in read(PATH))
    with span:
        ends = st.slider(
            sentence("placement.path"),
            1,
            steps,
            key=draw(PATH, (first, last), anew=True),
        )
        ends = cast("tuple[int, int]", ends)  # two handles, for it is drawn with a pair
    first, last = keep(PATH, ends, (min(2, steps - 1), min(8, steps)))
    options = {route: route_name(route, cell) for route in routes(cell)}
    with way:
        route = select(
            st.segmented_control,
            ROUTE,
            sentence("placement.way"),
            options,
            usual=list(options)[-1],
        )
    return PathChosen(first - 1, last - 1, Route(route))
