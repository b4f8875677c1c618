"""`python -m rnnviz pretrain`: train the models that are shipped, and check those that are."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from math import exp
from pathlib import Path

import numpy as np
import torch

from rnnviz.core.masks import generator
from rnnviz.core.placement import Cell, Placement
from rnnviz.errors import InputError
from rnnviz.lm.card import Card, Point, SeedCurve
from rnnviz.lm.configs import ModelConfig, Optimiser, TrainConfig
from rnnviz.lm.evaluate import perplexity
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.pretrained import SHIPPED, Pretrained, find, names, packed, unpacked, write
from rnnviz.lm.record import machine
from rnnviz.lm.runs import CorpusChoice, Run, StepResult
from rnnviz.lm.train import Trainer
from rnnviz.text.corpora import Corpus

MOST_CHANGE = 0.001  # of the perplexity, for weights to be stored in half precision
MOST_DRIFT = 1e-4  # of the perplexity, between two machines


@dataclass(frozen=True, slots=True)
class Entry:
    """A model to make: the best of some seeds' best epochs, judged on validation text."""

    name: str
    title: str
    run: Run
    seeds: tuple[int, ...] = (0,)


def _picture(cell: Cell, layers: int) -> Entry:
    """A model small enough to be drawn, trained without noise."""
    model = ModelConfig(cell=cell, layers=layers, units=32, tied=True, init_scale=0.3)
    training = TrainConfig(
        epochs=24, optimiser=Optimiser.ADAM, learning_rate=0.006, constant_epochs=12
    )
    run = Run("none", Placement(), CorpusChoice("sotu", "tiny"), model, training)
    depth = f"{layers} layer" + "s" * (layers > 1)
    return Entry(f"picture-{cell}-{layers}", f"{cell.upper()} with {depth} of 32 units", run)


PLANS: dict[str, tuple[Entry, ...]] = {
    "picture": tuple(_picture(cell, layers) for cell in Cell for layers in (1, 2, 3, 4)),
}


def pretrain(options: Namespace) -> int:
    """Make the models of a plan, or check what is shipped; the exit code."""
    torch.set_num_threads(1)
    if options.check:
        return check(options.only)
    if options.plan not in PLANS:
        raise InputError(f"Plan {options.plan!r} is unknown; choose from {', '.join(PLANS)}.")
    for entry in PLANS[options.plan]:
        if not options.only or entry.name in options.only.split(","):
            made = make(entry, options.checkpoints)
            sys.stdout.write(_row(made))
            sys.stdout.flush()
    return 0


def make(entry: Entry, checkpoints: Path | None, into: Path = SHIPPED) -> Card:
    """Train every seed of an entry, and ship the best one's best epoch.

    With a folder for `checkpoints` a stopped call goes on where it was.
    """
    corpus = entry.run.corpus.load()
    runs = []
    for seed in entry.seeds:
        run = replace(entry.run, seed=seed)
        place = checkpoints / f"{entry.name}-{seed}.pt" if checkpoints else None
        trained = _Trained(Trainer(run, corpus, torch.device("cpu")), place)
        trained.finish()
        runs.append(trained)
    best = min((run for run in runs if run.best), key=lambda run: run.best.evaluation.valid)
    card = _card(entry, best, tuple(run.curve() for run in runs))
    weights, card = _stored(card, best.model(), corpus)
    write(into / entry.name, card, weights)
    return card


class _Trained:
    """A training run, and the weights it had when validation went best."""

    def __init__(self, trainer: Trainer, place: Path | None) -> None:
        self.trainer, self.place, self.weights = trainer, place, {}
        if place and place.exists():
            trainer.load(place)
            self.weights = torch.load(place.with_suffix(".best"), weights_only=True)

    @property
    def best(self) -> StepResult | None:
        """The first evaluation with the lowest validation perplexity so far, if there is one."""
        evaluated = (result for result in self.trainer.history if result.evaluation)
        return min(evaluated, key=lambda result: result.evaluation.valid, default=None)

    def finish(self) -> None:
        for result in self.trainer.results():
            if result.evaluation and result is self.best:
                model = self.trainer.model
                self.weights = {name: p.detach().clone() for name, p in model.named_parameters()}
            if self.place and (result.evaluation or result.diverged):
                self.place.parent.mkdir(parents=True, exist_ok=True)
                torch.save(self.weights, self.place.with_suffix(".best"))
                self.trainer.save(self.place)

    def model(self) -> LanguageModel:
        self.trainer.model.load_state_dict(self.weights)
        return self.trainer.model

    def curve(self) -> SeedCurve:
        points = tuple(
            Point(said.epoch, said.tokens, ppl.train, ppl.valid, ppl.test)
            for said in self.trainer.history
            if (ppl := said.evaluation)
        )
        return SeedCurve(self.trainer.run.seed, round(self.trainer.seconds, 1), points)


