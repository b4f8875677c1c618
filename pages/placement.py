"""Choose a method or touch the edges; see masks, counts, equations and code; compare two."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.editor.code import show_code
from rnnviz.ui.editor.controls import choose_placements
from rnnviz.ui.editor.counts import show_counts, show_method
from rnnviz.ui.editor.gallery import gallery
from rnnviz.ui.editor.parts import (
    hidden_parts,
    show_equations,
    show_pictures,
    show_prediction,
)
from rnnviz.ui.editor.pass_form import choose_pass, choose_path
from rnnviz.ui.kit.glossary import paragraph

st.title(prose("placement", "title"))
paragraph(prose("placement", "lead"))
hidden = hidden_parts()
if "gallery" not in hidden:
    gallery()
with st.container(key="controls"):
    chosen = choose_placements()
pictures = st.container()
with st.container(key="controls-below"):
    run = choose_pass()
    path = choose_path(len(run.words), chosen[0].cell)
for column, placed in zip(pictures.columns(len(chosen), gap="large"), chosen, strict=True):
    with column:
        show_method(placed)
if "picture" not in hidden:
    with pictures:
        show_pictures(chosen, run, path)
left, right = st.columns(2, gap="large")
sides = [(left, right)] if len(chosen) == 1 else [(left, left), (right, right)]
for (first, second), placed in zip(sides, chosen, strict=True):
    with first:
        if "counts" not in hidden:
            show_counts(placed, run, path, chosen)
        if "prediction" not in hidden:
            show_prediction(placed, run, path, chosen)
    with second:
        if "equations" not in hidden:
            show_equations(placed)
        if "code" not in hidden:
            show_code(placed)
