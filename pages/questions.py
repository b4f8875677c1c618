"""Ten questions, ten exercises, a puzzle on the picture, and all of them as a worksheet."""

import streamlit as st

from rnnviz.content import labels, prose, sentence
from rnnviz.lessons.exercises import exercises
from rnnviz.ui.browser.drafts import keep_draft
from rnnviz.ui.fields import EXERCISE, PART
from rnnviz.ui.kit.exercise import MOST_LETTERS, code_of, exercise_box, progress
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.questions.puzzle import puzzle_box
from rnnviz.ui.questions.question import question_box
from rnnviz.ui.questions.sheet import all_on_paper, sheet_box

st.title(prose("questions", "title"))
paragraph(prose("questions", "lead"))
part = select(st.segmented_control, PART, sentence("questions.part"), labels("part"))
if part == "questions":
    with st.container(key="only-on-screen"):
        question_box()
    all_on_paper()
    st.page_link("pages/paper.py", label=sentence("questions.to_paper"))
    st.page_link("pages/frameworks.py", label=sentence("questions.to_frameworks"))
elif part == "exercises":
    paragraph(prose("questions", "exercises"))
    by_key = {exercise.key: exercise for exercise in exercises()}
    titles = {
        key: f"{n}. {exercise.title}" for n, (key, exercise) in enumerate(by_key.items(), start=1)
    }
    exercise = by_key[select(st.selectbox, EXERCISE, sentence("questions.exercise"), titles)]
    keep_draft(code_of(exercise), MOST_LETTERS)
    exercise_box(exercise)
    caption(progress(exercises()))
elif part == "worksheet":
    sheet_box()
else:
    paragraph(prose("questions", "puzzle"))
    puzzle_box()
st.page_link("pages/classroom.py", label=sentence("classroom.for_teachers"))
