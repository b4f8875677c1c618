"""What the terms mean, in alphabetical order."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.frame.router import ensure_router
from rnnviz.ui.glossary.view import show_terms

ensure_router()

st.title(prose("glossary", "title"))
st.markdown(prose("glossary", "lead"))
show_terms()
