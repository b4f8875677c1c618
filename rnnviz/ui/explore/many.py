"""The Explore page: several models' probabilities averaged."""

import streamlit as st
import torch

from rnnviz.analyses.ensemble import Ensemble, measure
from rnnviz.content import prose
from rnnviz.errors import InputError
from rnnviz.figures.ensemble import ensemble
from rnnviz.ui.explore.data import (
    PIECE_WORDS,
    Opened,
    all_names,
    card_of,
    label_of,
    piece_nats,
    without_folder,
)
from rnnviz.ui.fields.explore import MEMBERS
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import subset
from rnnviz.ui.state import Field, in_visit, put, read

_MEASURED: Field[tuple[str, ...]] = in_visit("ensemble", ())


def show_ensemble(one: Opened) -> None:
    """Perplexity over the number of models averaged; measured when asked for."""
    st.markdown(prose("explore", "ensemble"))
    names = _alike(one)
    if len(names) < 2:
        st.info(prose("explore", "alone"))
        return
    labels = {name: label_of(name) for name in names}
    chosen = subset(st.multiselect, MEMBERS, "Which models", labels, names)
    if len(chosen) < 2:
        st.info(prose("explore", "two"))
        return
    if st.button("Measure", type="primary", key="measure-ensemble"):
        put(_MEASURED, chosen)
    if read(_MEASURED) == chosen:
        try:
            _show(tuple(map(label_of, chosen)), _measured(chosen))
        except InputError as error:  # weights that only reading shows to be damaged
            st.error(plain(str(error)))
    st.caption(prose("explore", "ensemble-reading"))


def _alike(one: Opened) -> tuple[str, ...]:
    """The models that were trained on the same text as this one, so that they can be averaged."""
    return tuple(
        name for name in all_names() if card_of(name).corpus_sha256 == one.card.corpus_sha256
    )


def _measured(names: tuple[str, ...]) -> Ensemble:
    bar, found = st.progress(0.0, "Reading; touch anything to stop."), []
    for n, name in enumerate(names, start=1):
        found.append(_read(name))
        bar.progress(
            n / len(names), f"{n} of {len(names)} models have read; touch anything to stop."
        )
    bar.empty()
    return measure(torch.stack(found))


def _read(name: str) -> torch.Tensor:
    try:
        return piece_nats(name)
    except InputError as error:
        raise InputError(f"{label_of(name)}: {without_folder(name, error)}") from None


def _show(labels: tuple[str, ...], found: Ensemble) -> None:
    chart(ensemble(found), key="ensemble-chart", alt="Perplexity over the number of models.")
    alone = sorted(zip(found.alone, labels, strict=True))
    everyone = found.sizes[-1]
    st.markdown(
        f"Over {found.words:,} words, of the first {PIECE_WORDS:,} of validation text (measured "
        f"now): the best model alone, {plain(alone[0][1])}, has **{alone[0][0]:.1f}**; all "
        f"{everyone.members} together have **{everyone.best:.1f}**."
    )
    twin(
        {
            "models": [size.members for size in found.sizes],
            "choices": [size.ensembles for size in found.sizes],
            "best": [size.best for size in found.sizes],
            "mean": [size.mean for size in found.sizes],
            "worst": [size.worst for size in found.sizes],
            "the best choice": [", ".join(labels[n] for n in size.chosen) for size in found.sizes],
        },
        "ensemble-table",
    )
