"""The Memory page's fourth step: what noise does to the memory of a trained model."""

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.analyses.connectivity import Connectivity
from rnnviz.analyses.half_life import HalfLife, horizon_steps, of_agreement, of_decay
from rnnviz.content import labels, named, prose, sentence
from rnnviz.core.crossings import Route
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Placement
from rnnviz.errors import InputError
from rnnviz.figures.half_life import half_life, label
from rnnviz.text.words import words as words_of
from rnnviz.ui.browser.connect import connect
from rnnviz.ui.evidence.memory import show_remembered
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.fields.memory import (
    MEMORY_MODEL,
    MEMORY_QUESTION,
    MEMORY_TEXT,
    MEMORY_TRAINED,
    MEMORY_WEIGHTS,
    SHIPPED,
)
from rnnviz.ui.fields.parts import MOST_LETTERS, SENTENCE
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.past import (
    Question,
    choose_question,
    choose_which,
    show_context,
    show_gradients,
    show_probe,
    show_swap,
)
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import pressed, select, typed
from rnnviz.ui.memory.data import (
    contexts,
    fresh_gradients,
    probes,
    sentence_connectivity,
    shipped,
    start_gradients,
    swapped,
    trained_gradients,
)
from rnnviz.ui.memory.form import Pair, choose_pair
from rnnviz.ui.models.lab import own_models, tell_trouble
from rnnviz.ui.state import put, read

MOST_WORDS = 30
FAR_STEPS = 5
_SHIPPED = ""  # not one of the visitor's
_MEASURED: Field[Cell | None] = in_visit("half-lives", None)  # for which cell
COMPARED = (
    *("none", "zaremba2014", "naive_everywhere", "naive_recurrent", "allennlp_augmented"),
    *("gal2016_tied", "semeniuta2016", "zoneout2016", "awd_lstm2017", "naive_cell", "moon2015"),
)


class WeightsOf(StrEnum):
    """Whose gradients."""

    START = "start"
    FRESH = "fresh"
    SHIPPED = "shipped"


def show_trained() -> None:
    """A sentence under two placements, four measurements, and one number for each method."""
    heading = st.empty()
    paragraph(prose("memory", "trained"))
    pair = choose_pair()
    heading.header(f"4. {named('trained_shares', pair.cell)}")
    _show_sentence(pair)
    _show_question(pair)
    _show_half_lives(pair.cell)
    show_remembered()


def _show_sentence(pair: Pair) -> None:
    """Which later predictions depend on a word."""
    line = typed(MEMORY_TEXT, sentence("memory.text"), max_chars=MOST_LETTERS)
    told = words_of(line)[:MOST_WORDS]
    if len(told) < 3:
        st.info(prose("memory", "short"))
        told = words_of(SENTENCE)
    cell, lines = pair.key
    folder = _choose_model()
    try:
        connections = {
            name: sentence_connectivity(cell, line, told, folder) for name, line in lines
        }
        without = sentence_connectivity(cell, "none", told, folder)
    except InputError as error:  # a damaged model of one's own
        st.error(plain(str(error).replace(f"{folder}{os.sep}", "")))
        return
    connect(told, connections, key="connect")
    _tell_far({sentence("memory.no_noise"): without} | connections)
    caption(prose("memory", "sentence-reading"))


def _tell_far(connections: dict[str, Connectivity]) -> None:
    """How much of what predictions depend on is far back; of a short sentence, nothing."""
    shares = {
        name: connectivity.share_beyond(FAR_STEPS) for name, connectivity in connections.items()
    }
    clauses = [
        sentence("memory.far_of", name=plain(name), share=share)
        for name, share in shares.items()
        if share is not None
    ]
    if clauses:
        paragraph(sentence("memory.far", steps=FAR_STEPS, shares=clauses))


