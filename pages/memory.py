"""A memory under noise, one of five steps at a time: what is seen stands in its heading."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.ui.fields.memory import MEMORY_STEP
from rnnviz.ui.frame.router import ensure_router
from rnnviz.ui.kit.glossary import explain
from rnnviz.ui.kit.steps import choose_step, offer_next
from rnnviz.ui.memory.form import usual_step
from rnnviz.ui.memory.recall import show_recall
from rnnviz.ui.memory.steps import show_untrained, show_value, show_vector
from rnnviz.ui.memory.trained import show_trained

ensure_router()

st.title(prose("memory", "title"))
explain(prose("memory", "lead"))

step = choose_step(MEMORY_STEP, "memory_step", sentence("memory.steps"), usual_step())
{
    "value": show_value,
    "vector": show_vector,
    "untrained": show_untrained,
    "trained": show_trained,
    "recall": show_recall,
}[step]()
offer_next(MEMORY_STEP, "memory_step", step)
