"""The masks of all layers over all steps, and whether they are what the formula expects."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.masks.view import choose_masks, show_film, show_statistics, show_worth

st.title(prose("masks", "title"))
paragraph(prose("masks", "lead"))
drawn = choose_masks()
if drawn.masks.drawn:
    show_film(drawn)
    show_worth()
    st.header(sentence("masks.statistics"))
    show_statistics(drawn)
    caption(prose("masks", "statistics"))
else:
    st.info(prose("masks", "nothing"))
