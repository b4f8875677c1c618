"""A memory under noise, one of five steps at a time: what is seen stands in its heading."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.ui.fields.memory import MEMORY_STEP
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.steps import show_steps
from rnnviz.ui.memory.view import STEPS

st.title(prose("memory", "title"))
paragraph(prose("memory", "lead"))
show_steps(MEMORY_STEP, "memory_step", sentence("memory.steps"), STEPS)
