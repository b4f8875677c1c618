"""Which placement and rate to start with, for whom, on what grounds; and the code."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.reference.advice import advice
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.use.view import (
    choose_case,
    show_answer,
    show_code,
    show_grounds,
    show_unknown,
)

st.title(prose("use", "title"))
paragraph(prose("use", "lead"))
size, text, framework = choose_case()
rule = advice(size, text)
show_answer(rule, size, text)
left, right = st.columns([1.2, 1], gap="large")
with left:
    show_grounds(rule, size, text)
    show_unknown(rule)
with right:
    show_code(rule, framework)
