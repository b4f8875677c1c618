"""How often a word meets noise, in a sentence and in a table; and what is known of a method."""

import pandas as pd
import streamlit as st

from rnnviz.content import named, prose
from rnnviz.core.crossings import Route, erasing, survival
from rnnviz.core.methods import Method
from rnnviz.core.placement import Fill
from rnnviz.errors import counted
from rnnviz.figures.survival import crossings_over_lag, survival_over_lag
from rnnviz.ui.browser.network import PathChosen
from rnnviz.ui.editor.chosen import Chosen
from rnnviz.ui.kit.chart import chart

_EFFECTS = {Fill.ZERO: "erases", Fill.PREVIOUS: "delays", Fill.GAUSSIAN: "blurs"}


def show_counts(chosen: Chosen, path: PathChosen) -> None:
    """The path's count in a sentence, a table and over the lag, by formula."""
    st.header("How often does a word meet noise?")
    st.markdown(path_sentence(chosen, path))
    st.dataframe(counts_table(chosen, path), hide_index=True, key=f"counts-{chosen.slot}")
    network = chosen.placement, chosen.cell, chosen.layers, path.lag_steps
    left, right = st.columns(2)
    with left:
        chart(
            crossings_over_lag(*network),
            key=f"crossings-{chosen.slot}",
            alt="How often a value meets noise, over the lag, for each way through time.",
        )
    with right:
        chart(
            survival_over_lag(*network),
            key=f"survival-{chosen.slot}",
            alt="The chance of a value to survive, over the lag, for each way through time.",
        )
    met = chosen.crossings(path)
    if len(erasing(met)) < len(met):
        st.caption(prose("placement", "zoneout"))
    st.caption(prose("placement", "counts"))


def path_sentence(chosen: Chosen, path: PathChosen) -> str:
    """The count of a path and the survival it leaves, in words."""
    met = erasing(chosen.crossings(path))
    up, along = sum(c.up for c in met), sum(c.along for c in met)
    way = named("route", path.route)
    if not up + along:
        return (
            f"A word read {_steps(path)} ago meets no noise that could drop it on its way "
            f"{way} to this prediction."
        )
    chance = survival(met, mixing=path.route is Route.H)
    return (
        f"A word read {_steps(path)} ago meets noise **{_times(up + along)}** on its way "
        f"{way} to this prediction: {up} going up, {along} through time. A value comes "
        f"through undropped with probability **{chance:.3g}** (formula)."
    )


def _steps(path: PathChosen) -> str:
    return f"**{path.lag_steps}** step{'' if path.lag_steps == 1 else 's'}"


def counts_table(chosen: Chosen, path: PathChosen) -> pd.DataFrame:
    """One row for each noise on the path."""
    return pd.DataFrame(
        [
            {
                "edge": named("edge", c.noise.edge),
                "rate": c.noise.rate,
                "going up": c.up,
                "through time": c.along,
                "different masks": c.draws,
                "what it does": _EFFECTS[c.noise.fill],
            }
            for c in chosen.crossings(path)
        ],
        columns=["edge", "rate", "going up", "through time", "different masks", "what it does"],
    )


def show_method(chosen: Chosen) -> None:
    """What is known of the method, if the placement is one, and what of it the cell lacks."""
    if chosen.left_off:
        edges = " and ".join(f"“{named('edge', edge)}”" for edge in chosen.left_off)
        network = f"{chosen.cell.upper()} of {counted(chosen.layers, 'layer')}"
        st.warning(f"This {network} has no {edges}, so the noise there is left off.")
    method = chosen.method
    if method is None:
        st.markdown("**Your own placement.** No paper speaks for it or against it.")
        return
    st.markdown(f"**{method.name}** ({method.year}, {method.kind}). {method.idea}")
    st.markdown(what_is_known(method))


def what_is_known(method: Method) -> str:
    """A method's verdict with its ground, or that it isn't checked, and its source."""
    ground = f"{named('evidence', method.evidence).capitalize()}: {method.place}"
    cited = f"[{method.source.citation}]({method.source.link})"
    return " ".join(filter(None, (method.known, f"*{ground}.*", cited)))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
