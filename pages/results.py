"""How test perplexity responds to the rate of each placement, and which one is best, how surely."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.results.view import (
    choose_study,
    show_conclusion,
    show_doses,
    show_on_top,
    show_ranking,
    show_reading,
)

st.title(prose("results", "title"))
study = choose_study()
if study:
    show_conclusion(study)
    show_doses(study)
    show_ranking(study)
show_on_top(study)
show_reading(study)
