"""An exercise one can do: its task, a place to write, and what the checks say of the code."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.content import joined, prose, sentence
from rnnviz.lessons.exercises import Exercise
from rnnviz.lessons.judging import CAN_RUN, Result
from rnnviz.lessons.sandbox import Outcome, run
from rnnviz.lessons.walls import Wall, walls
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.picture import page_link
from rnnviz.ui.kit.widgets import pressed, typed
from rnnviz.ui.server.local import why_not
from rnnviz.ui.state import forget, put, read

_SOLVED: Field[frozenset[str]] = in_visit("solved", frozenset())
MOST_LETTERS = 20_000
_LINE, _FEWEST, _MOST = 24, 8, 30  # pixels; lines that the place to write shows
_PRINTED = 2_000  # characters shown
# Code in a typewriter's letters, whatever letters a language brings, and lines that don't wrap.
_STYLE = """<style>[class*="st-key-code-"] textarea {
  font-family: "Source Code Pro", monospace !important;
  font-size: 0.875rem; white-space: pre; overflow-x: auto
}</style>"""


def exercise_box(exercise: Exercise) -> None:
    """The whole exercise. What was found stays for the visit."""
    paragraph(exercise.task)
    page_link(exercise.picture)
    st.html(_STYLE)
    refused = why_not()
    if refused:
        st.info(joined(plain(refused), prose("questions", "elsewhere")))
    else:
        caption(promise(walls()))
    code = typed(
        code_of(exercise),
        sentence("kit.your_code", title=exercise.title),
        st.text_area,
        height=_LINE * min(max(exercise.starter.count("\n") + 3, _FEWEST), _MOST),
        max_chars=MOST_LETTERS,
    )
    with st.container(horizontal=True):
        name = f"-{exercise.key}"
        wanted = pressed(sentence("kit.run_the_checks"), f"run{name}", disabled=bool(refused))
        if wanted and not refused:  # a program can press what no person can
            _run(exercise, code)
        st.button(
            sentence("kit.start_again"),
            key=f"again{name}",
            on_click=unbroken(_start_again),
            args=(exercise,),
        )
    _show_found(exercise, code)
    with st.expander(sentence("kit.the_checks_that_run")):
        st.code(exercise.checks, wrap_lines=True)
    with st.expander(sentence("kit.a_worked_solution")):
        st.code(exercise.solution, wrap_lines=True)


def promise(raised: frozenset[Wall]) -> str:
    """What holds behind these walls, in a sentence or two."""
    if not raised:
        return prose("questions", "no walls")
    if Wall.FILES in raised:
        return prose("questions", "walls")
    return prose("questions", "walls but for files")


def progress(some: Sequence[Exercise]) -> str:
    """How many of these have had all checks passed in this visit, and which are open."""
    solved = read(_SOLVED)
    still = [str(n) for n, exercise in enumerate(some, start=1) if exercise.key not in solved]
    if not still:
        return sentence("questions.all_solved", of=len(some))
    done = len(some) - len(still)
    return sentence("questions.solved", solved=done, of=len(some), open=still)


def code_of(exercise: Exercise) -> Field[str]:
    """What the visitor has written; at first the exercise's own program."""
    return in_visit(f"code-{exercise.key}", exercise.starter)


def _found(exercise: Exercise) -> Field[tuple[str, Outcome] | None]:
    """What was run last, and what came of it."""
    return in_visit(f"found-{exercise.key}", None)


def _run(exercise: Exercise, code: str) -> None:
    with st.spinner(sentence("kit.running")):
        outcome = run(code, exercise.checks, exercise.imports)
    put(_found(exercise), (code, outcome))
    if outcome.passed:
        put(_SOLVED, read(_SOLVED) | {exercise.key})


def _start_again(exercise: Exercise) -> None:
    forget(code_of(exercise))
    forget(_found(exercise))


def _show_found(exercise: Exercise, code: str) -> None:
    last = read(_found(exercise))
    if last is None:
        return
    ran, outcome = last
    if ran != code:
        caption(sentence("kit.changed_since"))
    st.markdown(results_in_words(outcome))
    if outcome.stopped:
        st.error(plain(outcome.stopped))
    elif outcome.passed:
        st.success(sentence("kit.all_hold", number=len(outcome.results)))
    if outcome.printed:
        caption(sentence("kit.printed"))
        st.code(outcome.printed[:_PRINTED], language=None, wrap_lines=True)


def results_in_words(outcome: Outcome) -> str:
    """A line for each claim, as Markdown."""
    lines = (
        f"- **{sentence('kit.holds' if r.passed else 'kit.fails')}** · {_claim(r)}"
        + (f" *{plain(r.why.strip())}*" if r.why else "")
        for r in outcome.results
    )
    return "\n".join(lines)


def _claim(result: Result) -> str:
    """What a check claims, or what none does."""
    return sentence(CAN_RUN) if result.claim == CAN_RUN else result.claim
