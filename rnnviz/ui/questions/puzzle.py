"""Place the dropout: a method in words, its masks put on the picture by hand, graded by `core`."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rnnviz.content import named, prose, sentence
from rnnviz.core.crossings import Route
from rnnviz.core.edits import common_share, lasting
from rnnviz.core.grading import Fault, Remark, grade
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.jobs.members import RIGHT, WRONG, Kind
from rnnviz.lessons.picture import Picture
from rnnviz.lessons.puzzles import Puzzle, puzzles
from rnnviz.text.words import words
from rnnviz.ui.browser.network import PathChosen
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.editor.controls import COMMON_SHARES, revise, take_common, write
from rnnviz.ui.editor.noise_form import noise_boxes
from rnnviz.ui.editor.parts import show_pictures
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.fields import EDGES, PLACED_FOR, PUZZLE
from rnnviz.ui.fields.parts import SENTENCE
from rnnviz.ui.kit.citations import cited
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.picture import page_link
from rnnviz.ui.kit.widgets import mirror, select
from rnnviz.ui.models.classes import pool
from rnnviz.ui.state import put, read

CELL, LAYERS = Cell.LSTM, 2
_DONE: Field[frozenset[str]] = in_visit("puzzles-done", frozenset())


def puzzle_box() -> None:
    """One puzzle: what is told, the picture to put it on, and the verdict."""
    by_key = {puzzle.method.key: puzzle for puzzle in puzzles()}
    titles = {key: puzzle.title for key, puzzle in by_key.items()}
    puzzle = by_key[select(st.selectbox, PUZZLE, sentence("questions.puzzle"), titles)]
    caption(sentence("questions.placed", placed=len(read(_DONE)), of=len(by_key)))
    paragraph(puzzle.told)
    field = PLACED_FOR[puzzle.method.key]
    placed = _placed(field)
    chosen = Chosen(field, placed, CELL, LAYERS, None)
    _choose_life(field)
    with st.container(horizontal=True):
        st.button(
            sentence("questions.grade"),
            on_click=unbroken(_grade),
            args=(puzzle, field),
            disabled=not placed.active,
            help=None if placed.active else sentence("questions.nothing_placed"),
        )
        st.button(sentence("questions.clear"), on_click=unbroken(write), args=(Placement(), field))
        st.button(
            sentence("questions.answer"),
            on_click=unbroken(write),
            args=(puzzle.method.placement, field),
        )
    _show_verdict(puzzle, placed)
    show_pictures([chosen], Pass(words(SENTENCE), 1, training=True), PathChosen(1, 7, Route.C))
    with st.expander(sentence("questions.noise_details")):
        noise_boxes(placed, CELL, lambda edit: revise(edit, field))
    caption(prose("questions", "graded"))


def _choose_life(field: Field[str]) -> None:
    """How long all masks last at once; each for itself in the picture or in detail."""
    mirror(
        st.segmented_control,
        sentence("questions.lasts"),
        COMMON_SHARES,
        key=f"lasts-{field.name}",
        value=common_share(_placed(field)),
        take=partial(take_common, lasting, field),
        format_func=partial(named, "share"),
    )


def _placed(field: Field[str]) -> Placement:
    """What lies on the picture; callbacks ask anew, for a quick hand is ahead of what was drawn."""
    return parse(read(field))


def _grade(puzzle: Puzzle, field: Field[str]) -> None:
    placed = _placed(field)
    if not placed.active:  # nobody has tried yet
        return
    remarks = grade(placed, puzzle.method.placement, CELL, LAYERS)
    put(_verdict(puzzle), (str(placed), remarks))
    pool(Kind.PUZZLE, puzzle.method.key, WRONG if remarks else RIGHT)
    if not remarks:
        put(_DONE, read(_DONE) | {puzzle.method.key})


def _verdict(puzzle: Puzzle) -> Field[tuple[str, tuple[Remark, ...]] | None]:
    """What was graded last, and what there is to say of it."""
    return in_visit(f"verdict-{puzzle.method.key}", None)


def _show_verdict(puzzle: Puzzle, placed: Placement) -> None:
    """What was found wrong, while the placement is still the one that was graded."""
    graded, remarks = read(_verdict(puzzle)) or (None, ())
    if graded != str(placed):
        return
    if remarks:
        told = "\n".join(f"- {line}" for line in in_words(remarks))
        st.warning(f"{sentence('questions.not_yet')}\n{told}")
        return
    method = puzzle.method
    st.success(sentence("questions.right_method", title=method.name, idea=method.idea))
    st.markdown(cited(method.source))
    query = {EDGES.name: str(method.placement)}
    page_link(Picture("placement", query, sentence("questions.see_placement")))


def in_words(remarks: Sequence[Remark]) -> list[str]:
    """What is wrong, without what would be right: of missing edges only how many there are."""
    missing = [remark for remark in remarks if remark.fault is Fault.MISSING]
    others = [remark for remark in remarks if remark.fault is not Fault.MISSING]
    told = [
        sentence(f"questions.{remark.fault}", edge=named("edge", remark.edge)) for remark in others
    ]
    if missing:
        told.append(sentence("questions.missing", count=len(missing)))
    return told
