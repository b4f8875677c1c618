"""`python -m rnnviz pretrain`: train the models that are shipped, and check those that are."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

import torch

from rnnviz.core.methods import METHODS
from rnnviz.core.methods import find as find_method
from rnnviz.core.placement import Cell, Placement
from rnnviz.disk import check_folder, write_text
from rnnviz.errors import InputError, counted
from rnnviz.lm import downloads
from rnnviz.lm.card import Card, SeedCurve, Trial
from rnnviz.lm.checkpoint import keep, kept_in
from rnnviz.lm.configs import ModelConfig, Optimiser, TrainConfig, find_config
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.pretrained import (
    SHIPPED,
    ZOO,
    Pretrained,
    find,
    names,
    read_card,
    write,
    write_card,
)
from rnnviz.lm.record import Record
from rnnviz.lm.report import read_text
from rnnviz.lm.runs import CorpusChoice, Run, StepResult
from rnnviz.lm.shipping import alike, curve_of, measured, new_card, stored, tested
from rnnviz.lm.train import Trainer
from rnnviz.lm.word_lists import keep as keep_words

MOST_DRIFT = 1e-4  # of the perplexity, between two machines


class DivergedError(InputError):
    """Nothing came of a model's runs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model to make: the best of some seeds' best epochs, judged on validation text.

    With several `scales` the first seed tries each: all rates of the placement times that factor.
    The other seeds take the scale that did best.
    """

    name: str
    title: str
    run: Run
    seeds: tuple[int, ...] = (0,)
    scales: tuple[float, ...] = (1.0,)
    ships: bool = True  # its weights; else its card alone
    record: str = ""  # the file of `recorded` that shows its curves among others'


def _picture(cell: Cell, layers: int) -> Entry:
    """A model small enough to be drawn, trained without noise."""
    model = ModelConfig(cell=cell, layers=layers, units=32, tied=True, init_scale=0.3)
    training = TrainConfig(
        epochs=24, optimiser=Optimiser.ADAM, learning_rate=0.006, constant_epochs=12
    )
    run = Run("none", Placement(), CorpusChoice("sotu", "tiny"), model, training)
    title = f"{cell.upper()} with {counted(layers, 'layer')} of 32 units"
    return Entry(f"picture-{cell}-{layers}", title, run)


ZOO_METHODS = (
    "none",
    "zaremba2014",
    "naive_everywhere",
    "naive_recurrent",
    "gal2016_tied",
    "semeniuta2016",
    "zoneout2016",
    "awd_lstm2017",
)
SCALES = (0.25, 0.5, 1.0)  # of a method's rates, many meant for larger models and more epochs


def _zoo(key: str) -> Entry:
    """A placement's model in the zoo: all have one architecture, text, budget and three seeds."""
    method = find_method(key)
    # As `live` is trained: starting from ±0.1 at rate 0.003 took twice as long to get as far.
    model = ModelConfig(units=128, tied=True, init_scale=0.3)
    training = TrainConfig(
        epochs=4,
        optimiser=Optimiser.ADAM,
        learning_rate=0.006,
        constant_epochs=2,
        decay=3.0,
        bfloat16=True,  # a third faster
    )
    run = Run(key, method.placement, CorpusChoice("sotu", "full"), model, training)
    scales = SCALES if method.placement.active else (1.0,)
    name = f"{ZOO}{key}"
    return Entry(name, method.title, run, (0, 1, 2), scales, record="zoo.json")


def _ptb(key: str) -> Entry:
    """Zaremba's small model, with a placement at the rates that did best in the zoo."""
    placement = read_card(SHIPPED / f"{ZOO}{key}").placement
    run, title = _on_ptb("zaremba-small", key, placement), find_method(key).title
    return Entry(f"ptb-{key}", title, run, ships=False, record="ptb.json")


def _medium(key: str) -> Entry:
    """Zaremba's medium model as published, or without noise; six hours of a core, more or less."""
    method = find_method(key)
    run = _on_ptb("zaremba-medium", key, method.placement)
    name = f"ptb-medium-{key}"
    return Entry(name, method.title, run, ships=False, record="ptb-medium.json")


def _on_ptb(config: str, key: str, placement: Placement) -> Run:
    """A configuration's network and schedule on the Penn Treebank."""
    found = find_config(config)
    training = replace(found.training, bfloat16=True)
    return Run(key, placement, CorpusChoice("ptb", "full"), found.model, training)


PLANS: dict[str, Callable[[], tuple[Entry, ...]]] = {
    "picture": lambda: tuple(_picture(cell, layers) for cell in Cell for layers in (1, 2, 3, 4)),
    "zoo": lambda: tuple(map(_zoo, ZOO_METHODS)),
    "ptb": lambda: tuple(map(_ptb, ZOO_METHODS)),  # reads the zoo's cards
    "medium": lambda: (_medium("zaremba2014"), _medium("none")),
}


