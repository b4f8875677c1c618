"""Ten questions, ten exercises, and a puzzle on the picture."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.lessons.exercises import exercises
from rnnviz.ui.frame.router import ensure_router
from rnnviz.ui.kit.exercise import exercise_box, solved
from rnnviz.ui.kit.kept import choose
from rnnviz.ui.questions.puzzle import puzzle_box
from rnnviz.ui.questions.question import question_box

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
