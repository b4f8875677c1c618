"""What the terms mean, in alphabetical order."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.glossary.view import show_terms

st.title(prose("glossary", "title"))
st.markdown(prose("glossary", "lead"))
show_terms()