def _card(entry: Entry, trained: _Trained, curves: tuple[SeedCurve, ...]) -> Card:
    corpus = trained.trainer.corpus
    return Card(
        name=entry.name,
        title=entry.title,
        run=trained.trainer.run,
        epoch=trained.best.epoch,
        words=len(corpus.vocabulary),
        corpus_sha256=corpus.sha256,
        weights_sha256="",
        valid_perplexity=float("nan"),
        test_perplexity=float("nan"),
        unigram_perplexity=round(unigram(corpus), 3),
        curves=curves,
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
    )


def _stored(card: Card, model: LanguageModel, corpus: Corpus) -> tuple[bytes, Card]:
    """The weights in half precision if that moves neither perplexity, else as they are."""
    exact = measured(model, card.run, corpus)
    for kind in (torch.float16, torch.float32):
        weights = packed(model, kind)
        valid, test = measured(unpacked(card, weights), card.run, corpus)
        if _alike((valid, test), exact, MOST_CHANGE):
            break
    return weights, replace(
        card,
        weights_sha256=sha256(weights).hexdigest(),
        valid_perplexity=round(valid, 4),
        test_perplexity=round(test, 4),
    )


def measured(model: LanguageModel, run: Run, corpus: Corpus) -> tuple[float, float]:
    """Perplexity on validation and on test text, as while training."""
    batch, steps = run.training.batch, run.training.steps
    return tuple(
        perplexity(
            model,
            ids,
            run.placement,
            batch=streams,
            steps=steps,
            source=generator(run.seed, run.key, "card"),
        )
        for ids, streams in ((corpus.valid, batch), (corpus.test, 1))
    )


def _alike(found: tuple[float, float], said: tuple[float, float], most: float) -> bool:
    """Whether neither of two perplexities is further off than this share of itself."""
    return all(abs(a / b - 1) < most for a, b in zip(found, said, strict=True))


def unigram(corpus: Corpus) -> float:
    """The validation perplexity of word frequencies alone, each count one higher than it is."""
    counts = np.bincount(corpus.train, minlength=len(corpus.vocabulary)) + 1
    return exp(-np.log(counts / counts.sum())[corpus.valid].mean())


def check(only: str | None) -> int:
    """Measure shipped models again; 1 if one isn't what its card says."""
    wrong = 0
    for model, valid, test in _again(only.split(",") if only else names()):
        card = model.card
        same = _alike((valid, test), (card.valid_perplexity, card.test_perplexity), MOST_DRIFT)
        wrong += not same
        sys.stdout.write(f"{'same' if same else 'NOT THE SAME'}: {valid:.2f} / {test:.2f}, ")
        sys.stdout.write(_row(card))
    return int(wrong > 0)


def _again(wanted: tuple[str, ...] | list[str]) -> Iterator[tuple[Pretrained, float, float]]:
    for name in wanted:
        model = find(name)
        corpus = model.card.run.corpus.load()
        if corpus.sha256 != model.card.corpus_sha256:
            raise InputError(
                f"{name} was trained on another {corpus.name} than is installed; install the "
                "versions in requirements.txt."
            )
        yield model, *measured(model.model, model.card.run, corpus)


def _row(card: Card) -> str:
    took = sum(curve.seconds for curve in card.curves)
    return (
        f"{card.name}: valid {card.valid_perplexity:.1f}, test {card.test_perplexity:.1f} "
        f"(unigrams: {card.unigram_perplexity:.0f}), epoch {card.epoch}, {took:.0f} s\n"
    )
