"""A memory under noise, in five steps: a value, a vector, a network, a trained one, recall."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.frame.router import ensure_router
from rnnviz.ui.kit.glossary import explain
from rnnviz.ui.memory.form import choose_noise, choose_pair
from rnnviz.ui.memory.recall import show_recall
from rnnviz.ui.memory.steps import show_untrained, show_value, show_vector
from rnnviz.ui.memory.trained import show_half_lives, show_question, show_sentence

ensure_router()

st.title(prose("memory", "title"))
explain(prose("memory", "lead"))

noise = choose_noise()
show_value(noise)
show_vector(noise.noise.rate)

st.divider()
st.markdown(prose("memory", "pair"))
pair = choose_pair()
show_untrained(pair)
show_sentence(pair)
show_question(pair)
show_half_lives(pair)

st.divider()
show_recall()
