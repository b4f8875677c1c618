"""The models that a visitor may read with: what there is, and how each is called and opened."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from rnnviz.content import sentence, spoken
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Placement
from rnnviz.errors import InputError
from rnnviz.lm.model import LanguageModel
from rnnviz.text.corpora import Corpus
from rnnviz.text.vocab import END, Vocabulary
from rnnviz.ui.kit.labels import title_of
from rnnviz.ui.models.lab import home, own_models
from rnnviz.ui.models.reader import corpus_of, model_in, vocabulary_of
from rnnviz.zoo.card import SHIPPED, WEIGHTS, ZOO, Card, in_numbers_of
from rnnviz.zoo.importing import IMPORTED
from rnnviz.zoo.models import check_size, names, read_card

FOLDER = SHIPPED
_OWN = "own-"  # begins the names of the visitor's own runs
_IMPORTED = "imported-"  # and of models from elsewhere
SMALL = "picture-lstm-"
PIECE_WORDS = 2_000  # of validation text, for what is measured while somebody waits


@dataclass(frozen=True, slots=True)
class Reader:
    """A model ready to read, and the words that it knows."""

    name: str
    label: str
    card: Card
    model: LanguageModel
    vocabulary: Vocabulary

    @property
    def corpus(self) -> Corpus:
        """The text it was trained or measured on; the first time takes two seconds."""
        return in_numbers_of(self.card, corpus_of(self.card.run.corpus))

    def tokens(self, words: Sequence[str]) -> Tensor:
        """The ids of words (T,) after the end of a sentence, (T + 1,)."""
        return torch.from_numpy(self.vocabulary.encode((END, *words)))

    def unknown(self, words: Sequence[str]) -> tuple[bool, ...]:
        """Which words it reads as `<unk>`."""
        strange = self.vocabulary.unknown_id
        return tuple((self.vocabulary.encode(words) == strange).tolist())

    def piece(self, words: int = PIECE_WORDS) -> np.ndarray:
        """The first words of its validation text, as ids."""
        return self.corpus.valid[:words]


def model_names(*starts: str) -> tuple[str, ...]:
    """The models there are, those of the zoo first: none, Zaremba's, the rest as in `METHODS`."""
    starts = starts or (ZOO, SMALL)
    there = [name for name in names(FOLDER) if name.startswith(starts) and not fault_of(name)]
    order = list(dict.fromkeys(("none", "zaremba2014", *(method.key for method in METHODS))))

    def place(name: str) -> tuple[int, int, str]:
        key = card_of(name).method
        return name.startswith(SMALL), order.index(key) if key in order else len(order), name

    return tuple(sorted(there, key=place))


def all_names() -> tuple[str, ...]:
    """The models a visitor may choose from: those there are, and their own finished runs."""
    return (*model_names(), *(n for n in (*_own_names(), *_imported()) if not fault_of(n)))


def damaged() -> dict[str, str]:
    """What to say of the models that can't be chosen, by what to call them."""
    there = [name for name in names(FOLDER) if name.startswith((ZOO, SMALL))]
    every = (*there, *_own_names(), *_imported())
    faults = {_called(name): fault_of(name) for name in every}
    return {called: fault for called, fault in faults.items() if fault}


def fault_of(name: str) -> str:
    """What is wrong with a model's card, or with the size of its weights; empty if nothing is."""
    try:
        card_of(name)
    except InputError as error:
        return without_folder(name, error)
    return ""


def without_folder(name: str, error: InputError) -> str:
    """What is wrong with a model, without where on the server it lies."""
    return str(error).replace(f"{folder_of(name)}{os.sep}", "")


def _own_names() -> tuple[str, ...]:
    return tuple(f"{_OWN}{place.parent.name}-{place.name}" for place in own_models().values())


def _imported() -> tuple[str, ...]:
    """The models that `rnnviz import` put here, for everybody who comes."""
    return tuple(f"{_IMPORTED}{name}" for name in names(home() / IMPORTED))


def _called(name: str) -> str:
    return (
        sentence("explore.own_called", name=folder_of(name).name) if name.startswith(_OWN) else name
    )


def folder_of(name: str) -> Path:
    """Where a model lies. Who may ask for an own one is settled where names are offered."""
    if name.startswith(_OWN):
        experiment, _, run = name.removeprefix(_OWN).partition("-")
        return home() / experiment / run
    if name.startswith(_IMPORTED):
        return home() / IMPORTED / name.removeprefix(_IMPORTED)
    return FOLDER / name


def card_of(name: str) -> Card:
    """Raises `InputError` for a folder that holds no model."""
    return _card(folder_of(name))


def opened(name: str) -> Reader:
    """Raises `InputError` for a folder that holds no model."""
    return _opened(name, folder_of(name), spoken())


def label_of(name: str) -> str:
    """What a visitor reads: the title, and for models from elsewhere whence they come."""
    card = card_of(name)
    title = title_of(card)
    if name.startswith(_OWN):
        run = card.name.removeprefix("run-")
        return sentence(
            "explore.own_label", title=title, date=card.date, run=run, seed=card.run.seed
        )
    if name.startswith(_IMPORTED):
        return sentence("explore.imported_label", title=card.title, date=card.date)
    return title


@lru_cache(maxsize=64)
def _card(folder: Path) -> Card:
    card = read_card(folder)
    check_size(card, folder / WEIGHTS)
    return card


@lru_cache(maxsize=16)
def _opened(name: str, folder: Path, _language: str) -> Reader:
    shipped = model_in(folder)
    vocabulary = vocabulary_of(shipped.card, FOLDER)
    return Reader(name, label_of(name), shipped.card, shipped.model, vocabulary)


def noise_options(name: str) -> dict[str, Placement]:
    """What a model can be put under, by key: the zoo's noises, then every method's."""
    cell = card_of(name).run.model.cell
    zoo = {other: card_of(other).placement.on(cell) for other in model_names(ZOO)}
    methods = {method.key: method.placement.on(cell) for method in METHODS}
    return {key: noise for key, noise in (zoo | methods).items() if noise.active}


def noise_label(key: str) -> str:
    """What a visitor reads for one of these noises."""
    if key.startswith(ZOO):
        return sentence("explore.as_trained", label=label_of(key))
    return find(key).name
