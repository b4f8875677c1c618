"""Trained models to read with, write with, strike with noise and look into."""

import streamlit as st

from rnnviz.content import labels, prose, sentence
from rnnviz.ui.explore.cards import show_cards
from rnnviz.ui.explore.form import choose_model, tell_damaged
from rnnviz.ui.explore.many import show_ensemble
from rnnviz.ui.explore.memory import show_memory
from rnnviz.ui.explore.noise import show_other_noise, show_passes
from rnnviz.ui.explore.states import show_states
from rnnviz.ui.explore.words import show_words
from rnnviz.ui.explore.write import show_writing
from rnnviz.ui.fields.explore import SECTION
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.steps import place
from rnnviz.ui.kit.widgets import select

SECTIONS = {
    "surprise": show_words,
    "writing": show_writing,
    "passes": show_passes,
    "noise": show_other_noise,
    "ensemble": show_ensemble,
    "states": show_states,
    "memory": show_memory,
    "models": show_cards,
}

st.title(prose("explore", "title"))
paragraph(prose("explore", "lead"))
tell_damaged()
model = choose_model()
titles = labels("section")
section = select(st.segmented_control, SECTION, sentence("explore.section"), titles)
with place(list(SECTIONS).index(section), len(SECTIONS)):
    st.header(titles[section], anchor=False)
    SECTIONS[section](model)
