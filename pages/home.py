"""The question, the answer in one picture, and where to go."""

import streamlit as st

from rnnviz.core.crossings import Route
from rnnviz.core.methods import find
from rnnviz.core.placement import Cell
from rnnviz.figures.unrolled import unrolled
from rnnviz.ui.content import prose
from rnnviz.ui.router import ensure_router

ensure_router()

st.title(prose("home", "title"))
words, picture = st.columns([1, 1.4], gap="large")
with words:
    st.markdown(prose("home", "question"))
    st.markdown(prose("home", "answer"))
with picture:
    st.plotly_chart(
        unrolled(find("zaremba2014").placement, Cell.LSTM, layers=2, route=Route.C),
        key="answer",
        config={"displayModeBar": False},
        alt=prose("home", "caption"),
    )
    st.caption(prose("home", "caption"))
st.markdown(prose("home", "doubt"))

left, right = st.columns(2, gap="large")
with left, st.container(border=True):
    st.markdown(prose("home", "placement"))
    st.page_link("pages/placement.py", label="Place the noise")
with right, st.container(border=True):
    st.markdown(prose("home", "train"))
    st.page_link("pages/train.py", label="Train and compare")
