"""Choose placements and a text; watch them train; keep the figures."""

import streamlit as st

from rnnviz.content import joined, prose
from rnnviz.errors import InputError
from rnnviz.ui.fields.train import FIRST, SHARED
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.lab import attend, desk, visitor
from rnnviz.ui.models.recorded import RECORDED
from rnnviz.ui.train.form import choose_comparison
from rnnviz.ui.train.history import choose_experiment, keep_or_delete
from rnnviz.ui.train.predict_first import offer_to_guess
from rnnviz.ui.train.start import offer_start
from rnnviz.ui.train.together import (
    ask_class_guess,
    class_to_guess,
    offer_seed,
    show_together,
)
from rnnviz.ui.train.view import show_recorded
from rnnviz.ui.train.watch import watch

st.title(prose("train", "title"))
awaited, lead = class_to_guess(), st.container()
try:
    visitor()
    desk()
    attend()
    results, controls = st.columns([1.7, 1], gap="large")  # on a phone the curves come first
    with controls:
        comparison = None
        try:
            comparison = choose_comparison()
        except InputError as error:
            st.warning(plain(str(error)))
        start, progress = st.container(), st.container()
        offer_to_guess()
    with results:
        if awaited:
            ask_class_guess(awaited)
        else:
            offer_seed()
            shown = choose_experiment()
            with lead:  # the conclusion is that of what the page opens with
                first = prose("train", "lead") if shown == FIRST else ""
                paragraph(joined(first, prose("train", "lead-reading")))
            if shown in RECORDED:
                show_recorded(shown)
            else:
                watch(shown, progress)
                if not shown.startswith(SHARED):
                    keep_or_delete(shown)
            show_together()
    with start:
        offer_start(comparison)
except InputError as error:
    st.error(plain(str(error)))
