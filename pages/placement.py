"""Choose a method or set each edge; see the network, the counts and the equations."""

import streamlit as st

from rnnviz.core.crossings import erasing
from rnnviz.figures.survival import survival_over_lag
from rnnviz.figures.unrolled import unrolled
from rnnviz.ui.content import prose
from rnnviz.ui.controls import choose_placement
from rnnviz.ui.counts import counts_table, path_sentence, show_method
from rnnviz.ui.equations import equations
from rnnviz.ui.router import ensure_router

ensure_router()

st.title(prose("placement", "title"))
st.markdown(prose("placement", "lead"))
controls, results = st.columns([1, 1.7], gap="large")
with controls:
    chosen = choose_placement()
with results:
    show_method(chosen)
    st.plotly_chart(
        unrolled(chosen.placement, chosen.cell, chosen.layers, chosen.route),
        key="network",
        config={"displayModeBar": False},
        alt=path_sentence(chosen),
    )
    st.caption(prose("placement", "picture"))

    st.header("How often does a word meet noise?")
    st.markdown(path_sentence(chosen))
    st.dataframe(counts_table(chosen), hide_index=True, key="counts")
    if len(erasing(chosen.crossings)) < len(chosen.crossings):
        st.caption(prose("placement", "zoneout"))
    st.plotly_chart(
        survival_over_lag(chosen.placement, chosen.cell, chosen.layers, chosen.lag_steps),
        key="survival",
        config={"displayModeBar": False},
        alt="The chance of a value to survive, over the lag, for each way through time.",
    )
    st.caption(prose("placement", "counts"))

    st.header(f"The equations of this {chosen.cell.upper()}")
    st.latex(equations(chosen.placement, chosen.cell))
    st.caption(prose("placement", "equations"))
