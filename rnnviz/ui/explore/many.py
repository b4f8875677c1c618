"""The Explore page: several models' probabilities averaged."""

import streamlit as st
import torch

from rnnviz.analyses.ensemble import Ensemble, measure
from rnnviz.content import commas, prose, sentence
from rnnviz.errors import InputError
from rnnviz.figures.ensemble import ensemble
from rnnviz.ui.explore.data import piece_nats
from rnnviz.ui.explore.shelf import (
    PIECE_WORDS,
    Reader,
    all_names,
    card_of,
    label_of,
    without_folder,
)
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.fields.explore import MEMBERS
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import pressed, subset
from rnnviz.ui.state import put, read

_MEASURED: Field[tuple[str, ...]] = in_visit("ensemble", ())


def show_ensemble(reader: Reader) -> None:
    """Perplexity over the number of models averaged; measured when asked for."""
    paragraph(prose("explore", "ensemble"))
    names = _alike(reader)
    if len(names) < 2:
        st.info(prose("explore", "alone"))
        return
    labels = {name: label_of(name) for name in names}
    chosen = subset(st.multiselect, MEMBERS, sentence("explore.members"), labels, names)
    if len(chosen) < 2:
        st.info(prose("explore", "two"))
        return
    if pressed(sentence("explore.measure"), "measure-ensemble", type="primary"):
        put(_MEASURED, chosen)
    if read(_MEASURED) == chosen:
        try:
            _show(tuple(map(label_of, chosen)), _measured(chosen))
        except InputError as error:  # weights that only reading shows to be damaged
            st.error(plain(str(error)))
    caption(prose("explore", "ensemble-reading"))


def _alike(reader: Reader) -> tuple[str, ...]:
    """The models that were trained on the same text as this one, so that they can be averaged."""
    return tuple(
        name for name in all_names() if card_of(name).corpus_sha256 == reader.card.corpus_sha256
    )


def _measured(names: tuple[str, ...]) -> Ensemble:
    bar, log_p = st.progress(0.0, sentence("explore.reading")), []
    for n, name in enumerate(names, start=1):
        log_p.append(_read(name))
        bar.progress(n / len(names), sentence("explore.have_read", number=n, of=len(names)))
    bar.empty()
    return measure(torch.stack(log_p))


def _read(name: str) -> torch.Tensor:
    try:
        return piece_nats(name)
    except InputError as error:
        raise InputError(
            "explore.fault_of", model=label_of(name), fault=without_folder(name, error)
        ) from None


def _show(labels: tuple[str, ...], measured: Ensemble) -> None:
    chart(ensemble(measured), key="ensemble-chart", alt=sentence("explore.ensemble_alt"))
    alone = sorted(zip(measured.alone, labels, strict=True))
    everyone = measured.sizes[-1]
    paragraph(
        sentence(
            "explore.ensemble_found",
            words=measured.words,
            of=PIECE_WORDS,
            model=plain(alone[0][1]),
            alone=alone[0][0],
            members=everyone.members,
            together=everyone.best,
        )
    )
    twin(
        {
            sentence("explore.models"): [size.members for size in measured.sizes],
            sentence("explore.choices"): [size.ensembles for size in measured.sizes],
            sentence("explore.best"): [size.best for size in measured.sizes],
            sentence("explore.mean"): [size.mean for size in measured.sizes],
            sentence("explore.worst"): [size.worst for size in measured.sizes],
            sentence("explore.the_best_choice"): [
                commas(labels[n] for n in size.chosen) for size in measured.sizes
            ],
        },
        "ensemble-table",
    )
