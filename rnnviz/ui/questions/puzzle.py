"""Place the dropout: a method in words, its masks put on the picture by hand, graded by `core`."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.core.crossings import Route
from rnnviz.core.edits import common_share, lasting
from rnnviz.core.grading import Fault, Remark, grade
from rnnviz.core.placement import Cell, Placement, Share, parse
from rnnviz.lessons.puzzles import Puzzle, puzzles
from rnnviz.lessons.questions import Picture
from rnnviz.text.words import words
from rnnviz.ui.browser.network import PathChosen
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.editor.controls import COMMON_SHARES, write
from rnnviz.ui.editor.noise_form import noise_boxes
from rnnviz.ui.editor.parts import show_picture
from rnnviz.ui.editor.pass_form import SENTENCE
from rnnviz.ui.kit.kept import choose
from rnnviz.ui.kit.labels import EDGE_LABELS, SHARE_LABELS
from rnnviz.ui.questions.question import page_link

CELL, LAYERS = Cell.LSTM, 2
_FAULTS = {
    Fault.MISSING: "carries no noise yet, and should.",
    Fault.TOO_MANY: "carries noise, and shouldn't.",
    Fault.FILL: "is the right place, but a dropped value becomes the wrong thing.",
    Fault.SHARE: "is the right place, but its mask lasts, or is shared, in another way.",
    Fault.GATES: "is the right place, but it is another matter which gates share a mask.",
    Fault.AT_TEST: "is the right place, but at evaluation it is the other way round.",
}


def puzzle_box() -> None:
    """One puzzle: what is told, the picture to put it on, and the verdict."""
    found = {puzzle.title: puzzle for puzzle in puzzles()}
    title = choose(st.selectbox, "Puzzle", list(found), "puzzle")
    puzzle = found[title]
    st.caption(f"{len(_done())} of {len(found)} placed rightly.")
    st.markdown(puzzle.told)
    slot = f"placed-{puzzle.method.key}"
    placed = _placed(slot)
    chosen = Chosen(slot, placed, CELL, LAYERS, None)
    _choose_life(slot)
    with st.container(horizontal=True):
        st.button("Grade it", on_click=_grade, args=(puzzle, slot))
        st.button("Clear the picture", on_click=write, args=(Placement(), slot))
        st.button("Show me the answer", on_click=write, args=(puzzle.method.placement, slot))
    _show_verdict(puzzle, placed)
    show_picture(chosen, Pass(words(SENTENCE), 1, training=True), PathChosen(1, 7, Route.C))
    with st.expander("Each noise in detail: rate, what a dropped value becomes, gates"):
        noise_boxes(placed, CELL, lambda changed: write(changed, slot))
    st.caption(prose("questions", "graded"))


def _choose_life(slot: str) -> None:
    """How long all masks last at once; each for itself in the picture or in detail."""
    key = f"lasts-{slot}"
    st.session_state[key] = common_share(_placed(slot))
    st.segmented_control(
        "How long do all masks last?",
        COMMON_SHARES,
        key=key,
        format_func=SHARE_LABELS.__getitem__,
        on_change=_take_life,
        args=(slot, key),
    )


def _take_life(slot: str, key: str) -> None:
    share = st.session_state[key]
    if share is not None:
        write(lasting(_placed(slot), Share(share)), slot)


def _placed(slot: str) -> Placement:
    """What lies on the picture; callbacks ask anew, for a quick hand is ahead of what was drawn."""
    return parse(st.session_state.get(slot, "none"))


def _grade(puzzle: Puzzle, slot: str) -> None:
    placed = _placed(slot)
    remarks = grade(placed, puzzle.method.placement, CELL, LAYERS)
    st.session_state[f"verdict-{puzzle.method.key}"] = (str(placed), remarks)
    if not remarks:
        _done().add(puzzle.method.key)


def _done() -> set[str]:
    return st.session_state.setdefault("puzzles-done", set())


def _show_verdict(puzzle: Puzzle, placed: Placement) -> None:
    """What was found wrong, while the placement is still the one that was graded."""
    graded, remarks = st.session_state.get(f"verdict-{puzzle.method.key}", (None, ()))
    if graded != str(placed):
        return
    if remarks:
        st.warning("Not yet.\n" + "\n".join(f"- {in_words(remark)}" for remark in remarks))
        return
    method = puzzle.method
    st.success(f"**Right:** {method.title} ({method.year}). {method.idea}")
    st.markdown(f"[{method.source.citation}]({method.source.link})")
    query = {"edges": str(method.placement)}
    page_link(Picture("placement", query, "See it on the Placement page, with its counts"))


def in_words(remark: Remark) -> str:
    """What is wrong, without what would be right."""
    return f"“{EDGE_LABELS[remark.edge]}” {_FAULTS[remark.fault]}"
