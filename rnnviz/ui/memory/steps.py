"""The Memory page's first steps: one value, a vector, an untrained network."""

import streamlit as st

from rnnviz.analyses.value import Value
from rnnviz.analyses.vector import Recurrence, Vector
from rnnviz.content import labels, named, prose, sentence
from rnnviz.core.crossings import half_life_steps, horizon_steps
from rnnviz.core.placement import Fill, Noise, Placement, Share
from rnnviz.figures.value import Quantity, formula, measured, value
from rnnviz.figures.vector import vector
from rnnviz.ui.fields.memory import MEMORY_QUANTITY, MEMORY_RECURRENCE, MEMORY_UNTRAINED
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.past import choose_which, show_gradients
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.memory.data import STEPS, at_rate, one_value, one_vector, untrained_gradients
from rnnviz.ui.memory.form import choose_noise, choose_pair, choose_rate

_AT = 20  # the step that sentences speak of


def show_value() -> None:
    """One value through time: formula and draws."""
    st.header(sentence("memory.value"))
    paragraph(prose("memory", "value"))
    chosen = choose_noise()
    noise, decay = chosen.noise, one_value(chosen.noise, chosen.forget)
    ask = sentence("memory.quantity")
    asked = Quantity(select(st.segmented_control, MEMORY_QUANTITY, ask, labels("quantity")))
    chart(
        value(decay, asked, Placement((noise,))),
        key="value",
        alt=sentence("memory.value_alt", quantity=named("quantity", asked)),
    )
    _tell_value(decay, noise)
    _value_table(decay)


def _tell_value(decay: Value, noise: Noise) -> None:
    """What is left after some steps, and how long it takes."""
    law = decay.formula[_AT]
    paragraph(
        sentence(
            "memory.value_found",
            steps=_AT,
            alive=law.alive,
            measured=decay.alive[_AT],
            draws=decay.draws,
            mean=law.mean,
            measured_mean=decay.mean[_AT],
        )
    )
    if noise.fill is Fill.ZERO and not noise.lasting:
        paragraph(
            sentence(
                "memory.horizons",
                half=half_life_steps(noise.rate),
                few=horizon_steps(noise.rate, 128),
                many=horizon_steps(noise.rate, 650),
            )
        )


def _value_table(decay: Value) -> None:
    twin(
        {sentence("memory.step"): range(STEPS + 1)}
        | {
            sentence("memory.by_formula", quantity=named("quantity", q)): formula(decay, q)
            for q in Quantity
        }
        | {
            sentence("memory.by_measurement", quantity=named("quantity", q)): measured(decay, q)
            for q in Quantity
        },
        "value-table",
    )


def show_vector() -> None:
    """A vector through time, kept or mixed, under masks that last or not."""
    st.header(sentence("memory.vector"))
    paragraph(prose("memory", "vector"))
    rates, recurrences = st.columns([2, 5])
    rate = choose_rate(rates)
    with recurrences:
        asked = select(
            st.segmented_control,
            MEMORY_RECURRENCE,
            sentence("memory.recurrence"),
            labels("recurrence"),
        )
    vectors = one_vector(rate, Recurrence(asked))
    chart(
        vector(
            {named("one_mask", share): seen for share, seen in vectors.items()},
            {named("one_mask", share): Placement((at_rate(rate, share),)) for share in vectors},
        ),
        key="vector",
        alt=sentence("memory.vector_alt"),
    )
    _tell_vector(rate, *vectors.values())
    caption(prose("memory", "vector-reading"))
    _vector_table(vectors)


def _tell_vector(rate: float, fresh: Vector, lasting: Vector) -> None:
    paragraph(
        sentence(
            "memory.vector_found",
            rate=rate,
            fresh=fresh.decoded.measured[8],
            lasting=lasting.decoded.measured[8],
            power=(1 - rate) ** 8,
            fresh_energy=fresh.energy.measured[8],
            lasting_energy=lasting.energy.measured[8],
        )
    )


def _vector_table(vectors: dict[Share, Vector]) -> None:
    curves = next(iter(vectors.values()))
    twin(
        {sentence("memory.step"): range(len(curves.decoded.measured))}
        | {
            f"{what}, {named('one_mask', share)}": curve.measured
            for share, moved in vectors.items()
            for what, curve in (
                (sentence("memory.decoded"), moved.decoded),
                ("cos²", moved.cosine_squared),
                (sentence("memory.energy"), moved.energy),
            )
        },
        "vector-table",
    )


def show_untrained() -> None:
    """Gradients through a network that has learnt nothing."""
    heading = st.empty()
    paragraph(prose("memory", "untrained"))
    pair = choose_pair()
    heading.header(f"3. {named('untrained', pair.cell)}")
    which = choose_which(MEMORY_UNTRAINED, pair.cell)
    flows = {n: untrained_gradients(pair.cell, line) for n, line in pair.key[1]}
    flows |= {sentence("memory.no_noise"): untrained_gradients(pair.cell, "none")}
    show_gradients(flows, which, "untrained", pair.compared)
    caption(prose("memory", "untrained-reading"))
