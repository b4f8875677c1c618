"""Ten questions, ten exercises, and a puzzle on the picture."""

import streamlit as st

from rnnviz.lessons.exercises import exercises
from rnnviz.ui.content import prose
from rnnviz.ui.exercise_box import exercise_box, solved
from rnnviz.ui.kept import choose
from rnnviz.ui.puzzle_box import puzzle_box
from rnnviz.ui.question_box import question_box
from rnnviz.ui.router import ensure_router

ensure_router()

QUESTIONS, EXERCISES, PUZZLE = "Ten questions", "Ten exercises", "Place the dropout"

st.title(prose("questions", "title"))
st.markdown(prose("questions", "lead"))
part = choose(st.segmented_control, "What", [QUESTIONS, EXERCISES, PUZZLE], "part")
if part == QUESTIONS:
    question_box()
    st.page_link("pages/paper.py", label="→ The paper's figures, each with its source")
    st.page_link("pages/frameworks.py", label="→ What frameworks do")
elif part == EXERCISES:
    st.markdown(prose("questions", "exercises"))
    found = {exercise.title: exercise for exercise in exercises()}
    title = choose(st.selectbox, "Exercise", list(found), "exercise")
    exercise_box(found[title])
    done = solved() & {exercise.key for exercise in exercises()}
    st.caption(f"{len(done)} of {len(found)} exercises solved.")
else:
    st.markdown(prose("questions", "puzzle"))
    puzzle_box()
