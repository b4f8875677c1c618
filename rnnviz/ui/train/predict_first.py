"""Say what will come out before you see it."""

from itertools import combinations

import streamlit as st

from rnnviz.content import prose
from rnnviz.runs.differences import difference
from rnnviz.runs.results import Record
from rnnviz.ui.kit.markdown import plain

_GUESS, _WISH = "guess", "guess-first"


def offer_to_guess() -> None:
    st.toggle(
        "Let me guess the order first",
        key=_WISH,
        help=prose("train", "guess"),
        on_change=lambda: st.session_state.pop(_GUESS, None),
    )


def wants_a_guess(keys: tuple[str, ...]) -> bool:
    """Whether the curves of these placements are to stay covered; asks for the guess if so."""
    if not st.session_state.get(_WISH) or set(st.session_state.get(_GUESS, ())) == set(keys):
        return False
    st.markdown(prose("train", "covered"))
    order = [
        st.selectbox(
            f"{number}. {'lowest validation perplexity at the end' if number == 1 else ''}",
            keys,
            number - 1,
            key=f"guess-{number}-{'-'.join(keys)}",
        )
        for number in range(1, len(keys) + 1)
    ]
    complete = len(set(order)) == len(keys)
    if not complete:
        st.caption("Give each placement one place.")
    if st.button("This is my guess", disabled=not complete, key="guess-kept"):
        st.session_state[_GUESS] = tuple(order)
        st.rerun()
    return True


def compare_guess(record: Record) -> None:
    """How the guess and the figures so far agree, pair by pair."""
    guess = st.session_state.get(_GUESS, ())
    if not st.session_state.get(_WISH) or not guess:
        return
    right = wrong = unsure = 0
    for first, second in combinations(guess, 2):
        found = difference(record, second, first)
        if found is None or not found.told_apart:
            unsure += 1
        elif found.mean > 0:
            right += 1
        else:
            wrong += 1
    st.markdown(
        plain(f"Your guess, lowest first: {', '.join(guess)}. ")
        + f"Of {right + wrong + unsure} pairs, **{right}** came out as you said, **{wrong}** the "
        f"other way round, and **{unsure}** can't be told apart yet: {prose('train', 'pairs')}"
    )
