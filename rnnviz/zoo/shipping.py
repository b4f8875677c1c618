"""From a trained network to a folder with its weights and its card."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from math import exp
from pathlib import Path

import numpy as np
import torch

from rnnviz.core.methods import METHODS
from rnnviz.core.products import facts
from rnnviz.lm.evaluate import measured
from rnnviz.lm.machine import machine
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.train import Trainer
from rnnviz.text.corpora import Corpus
from rnnviz.zoo.card import Card, Point, SeedCurve
from rnnviz.zoo.models import packed, unpacked, write

MOST_CHANGE = 0.001  # of the perplexity, for weights to be stored in half precision


def ship(trainer: Trainer, folder: Path) -> None:
    """Write a finished run's best weights as they are, and what was measured of them."""
    run, last, lowest = trainer.run, trainer.history[-1].perplexity, trainer.lowest
    assert lowest is not None  # it is finished
    kept = lowest if last.test_kept else trainer.history[-1]  # where the best ones are not known
    titles = {method.key: method.title for method in METHODS}
    weights = packed(trainer.at_best(), torch.float32)
    card = new_card(folder.name, titles.get(run.key, run.key), trainer, kept.epoch)
    card = replace(
        card,
        weights_sha256=sha256(weights).hexdigest(),
        valid_perplexity=kept.perplexity.valid,
        test_perplexity=last.test_kept or last.test,
    )
    write(folder, card, weights)


def new_card(
    name: str, title: str, trainer: Trainer, epoch: int, curves: tuple[SeedCurve, ...] = ()
) -> Card:
    """The card of what `trainer` made, with its own curve for want of others, not yet measured."""
    corpus = trainer.corpus
    return Card(
        name=name,
        title=title,
        run=trainer.run,
        epoch=epoch,
        words=len(corpus.vocabulary),
        corpus_sha256=corpus.sha256,
        weights_sha256="",
        valid_perplexity=float("nan"),
        test_perplexity=float("nan"),
        unigram_perplexity=round(unigram(corpus), 3),
        curves=curves or (curve_of(trainer),),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine() | facts(trainer.product),
    )


def curve_of(trainer: Trainer) -> SeedCurve:
    points = tuple(
        Point(result.epoch, result.tokens, result.evaluation)
        for result in trainer.history
        if result.evaluation
    )
    return SeedCurve(trainer.run.seed, round(trainer.seconds, 1), points)


def stored(card: Card, model: LanguageModel, corpus: Corpus) -> tuple[bytes, Card]:
    """The weights in half precision if that moves neither perplexity, else as they are."""
    exact = measured(model, card.run, corpus)
    for kind in (torch.float16, torch.float32):
        weights = packed(model, kind)
        valid, test = measured(unpacked(card, weights), card.run, corpus)
        if alike((valid, test), exact, MOST_CHANGE):
            break
    return weights, replace(
        card,
        weights_sha256=sha256(weights).hexdigest(),
        valid_perplexity=round(valid, 4),
        test_perplexity=round(test, 4),
    )


def alike(measured: tuple[float, float], of_card: tuple[float, float], most: float) -> bool:
    """Whether neither of two perplexities is further off than this share of itself."""
    return all(abs(a / b - 1) < most for a, b in zip(measured, of_card, strict=True))


def unigram(corpus: Corpus) -> float:
    """The validation perplexity of word frequencies alone, each count one higher than it is."""
    counts = np.bincount(corpus.train, minlength=len(corpus.vocabulary)) + 1
    return exp(-np.log(counts / counts.sum())[corpus.valid].mean())
