"""Training of the models that are shipped: every seed of an entry, the best one's best epoch."""

import json
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path

import torch

from rnnviz.core.methods import METHODS
from rnnviz.disk import write_text
from rnnviz.errors import InputError
from rnnviz.lm.evaluate import tested
from rnnviz.lm.train import Trainer
from rnnviz.runs.results import Record
from rnnviz.zoo.card import SHIPPED, Card, SeedCurve
from rnnviz.zoo.models import write, write_card
from rnnviz.zoo.plans import Entry
from rnnviz.zoo.shipping import curve_of, new_card, stored
from rnnviz.zoo.word_lists import keep as keep_words


class DivergedError(InputError):
    """Nothing came of a model's runs."""


def make(
    entry: Entry,
    checkpoints: Path | None,
    into: Path = SHIPPED,
    most_epochs: int | None = None,
) -> Card:
    """Train every seed of an entry, and keep the best one's best epoch, or its card alone.

    With a folder for `checkpoints` a stopped call goes on where it was. With `most_epochs` every
    run rests there, and the card is of a training that is not over.
    """
    corpus = entry.run.corpus.load()

    def trained(seed: int) -> _Trained:
        run = replace(entry.run, seed=seed)
        place = checkpoints and checkpoints / f"{entry.name}-{seed}.pt"
        begun = _Trained(Trainer(run, corpus, torch.device("cpu")), place)
        begun.go_on(most_epochs or run.training.epochs)
        return begun

    runs = [trained(seed) for seed in entry.seeds]
    if entry.record:
        _add_to(into / "recorded" / entry.record, runs)
    best = min(runs, key=lambda run: run.valid)
    if best.trainer.lowest is None:
        raise DivergedError("zoo.diverged", model=entry.name)
    curves = tuple(run.curve() for run in runs)
    card = new_card(entry.name, entry.title, best.trainer, best.trainer.lowest.epoch, curves)
    weights, card = stored(card, best.trainer.at_best(), corpus)
    if entry.ships:
        write(into / entry.name, card, weights)
        keep_words(corpus, into)
    else:
        write_card(into, card)
    return card


def _add_to(path: Path, runs: Sequence["_Trained"]) -> None:
    """Put a placement's runs into a record, in the place of what it has of that placement."""
    fresh = Record(tuple(run.trainer.run for run in runs))
    for run in runs:
        for result in run.trainer.history:
            fresh.add(result)
    data, (key,) = fresh.to_json(), fresh.keys
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        data["runs"] += [run for run in before["runs"] if run["key"] != key]
    order = [method.key for method in METHODS]
    data["runs"].sort(key=lambda run: order.index(run["key"]))
    write_text(path, json.dumps(data, indent=1) + "\n")


class _Trained:
    """A training run, and where it is saved."""

    def __init__(self, trainer: Trainer, place: Path | None) -> None:
        self.trainer, self.place = trainer, place
        if place and place.exists():
            trainer.load(place)

    @property
    def valid(self) -> float:
        """Its validation perplexity; infinite for a run that came to none."""
        lowest = self.trainer.lowest
        return lowest.perplexity.valid if lowest else inf

    def go_on(self, most_epochs: int) -> None:
        """Train to the end of an epoch, if it isn't past that."""
        if self.trainer.epoch > most_epochs:
            return
        for result in self.trainer.results():
            if self.place and (result.evaluation or result.diverged):
                self.trainer.save(self.place)
            if result.evaluation and result.epoch == most_epochs:
                return

    def curve(self) -> SeedCurve:
        """What it said; where it only rests, its test perplexity is measured there."""
        curve = curve_of(self.trainer)
        if self.trainer.over or not curve.points:
            return curve
        test = tested(self.trainer.model, self.trainer.run, self.trainer.corpus)
        *before, last = curve.points
        last = replace(last, evaluation=replace(last.evaluation, test=test))
        return replace(curve, points=(*before, last))
