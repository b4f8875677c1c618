"""The question, the answer in one moving picture, and where to go."""

import streamlit as st

from rnnviz.ui.content import prose
from rnnviz.ui.parts import show_answer
from rnnviz.ui.router import ensure_router

ensure_router()

st.title(prose("home", "title"))
words, answer = st.columns(2, gap="large")
words.markdown(prose("home", "question"))
answer.markdown(prose("home", "answer"))
show_answer()
st.caption(prose("home", "caption"))
st.markdown(prose("home", "doubt"))

left, right = st.columns(2, gap="large")
with left, st.container(border=True):
    st.markdown(prose("home", "placement"))
    st.page_link("pages/placement.py", label="Place the noise")
with right, st.container(border=True):
    st.markdown(prose("home", "train"))
    st.page_link("pages/train.py", label="Train and compare")