def pretrain(options: Namespace) -> int:
    """Make the models of a plan, or check what is shipped; the exit code."""
    for name in ("epochs", "threads"):
        if (number := getattr(options, name)) is not None and number < 1:
            raise InputError(f"{number} {name} are too few; give --{name} 1 or more.")
    torch.set_num_threads(options.threads)
    if options.check:
        return check(options.only)
    if options.plan not in PLANS:
        raise InputError(f"Plan {options.plan!r} is unknown; choose from {', '.join(PLANS)}.")
    plan = {entry.name: entry for entry in PLANS[options.plan]()}
    wanted = _chosen(options.only, tuple(plan))
    for folder in filter(None, (SHIPPED, options.checkpoints)):
        check_folder(folder)
    return max([_make_one(plan[name], options) for name in wanted])


def _chosen(only: str | None, there: tuple[str, ...]) -> tuple[str, ...]:
    """The models that are named, or all. Raises `InputError`, which lists them, for another."""
    if only is None:
        return there
    chosen = [name.strip() for name in only.split(",") if name.strip()]
    for name in chosen or [only]:
        if name not in there:
            raise InputError(f"Model {name!r} is not among them; choose from {', '.join(there)}.")
    return tuple(dict.fromkeys(chosen))


def _make_one(entry: Entry, options: Namespace) -> int:
    """1 where every run diverged; the other models are made all the same."""
    try:
        made = make(entry, options.checkpoints, most_epochs=options.epochs)
    except DivergedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(_row(made))
    sys.stdout.flush()
    return 0


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
    corpus, first = entry.run.corpus.load(), entry.seeds[0]

    def trained(scale: float, seed: int) -> _Trained:
        run = replace(entry.run, placement=entry.run.placement.scaled(scale), seed=seed)
        place = checkpoints and checkpoints / f"{entry.name}-{scale:g}-{seed}.pt"
        begun = _Trained(Trainer(run, corpus, torch.device("cpu")), place)
        begun.go_on(most_epochs or run.training.epochs)
        return begun

    tried = {scale: trained(scale, first) for scale in entry.scales}
    chosen = min(tried, key=lambda scale: tried[scale].valid)
    others = [trained(chosen, seed) for seed in entry.seeds[1:]]
    runs = [tried.pop(chosen), *others]
    if entry.record:
        _add_to(into / "recorded" / entry.record, runs)
    best = min(runs, key=lambda run: run.valid)
    if best.best is None:
        raise DivergedError(f"Every run of {entry.name} diverged; give it a lower learning rate.")
    curves = tuple(run.curve() for run in runs)
    card = new_card(entry.name, entry.title, best.trainer, best.best.epoch, curves)
    card = replace(card, trials=tuple(run.as_trial() for run in tried.values()))
    weights, card = stored(card, best.model(), corpus)
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
    """A training run, and the weights it had when validation went best."""

    def __init__(self, trainer: Trainer, place: Path | None) -> None:
        self.trainer, self.place, self.weights = trainer, place, {}
        if place and place.exists():
            trainer.load(place)
            self.weights = kept_in(place.with_suffix(".best"), trainer.device)

    @property
    def best(self) -> StepResult | None:
        """The first evaluation with the lowest validation perplexity so far, if there is one."""
        evaluated = (result for result in self.trainer.history if result.evaluation)
        return min(evaluated, key=lambda result: result.evaluation.valid, default=None)

    @property
    def valid(self) -> float:
        """Its validation perplexity; infinite for a run that came to none."""
        return self.best.evaluation.valid if self.best else inf

    def go_on(self, most_epochs: int) -> None:
        """Train to the end of an epoch, if it isn't past that."""
        if self.trainer.epoch > most_epochs:
            return
        for result in self.trainer.results():
            if result.evaluation and result is self.best:
                model = self.trainer.model
                self.weights = {name: p.detach().clone() for name, p in model.named_parameters()}
            if self.place and (result.evaluation or result.diverged):
                keep(self.weights, self.place.with_suffix(".best"))
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
        return replace(curve, points=(*before, replace(last, test=test)))

    def as_trial(self) -> Trial:
        return Trial(str(self.trainer.run.placement), curve_of(self.trainer))

    def model(self) -> LanguageModel:
        self.trainer.model.load_state_dict(self.weights)
        return self.trainer.model


def check(only: str | None) -> int:
    """Measure shipped models again; 1 if one isn't what its card says."""
    wanted = _chosen(only, names())
    return int(sum(_check(find(name)) for name in wanted) > 0)


def evaluate(options: Namespace) -> int:
    """Measure a saved model again; 1 if it isn't what its card says."""
    torch.set_num_threads(1)
    return int(_check(downloads.load(options.model), read_text(options.text)))


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
