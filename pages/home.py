"""The question, the moving picture, the answer as measured, and three ways on."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.ui.fields import HOME_STEP
from rnnviz.ui.frame.presentation import presenting
from rnnviz.ui.frame.tour import offer_tour
from rnnviz.ui.home.view import BEATS, show_measured, show_picture, show_ways
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.steps import show_steps

st.title(prose("home", "title"))
if presenting():
    show_steps(HOME_STEP, "home_step", sentence("home.steps"), BEATS)
else:
    words, answer = st.columns(2, gap="large")
    with words:
        paragraph(prose("home", "question"))
    with answer:
        paragraph(prose("home", "answer"))
    with st.container(horizontal=True, vertical_alignment="center"):
        offer_tour()
        st.page_link("pages/use.py", icon=":material/arrow_forward:")
    picture, curves = st.columns([1.7, 1], gap="large")
    with picture:
        show_picture()
    with curves:
        show_measured()
    show_ways()
