"""Choose a framework's dropout=; see the edges it touches, count, and check it where one can."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.editor.code import show_code
from rnnviz.ui.editor.counts import show_counts, show_method
from rnnviz.ui.editor.parts import show_pictures
from rnnviz.ui.editor.pass_form import choose_pass, choose_path
from rnnviz.ui.frameworks.view import (
    choose_option,
    chosen_by,
    show_comparison,
    show_known_bugs,
    show_line,
    show_live,
    show_way_out,
)
from rnnviz.ui.kit.glossary import paragraph

st.title(prose("frameworks", "title"))
paragraph(prose("frameworks", "lead"))
option = choose_option()
chosen = chosen_by(option)
show_line(option)
show_method(chosen)
picture = st.container()
run = choose_pass()
path = choose_path(len(run.words), chosen.cell)
with picture:
    show_pictures([chosen], run, path, fixed=True)
show_way_out(chosen)
left, right = st.columns(2, gap="large")
with left:
    (show_live if option.way else show_known_bugs)(option)
with right:
    if option.way:
        show_known_bugs(option)
    show_counts(chosen, run, path)
    show_code(chosen)
show_comparison()
