"""Say what will come out before you see it."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import streamlit as st

from rnnviz.content import joined, prose, sentence
from rnnviz.core.methods import name_of
from rnnviz.jobs.members import Kind
from rnnviz.runs.differences import difference
from rnnviz.runs.results import Record
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import mirror, pressed
from rnnviz.ui.models.classes import pool, ranking_of
from rnnviz.ui.state import forget, put, read

_GUESS: Field[tuple[str, ...]] = in_visit("guess", ())
_WISH = in_visit("guess-first", False)


def offer_to_guess() -> None:
    mirror(
        st.toggle,
        sentence("train.guess_first"),
        key=_WISH.name,
        value=read(_WISH),
        take=_take_wish,
        help=prose("train", "guess"),
    )


def _take_wish(wished: bool) -> None:
    put(_WISH, wished)
    forget(_GUESS)


def wants_a_guess(keys: tuple[str, ...], names: dict[str, str] | None = None) -> bool:
    """Whether the curves of these placements are to stay covered; asks for the guess if so."""
    known = {key: name_of(key) for key in keys} | (names or {})
    if not read(_WISH) or set(read(_GUESS)) == set(keys):
        return False
    if order := ask_order(keys, known, "guess"):
        pool(Kind.GUESS, ranking_of(keys), " ".join(order))
        put(_GUESS, order)
        st.rerun()
    return True


def ask_order(
    keys: tuple[str, ...], known: Mapping[str, str], name: str, *, blank: bool = False
) -> tuple[str, ...]:
    """The ranking, once it is complete and kept; else nothing. A `blank` one suggests none."""
    paragraph(prose("train", "covered"))
    order = [
        st.selectbox(
            f"{number}. {sentence('train.lowest') if number == 1 else ''}",
            keys,
            None if blank else number - 1,
            format_func=known.__getitem__,
            placeholder="–",
            key=f"{name}-{number}-{'-'.join(keys)}",
        )
        for number in range(1, len(keys) + 1)
    ]
    ranking = tuple(key for key in order if key is not None)
    complete = len(set(ranking)) == len(keys)
    if not complete:
        caption(sentence("train.guess_twice"))
    kept = pressed(sentence("train.guess_kept"), f"{name}-kept", disabled=not complete)
    return ranking if kept and complete else ()


def compare_order(order: list[str], names: dict[str, str]) -> None:
    """The guess beside the order of a record that has no margins yet."""
    guess = read(_GUESS)
    if read(_WISH) and guess:
        guessed = sentence("train.guess", guess=[names[key] for key in guess])
        recorded = sentence("train.recorded_order", order=[names[key] for key in order])
        paragraph(joined(guessed, recorded))


def compare_guess(record: Record) -> None:
    """How the guess and the figures so far agree, pair by pair."""
    guess = read(_GUESS)
    if read(_WISH) and guess:
        tell_pairs(record, guess)


def tell_pairs(record: Record, guess: Sequence[str]) -> None:
    """A ranking, and how many of its pairs came out as it says."""
    right = wrong = unsure = 0
    pairs = list(combinations(guess, 2))
    for first, second in pairs:
        effect = difference(record, second, first, len(pairs))
        if effect is None or not effect.told_apart:
            unsure += 1
        elif effect.mean > 0:
            right += 1
        else:
            wrong += 1
    guessed = plain(sentence("train.guess", guess=[name_of(key) for key in guess]))
    counts = {"pairs": len(pairs), "right": right, "wrong": wrong, "unsure": unsure}
    told = sentence("train.guess_found", **counts, why=prose("train", "pairs"))
    paragraph(joined(guessed, told))
