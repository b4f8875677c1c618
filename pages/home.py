"""The question, the moving picture, the answer as measured, and three ways on."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.editor.parts import show_answer as show_network
from rnnviz.ui.frame.router import ensure_router
from rnnviz.ui.frame.tour import offer_tour
from rnnviz.ui.home.view import show_answer, show_dose, show_ways
from rnnviz.ui.kit.glossary import caption, paragraph

ensure_router()

st.title(prose("home", "title"))
words, answer = st.columns(2, gap="large")
with words:
    paragraph(prose("home", "question"))
with answer:
    paragraph(prose("home", "answer"))
offer_tour()
picture, curves = st.columns([1.7, 1], gap="large")
with picture:
    show_network()
    caption(prose("home", "caption"))
with curves:
    show_answer()
    show_dose()
    paragraph(prose("home", "doubt"))
show_ways()
