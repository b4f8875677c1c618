"""How often a word meets noise, in a sentence and in a table; and what is known of a method."""

import pandas as pd
import streamlit as st

from rnnviz.core.crossings import Route, erasing, survival
from rnnviz.core.placement import Fill
from rnnviz.ui.controls import EDGE_LABELS
from rnnviz.ui.state import Chosen

_EFFECTS = {Fill.ZERO: "erases", Fill.PREVIOUS: "delays", Fill.GAUSSIAN: "blurs"}


def path_sentence(chosen: Chosen) -> str:
    """The count of a path and the survival it leaves, in words."""
    met = erasing(chosen.crossings)
    up, along = sum(c.up for c in met), sum(c.along for c in met)
    if not up + along:
        return (
            f"A word read {chosen.lag_steps} steps ago meets no noise that could drop it on its "
            f"way {chosen.route} to this prediction."
        )
    chance = survival(met, mixing=chosen.route is Route.H)
    return (
        f"A word read **{chosen.lag_steps}** steps ago meets noise **{_times(up + along)}** on its "
        f"way {chosen.route} to this prediction: {up} going up, {along} through time. A value "
        f"comes through undropped with probability **{chance:.3g}** (formula)."
    )


def counts_table(chosen: Chosen) -> pd.DataFrame:
    """One row for each noise on the path."""
    return pd.DataFrame(
        [
            {
                "edge": EDGE_LABELS[c.noise.edge],
                "rate": c.noise.rate,
                "going up": c.up,
                "through time": c.along,
                "different masks": c.draws,
                "what it does": _EFFECTS[c.noise.fill],
            }
            for c in chosen.crossings
        ],
        columns=["edge", "rate", "going up", "through time", "different masks", "what it does"],
    )


def show_method(chosen: Chosen) -> None:
    """What is known of the method, if the placement is one, and what of it the cell lacks."""
    if chosen.left_off:
        edges = " and ".join(f"“{EDGE_LABELS[edge]}”" for edge in chosen.left_off)
        st.warning(f"This {chosen.cell.upper()} has no {edges}, so the noise there is left off.")
    method = chosen.method
    if method is None:
        st.markdown("**Your own placement.** No paper speaks for it or against it.")
        return
    st.markdown(f"**{method.title}** ({method.year}, {method.kind}). {method.idea}")
    st.markdown(
        f"{method.verdict} *{method.evidence.capitalize()}.* "
        f"[{method.source.citation}]({method.source.link})"
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
