"""The question, the answer in a moving picture and in curves, and where to go."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.editor.parts import show_answer
from rnnviz.ui.frame.router import ensure_router
from rnnviz.ui.frame.tour import offer_tour
from rnnviz.ui.home.view import show_curves, show_pages
from rnnviz.ui.kit.glossary import explain

ensure_router()

st.title(prose("home", "title"))
words, answer = st.columns(2, gap="large")
with words:
    known = explain(prose("home", "question"))
with answer:
    explain(prose("home", "answer"), known)
offer_tour()
picture, curves = st.columns([2.1, 1], gap="large")
with picture:
    show_answer()
    st.caption(prose("home", "caption"))
with curves:
    show_curves()
    st.markdown(prose("home", "doubt"))
show_pages()
