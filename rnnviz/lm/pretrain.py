"""`python -m rnnviz pretrain`: train the models that are shipped, and check those that are."""

import sys
from argparse import Namespace
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from rnnviz.core.placement import Cell, Placement
from rnnviz.errors import InputError
from rnnviz.lm.card import Card
from rnnviz.lm.configs import ModelConfig, Optimiser, TrainConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.pretrained import SHIPPED, Pretrained, find, load, names, write
from rnnviz.lm.report import read_text
from rnnviz.lm.runs import CorpusChoice, Run, StepResult
from rnnviz.lm.shipping import alike, curve_of, measured, new_card, stored
from rnnviz.lm.train import Trainer

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
    curves = tuple(curve_of(run.trainer) for run in runs)
    card = new_card(entry.name, entry.title, best.trainer, best.best.epoch, curves)
    weights, card = stored(card, best.model(), corpus)
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


def check(only: str | None) -> int:
    """Measure shipped models again; 1 if one isn't what its card says."""
    wanted = only.split(",") if only else names()
    return int(sum(_check(find(name)) for name in wanted) > 0)


def evaluate(options: Namespace) -> int:
    """Measure the model of a folder again; 1 if it isn't what its card says."""
    torch.set_num_threads(1)
    return int(_check(load(options.folder), read_text(options.text)))


def _check(model: Pretrained, text: str | None = None) -> bool:
    """Whether a model is not what its card says; a line says what it is."""
    card, choice = model.card, replace(model.card.run.corpus, text=text)
    corpus = choice.load()
    if corpus.sha256 != card.corpus_sha256:
        raise InputError(
            f"{card.name} was trained on another {corpus.name} than is here; install the versions "
            "in requirements.txt, or give the text that it was trained on."
        )
    valid, test = measured(model.model, card.run, corpus)
    same = alike((valid, test), (card.valid_perplexity, card.test_perplexity), MOST_DRIFT)
    sys.stdout.write(f"{'same' if same else 'NOT THE SAME'}: {valid:.2f} / {test:.2f}, ")
    sys.stdout.write(_row(card))
    return not same


def _row(card: Card) -> str:
    took = sum(curve.seconds for curve in card.curves)
    return (
        f"{card.name}: valid {card.valid_perplexity:.1f}, test {card.test_perplexity:.1f} "
        f"(unigrams: {card.unigram_perplexity:.0f}), epoch {card.epoch}, {took:.0f} s\n"
    )
