"""What the paper asked and found, what it leaves open, ours beside it, and what came after."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.ui.fields import PAPER_STEP
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.steps import show_steps
from rnnviz.ui.paper.steps import STEPS

st.title(prose("paper", "title"))
paragraph(prose("paper", "lead"))
show_steps(PAPER_STEP, "paper_step", sentence("paper.steps"), STEPS)
