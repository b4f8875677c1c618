"""Trained models to read with, write with, strike with noise and look into."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.explore.cards import show_cards
from rnnviz.ui.explore.form import choose_model, tell_damaged
from rnnviz.ui.explore.many import show_ensemble
from rnnviz.ui.explore.memory import show_memory
from rnnviz.ui.explore.noise import show_other_noise, show_passes
from rnnviz.ui.explore.states import show_states
from rnnviz.ui.explore.words import show_words
from rnnviz.ui.explore.write import show_writing
from rnnviz.ui.fields.explore import SECTION
from rnnviz.ui.frame.router import ensure_router
from rnnviz.ui.kit.widgets import select

ensure_router()

SECTIONS = {
    "surprise": ("Surprise", show_words),
    "writing": ("Writing", show_writing),
    "passes": ("Dropout at test time", show_passes),
    "noise": ("Another noise", show_other_noise),
    "ensemble": ("An ensemble", show_ensemble),
    "states": ("Inside", show_states),
    "memory": ("What it remembers", show_memory),
    "models": ("The models", show_cards),
}

st.title(prose("explore", "title"))
st.markdown(prose("explore", "lead"))
tell_damaged()
model = choose_model()
titles = {key: title for key, (title, _) in SECTIONS.items()}
title, show = SECTIONS[select(st.segmented_control, SECTION, "What to look at", titles)]
st.header(title, anchor=False)
show(model)
