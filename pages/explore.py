"""Trained models to read with, write with, strike with noise and look into."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.explore.cards import show_cards
from rnnviz.ui.explore.form import choose_model, choose_section, tell_damaged
from rnnviz.ui.explore.many import show_ensemble
from rnnviz.ui.explore.memory import show_memory
from rnnviz.ui.explore.noise import show_other_noise, show_passes
from rnnviz.ui.explore.states import show_states
from rnnviz.ui.explore.words import show_words
from rnnviz.ui.explore.write import show_writing
from rnnviz.ui.frame.router import ensure_router

ensure_router()

SECTIONS = {
    "Surprise": show_words,
    "Writing": show_writing,
    "Dropout at test time": show_passes,
    "Another noise": show_other_noise,
    "An ensemble": show_ensemble,
    "Inside": show_states,
    "What it remembers": show_memory,
    "The models": show_cards,
}

st.title(prose("explore", "title"))
st.markdown(prose("explore", "lead"))
tell_damaged()
model = choose_model()
section = choose_section(list(SECTIONS), "section")
st.header(section, anchor=False)
SECTIONS[section](model)
