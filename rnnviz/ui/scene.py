"""A pass of a small trained model over a sentence, for the picture and for what it predicts."""

from functools import cache

import streamlit as st
import torch
from torch import Tensor

from rnnviz.analyses.prediction import Predictions, measure
from rnnviz.core.masks import Masks, at_evaluation, generator, sample
from rnnviz.core.network import embed
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.pretrained import find
from rnnviz.text.corpora import load
from rnnviz.text.vocab import Vocabulary
from rnnviz.ui.network.payload import Payload, Scene, pack
from rnnviz.ui.state import Chosen, Pass

CORPUS, SIZE = "sotu", "tiny"  # what the small models were trained on


def picture(chosen: Chosen, run: Pass) -> Payload:
    """What the network picture shows of a pass."""
    return _picture(str(chosen.placement), chosen.cell, chosen.layers, run)


def predictions(chosen: Chosen, run: Pass) -> Predictions:
    """What the same model predicts, three ways."""
    return _predictions(str(chosen.placement), chosen.cell, chosen.layers, run)


@st.cache_data(max_entries=300, show_spinner=False)
def _picture(placement: str, cell: Cell, layers: int, run: Pass) -> Payload:
    model, tokens = _model(cell, layers), _tokens(run.words).unsqueeze(1)  # (T, 1)
    noise = parse(placement).on(cell)
    with torch.no_grad():
        masks = _masks(model, noise, run)
        trace = model.trace(tokens, model.zero_state(1), masks)
        inputs = embed(tokens, model.weights().embedding, masks)
    said = "training" if run.training else "evaluation"
    note = f"measured now · seed {run.seed} · {said}"
    return pack(Scene(trace, noise, cell, tokens, _vocabulary().words, inputs, note=note))


@st.cache_data(max_entries=100, show_spinner=False)
def _predictions(placement: str, cell: Cell, layers: int, run: Pass) -> Predictions:
    noise = parse(placement).on(cell)
    return measure(_model(cell, layers), _tokens(run.words), noise, run.seed)


def _masks(model: LanguageModel, placement: Placement, run: Pass) -> Masks:
    dims, source = model.dims(len(run.words), 1), generator(run.seed)
    return (sample if run.training else at_evaluation)(placement, dims, source)


@cache
def _model(cell: Cell, layers: int) -> LanguageModel:
    torch.set_num_threads(1)  # many visitors share the cores
    return find(f"picture-{cell}-{layers}").model


@cache
def _vocabulary() -> Vocabulary:
    return load(CORPUS, SIZE).vocabulary


def _tokens(words: tuple[str, ...]) -> Tensor:
    return torch.from_numpy(_vocabulary().encode(words))


def words_known() -> tuple[str, ...]:
    """The vocabulary of the small models, (V,)."""
    return _vocabulary().words
