"""A teacher's page: open a class, watch what it answers and trains, export, delete."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.errors import InputError
from rnnviz.ui.classroom.opening import offer_to_open
from rnnviz.ui.classroom.view import show_own_class
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.markdown import plain

st.title(prose("classroom", "title"))
try:
    if not show_own_class():
        paragraph(prose("classroom", "lead"))
        offer_to_open()
except InputError as error:
    st.error(plain(str(error)))
