"""The Memory page's measurements, each cached by what it was asked."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import streamlit as st
import torch
from torch import Tensor

from rnnviz.analyses import connectivity, context, gradients, perturbation, probe, value, vector
from rnnviz.analyses.connectivity import Connectivity
from rnnviz.analyses.context import Context
from rnnviz.analyses.gradients import Gradients
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.analyses.recall_record import FOLDER, Record, load
from rnnviz.analyses.recall_task import Training
from rnnviz.analyses.untrained import random_text, untrained
from rnnviz.analyses.value import Value
from rnnviz.analyses.vector import Recurrence, Vector
from rnnviz.content import sentence
from rnnviz.core.network import Weights
from rnnviz.core.placement import Cell, Edge, Noise, Share, parse
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.lm.train import Trainer
from rnnviz.text.batches import count
from rnnviz.text.corpora import Corpus
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.kit.caching import cached
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.passages import LAGS, passages_of
from rnnviz.ui.models.reader import corpus_of, model_in, reader, saved_reader
from rnnviz.ui.state import put, read
from rnnviz.zoo.card import SHIPPED

LAYERS = 2  # of the trained models
STEPS = 30
RECALL = "recall"  # a plan, and the record of what it measured
COPYING = {Cell.LSTM: "copying", Cell.RNN: "copying_rnn"}  # the same, a harder task for each
_FRESH: Field[dict[tuple[Cell, str], Gradients]] = in_visit("memory-fresh", {})
SPEECHES = CorpusChoice("sotu", "tiny")  # what the shipped models were trained on


@cached(200)
def one_value(noise: Noise, forget: float) -> Value:
    return value.measure(noise, STEPS, forget)


def at_rate(rate: float, share: Share) -> Noise:
    """What the vector meets once a step."""
    return Noise(Edge.RECURRENT, rate, share)


@cached(100)
def one_vector(rate: float, recurrence: Recurrence) -> dict[Share, Vector]:
    """Under fresh masks, and under one that lasts."""
    return {
        share: vector.measure(at_rate(rate, share), recurrence, 16)
        for share in (Share.STEP, Share.SEQUENCE)
    }


@cached(200)
def untrained_gradients(cell: Cell, placement: str) -> Gradients:
    return gradients.measure(untrained(cell), random_text(STEPS + 2), parse(placement))


@cached(100)
def sentence_connectivity(
    cell: Cell, placement: str, words: tuple[str, ...], folder: Path | None = None
) -> Connectivity:
    """By the shipped model, or by the one in a folder, whose cell it may be that counts."""
    model, vocabulary = saved_reader(folder) if folder else reader(cell, LAYERS)
    tokens = torch.from_numpy(vocabulary.encode(words))
    noise = parse(placement).on(model.config.cell)
    return connectivity.measure(model.weights(), tokens, noise)


@cached(200)
def trained_gradients(cell: Cell, placement: str) -> Gradients:
    return gradients.measure(shipped(cell), texts()[:, 0], parse(placement))


@cached(200)
def start_gradients(cell: Cell, placement: str) -> Gradients:
    """The same with the weights that training starts from."""
    run = _run(cell, placement)
    model = LanguageModel(run.model, len(speeches().vocabulary), run.seed)
    return gradients.measure(_constant(model), texts()[:, 0], parse(placement))


def fresh_gradients(cell: Cell, placement: str) -> Gradients:
    """The same after one epoch of training with the placement, shown and stoppable while it runs.

    Whatever the visitor touches starts the script anew and so ends it.
    """
    done = read(_FRESH)
    if (cell, placement) not in done:
        trainer = Trainer(_run(cell, placement), speeches(), torch.device("cpu"))
        training = trainer.run.training
        total = count(len(speeches().train), training.batch, training.steps).windows
        bar = st.progress(0.0)
        for result in trainer.results():
            so_far = sentence(
                "memory.training", placement=plain(placement), step=result.step, total=total
            )
            bar.progress(min(result.step / total, 1.0), so_far)
        bar.empty()
        weights = _constant(trainer.model)
        measured = gradients.measure(weights, texts()[:, 0], parse(placement))
        put(_FRESH, done := {**done, (cell, placement): measured})
    return done[cell, placement]


def _run(cell: Cell, placement: str) -> Run:
    """One epoch in the shape, and with the settings, of the shipped model."""
    shape = model_in(SHIPPED / f"picture-{cell}-{LAYERS}").card.run
    training = replace(shape.training, epochs=1)
    return replace(shape, key="memory", placement=parse(placement), training=training)


def _constant(model: LanguageModel) -> Weights:
    return model.requires_grad_(requires_grad=False).weights()


@cached(100)
def swapped(cell: Cell, placement: str) -> Perturbation:
    return perturbation.measure(shipped(cell), texts(), parse(placement), LAGS)


@cached(100)
def contexts(cell: Cell, placement: str) -> Context:
    return context.measure(shipped(cell), speeches().valid, parse(placement))


@cached(100)
def probes(cell: Cell, placement: str) -> Probe:
    corpus = speeches()
    return probe.measure(shipped(cell), corpus.train, corpus.valid, parse(placement))


@cache
def recorded() -> Record:
    return load()


def copied(plan: str) -> Record:
    """The record of a plan, which grows; an empty one where there is none yet."""
    path = FOLDER / f"{plan}.json"
    if not path.is_file():
        return Record(Training(), (), "", {})
    stat = path.stat()
    return _copied(path, (stat.st_mtime_ns, stat.st_size))


@st.cache_resource(show_spinner=False, max_entries=4)
def _copied(path: Path, stamp: tuple[int, int]) -> Record:
    del stamp  # of the file, by which a record that has grown is another one
    return load(path)


def shipped(cell: Cell) -> Weights:
    """The weights of a small model that was trained without noise."""
    return reader(cell, LAYERS)[0].weights()


def speeches() -> Corpus:
    return corpus_of(SPEECHES)


def texts() -> Tensor:
    return passages_of(speeches())
