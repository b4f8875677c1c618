"""Choose placements and a text; watch them train; keep the figures."""

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.ui.content import plain, prose
from rnnviz.ui.router import ensure_router
from rnnviz.ui.training_form import choose_runs
from rnnviz.ui.training_view import start_or_stop, watch

ensure_router()

st.title(prose("train", "title"))
st.markdown(prose("train", "lead"))
controls, results = st.columns([1, 1.7], gap="large")
with controls:
    runs = None
    try:
        runs = choose_runs()
        experiment = start_or_stop(runs)
    except InputError as error:
        st.warning(plain(str(error)))
        experiment = start_or_stop(None) if runs is None else st.session_state.get("experiment")
with results:
    if experiment is None:
        st.info(prose("train", "waiting"))
    else:
        watch(experiment)