def _choose_model() -> Path | None:
    """The folder of a model that the visitor has trained; None for the shipped one."""
    tell_trouble()
    own = own_models()
    if not own:
        return None
    folders = {folder.name: folder for folder in own.values()}
    titles = {SHIPPED: sentence("memory.shipped")}
    titles |= {folder.name: title for title, folder in own.items()}
    about = prose("memory", "own")
    chosen = select(st.selectbox, MEMORY_MODEL, sentence("memory.model"), titles, help=about)
    return folders.get(chosen)


def _show_question(pair: Pair) -> None:
    """One of four measurements, both placements in one chart."""
    match choose_question(MEMORY_QUESTION, sentence("memory.question")):
        case Question.GRADIENT:
            _show_gradient(pair)
        case Question.SWAP:
            show_swap(_with_none(pair, swapped), pair.compared)
        case Question.CONTEXT:
            show_context(_with_none(pair, contexts), pair.compared)
        case Question.PROBE:
            show_probe(_with_none(pair, probes), pair.compared)


def _show_gradient(pair: Pair) -> None:
    which = choose_which(MEMORY_TRAINED, pair.cell)
    asked = select(
        st.segmented_control, MEMORY_WEIGHTS, sentence("memory.weights"), labels("weights_of")
    )
    measures = {
        WeightsOf.SHIPPED: trained_gradients,
        WeightsOf.FRESH: fresh_gradients,
        WeightsOf.START: start_gradients,
    }
    measured = _with_none(pair, measures[WeightsOf(asked)])
    show_gradients(measured, which, "trained", pair.compared)
    caption(prose("memory", "weights"))
    caption(prose("memory", "gradient-reading"))


def _with_none(pair: Pair, measure: Callable[[Cell, str], Any]) -> dict[str, Any]:
    cell, lines = pair.key
    return {
        name: measure(cell, line) for name, line in (*lines, (sentence("memory.no_noise"), "none"))
    }


def _show_half_lives(cell: Cell) -> None:
    """One number for each placement; measured when asked for, for it takes a while."""
    st.subheader(sentence("memory.half_life"))
    paragraph(prose("memory", "half-life"))
    if pressed(sentence("memory.measure_all"), "measure-half-lives"):
        put(_MEASURED, cell)
    if read(_MEASURED) != cell:
        return
    methods = [m for m in METHODS if m.key in COMPARED]
    methods = [m for m in methods if m.placement.on(cell).edges or not m.placement.edges]
    agreements, decays, halves, horizons = {}, {}, {}, {}
    placed = {method_labels()[method.key]: method.placement.on(cell) for method in methods}
    bar = st.progress(0.0, sentence("memory.measuring"))
    for n, (name, placement) in enumerate(placed.items(), start=1):
        flows = trained_gradients(cell, str(placement))
        agreements[name], decays[name] = of_agreement(flows.agreement), of_decay(flows.loss)
        halves[name] = _horizon(cell, placement, units=1)  # ln 2 / ln(1/q)
        horizons[name] = _horizon(cell, placement, shipped(cell).decoder.shape[1])
        bar.progress(n / len(placed), sentence("memory.so_far", number=n, of=len(placed)))
    bar.empty()
    chart(
        half_life(agreements, halves, horizons, placed),
        key="half-life",
        alt=sentence("memory.half_life_alt"),
    )
    caption(prose("memory", "half-life-reading"))
    _half_life_table(agreements, decays, horizons)


def _horizon(cell: Cell, placement: Placement, units: int) -> float | None:
    return horizon_steps(placement, cell, Route.H if cell is Cell.RNN else Route.C, units)


def _half_life_table(
    agreements: dict[str, HalfLife], decays: dict[str, HalfLife], horizons: dict[str, float | None]
) -> None:
    twin(
        {
            sentence("memory.placement"): list(agreements),
            sentence("memory.masks_agree"): [label(life) for life in agreements.values()],
            sentence("memory.gradient_halves"): [label(decays[name]) for name in agreements],
            sentence("memory.horizon"): [
                "–" if (h := horizons[n]) is None else f"{h:.1f}" for n in agreements
            ],
        },
        "half-life-table",
    )
