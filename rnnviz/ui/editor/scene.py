"""A pass of a small trained model over a sentence, for the picture and for what it predicts."""

from dataclasses import replace

import torch
from torch import Tensor

from rnnviz.analyses.prediction import Predictions, measure
from rnnviz.content import named, sentence
from rnnviz.core.masks import Masks, at_evaluation, generator, sample
from rnnviz.core.network import embed
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.lm.model import LanguageModel
from rnnviz.text.vocab import Vocabulary
from rnnviz.ui.browser.network.payload import Payload, Scene, pack
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.kit.caching import cached
from rnnviz.ui.models.reader import reader


def picture(chosen: Chosen, run: Pass) -> Payload:
    """What the network picture shows of a pass."""
    return _picture(str(chosen.placement), chosen.cell, chosen.layers, run)


def predictions(chosen: Chosen, run: Pass) -> Predictions:
    """What the same model predicts, three ways."""
    return _predictions(str(chosen.placement), chosen.cell, chosen.layers, run.words, run.seed)


def words_known(chosen: Chosen) -> tuple[str, ...]:
    """The vocabulary of the same model, (V,)."""
    return reader(chosen.cell, chosen.layers)[1].words


@cached(300)
def _picture(placement: str, cell: Cell, layers: int, run: Pass) -> Payload:
    model, vocabulary = reader(cell, layers)
    tokens = _tokens(vocabulary, run.words).unsqueeze(1)  # (T, 1)
    noise = parse(placement).on(cell)
    with torch.no_grad():
        masks = _masks(model, noise, run)
        trace = model.trace(tokens, model.zero_state(1), masks)
        inputs = embed(tokens, model.weights().embedding, masks)
    acting = noise if run.training else noise.at_evaluation
    scene = Scene(trace, noise, cell, tokens, vocabulary.words, inputs, note=_note(acting, run))
    return pack(replace(scene, acting=acting))


def _note(acting: Placement, run: Pass) -> str:
    """Where the numbers are from; a pass that draws no masks has no seed."""
    mode = named("pass", "training" if run.training else "evaluation")
    if not acting.active and not run.training:
        return sentence("placement.note_off", said=mode)
    return sentence("placement.note", seed=run.seed, said=mode)


@cached(100)
def _predictions(
    placement: str, cell: Cell, layers: int, words: tuple[str, ...], seed: int
) -> Predictions:
    model, vocabulary = reader(cell, layers)
    return measure(model, _tokens(vocabulary, words), parse(placement).on(cell), seed)


def _masks(model: LanguageModel, placement: Placement, run: Pass) -> Masks:
    dims, source = model.dims(len(run.words), 1), generator(run.seed)
    return (sample if run.training else at_evaluation)(placement, dims, source)


def _tokens(vocabulary: Vocabulary, words: tuple[str, ...]) -> Tensor:
    return torch.from_numpy(vocabulary.encode(words))
