"""Two programs, one mathematics: run, compared, read line by line; and three common mistakes."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.lessons.exercises import mistakes
from rnnviz.ui.browser.drafts import keep_draft
from rnnviz.ui.code.view import choose_twins, show_agreement, show_files, show_lines
from rnnviz.ui.fields import MISTAKE
from rnnviz.ui.kit.exercise import MOST_LETTERS, code_of, exercise_box
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.widgets import select

st.title(prose("twins", "title"))
paragraph(prose("twins", "lead"))
st.header(sentence("twins.both"))
paragraph(prose("twins", "run"))
choice = choose_twins()
show_agreement(choice)
st.header(sentence("twins.line_by_line"))
paragraph(prose("twins", "lines"))
show_lines(choice)
paragraph(prose("twins", "scaling"))
show_files()
st.header(sentence("twins.mistakes_heading"))
paragraph(prose("twins", "mistakes"))
by_key = {mistake.key: mistake for mistake in mistakes()}
titles = {key: mistake.title for key, mistake in by_key.items()}
mistake = by_key[select(st.segmented_control, MISTAKE, sentence("twins.mistake"), titles)]
keep_draft(code_of(mistake), MOST_LETTERS)
exercise_box(mistake)
st.page_link("pages/frameworks.py", label=sentence("twins.to_frameworks"))
