"""The Memory page's first steps: one value, a vector, an untrained network."""

import streamlit as st

from rnnviz.analyses.vector import Recurrence
from rnnviz.content import labels, named, prose
from rnnviz.core.crossings import half_life_steps, horizon_steps
from rnnviz.core.placement import Cell, Fill
from rnnviz.figures.value import Quantity, formula, measured, value
from rnnviz.figures.vector import vector
from rnnviz.ui.fields.memory import MEMORY_QUANTITY, MEMORY_RECURRENCE, MEMORY_UNTRAINED
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.past import choose_which, show_gradients
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.memory.data import STEPS, one_value, one_vector, untrained_gradients
from rnnviz.ui.memory.form import OneNoise, Pair

_NAMES = {Cell.LSTM: "An LSTM", Cell.GRU: "A GRU", Cell.RNN: "A vanilla RNN"}
_AT = 20  # the step that sentences speak of
_RECURRENCES = {
    Recurrence.CARRY: "each unit keeps its value",
    Recurrence.MIXING: "an orthogonal matrix mixes all units",
}


def show_value(chosen: OneNoise) -> None:
    """One value through time: formula and draws."""
    st.header("1. One value")
    st.markdown(prose("memory", "value"))
    noise, found = chosen.noise, one_value(chosen.noise, chosen.forget)
    ask = "What to ask of it"
    asked = Quantity(select(st.segmented_control, MEMORY_QUANTITY, ask, labels("quantity")))
    chart(
        value(found, asked),
        key="value",
        alt=f"The {named('quantity', asked)} over the steps: the formula as a line, what was "
        "measured as rings.",
    )
    law = found.formula[_AT]
    st.markdown(
        f"After {_AT} steps **{law.alive:.3g}** of all values are not zero (formula; measured now: "
        f"{found.alive[_AT]:.3g} of {found.draws:,}), their mean is **{law.mean:.3g}** (measured "
        f"now: {found.mean[_AT]:.3g})."
    )
    if noise.fill is Fill.ZERO and not noise.lasting:
        st.markdown(
            f"Half of the values are gone after **{half_life_steps(noise.rate):.1f}** steps. Among "
            "n units that hold the same independently, signal and noise are equal after T* = "
            f"ln(1 + n) / ln(1/q): **{horizon_steps(noise.rate, 128):.1f}** steps for 128 units, "
            f"{horizon_steps(noise.rate, 650):.1f} for 650 (formula)."
        )
    twin(
        {"step": range(STEPS + 1)}
        | {f"{named('quantity', q)} (formula)": formula(found, q) for q in Quantity}
        | {f"{named('quantity', q)} (measured now)": measured(found, q) for q in Quantity},
        "value-table",
    )


def show_vector(rate: float) -> None:
    """A vector through time, kept or mixed, under masks that last or not."""
    st.header("2. A vector")
    st.markdown(prose("memory", "vector"))
    asked = select(st.segmented_control, MEMORY_RECURRENCE, "What a step does", _RECURRENCES)
    found = one_vector(rate, Recurrence(asked))
    chart(
        vector({named("one_mask", share): seen for share, seen in found.items()}),
        key="vector",
        alt="The share of the vector that a linear decoder finds, over the steps, for two masks.",
    )
    fresh, lasting = found.values()
    st.markdown(
        f"At rate {rate:g}, after 8 steps a fixed linear decoder finds "
        f"**{fresh.decoded.measured[8]:.2f}** of the vector under fresh masks and "
        f"**{lasting.decoded.measured[8]:.2f}** under one that lasts (R², measured now; q⁸ is "
        f"{(1 - rate) ** 8:.2f}). By then its energy has grown {fresh.energy.measured[8]:.3g} and "
        f"{lasting.energy.measured[8]:.3g} times."
    )
    st.caption(prose("memory", "vector-reading"))
    twin(
        {"step": range(len(fresh.decoded.measured))}
        | {
            f"{what}, {name}": curve.measured
            for name, one in found.items()
            for what, curve in (
                ("decoded (R²)", one.decoded),
                ("cos²", one.cosine_squared),
                ("energy", one.energy),
            )
        },
        "vector-table",
    )


def show_untrained(pair: Pair) -> None:
    """Gradients through a network that has learnt nothing."""
    st.header(f"3. {_NAMES[pair.cell]}")
    st.markdown(prose("memory", "untrained"))
    which = choose_which(MEMORY_UNTRAINED, pair.cell)
    found = {n: untrained_gradients(pair.cell, line) for n, line in pair.key[1]}
    found |= {"no noise": untrained_gradients(pair.cell, "none")}
    show_gradients(found, which, "untrained")
    st.caption(prose("memory", "untrained-reading"))
