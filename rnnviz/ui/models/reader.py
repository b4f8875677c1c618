"""A small trained model, and the words that it knows."""

from functools import cache, lru_cache
from pathlib import Path

import torch

from rnnviz.core.placement import Cell
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import CorpusChoice
from rnnviz.text.vocab import Vocabulary
from rnnviz.zoo.models import Pretrained, find, load


def reader(cell: Cell, layers: int) -> tuple[LanguageModel, Vocabulary]:
    """A small model and the words that it knows."""
    found = _pretrained(cell, layers)
    return found.model, _vocabulary(found.card.run.corpus)


@lru_cache(maxsize=8)
def saved_reader(folder: Path) -> tuple[LanguageModel, Vocabulary]:
    """The model in a folder, and the words that it knows. Raises `InputError`."""
    found = load(folder)
    return found.model, _vocabulary(found.card.run.corpus)


@cache
def _pretrained(cell: Cell, layers: int) -> Pretrained:
    torch.set_num_threads(1)  # many visitors share the cores
    return find(f"picture-{cell}-{layers}")


@cache
def _vocabulary(corpus: CorpusChoice) -> Vocabulary:
    return corpus.load().vocabulary
