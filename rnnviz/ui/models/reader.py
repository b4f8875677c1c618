"""A trained model, the words that it knows, and the text that it learned from: each loaded once."""

from functools import lru_cache
from pathlib import Path

import streamlit as st
import torch

from rnnviz.core.placement import Cell
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import CorpusChoice
from rnnviz.text.corpora import Corpus
from rnnviz.text.vocab import Vocabulary
from rnnviz.zoo.card import SHIPPED, Card
from rnnviz.zoo.models import Pretrained, load
from rnnviz.zoo.word_lists import kept


def reader(cell: Cell, layers: int) -> tuple[LanguageModel, Vocabulary]:
    """A small model that is shipped, and the words that it knows."""
    return saved_reader(SHIPPED / f"picture-{cell}-{layers}")


@lru_cache(maxsize=24)
def saved_reader(folder: Path) -> tuple[LanguageModel, Vocabulary]:
    """The model in a folder, and the words that it knows. Raises `InputError`."""
    shipped = model_in(folder)
    return shipped.model, vocabulary_of(shipped.card)


@lru_cache(maxsize=24)  # of 3 MB each
def model_in(folder: Path) -> Pretrained:
    """The model in a folder, and its card. Raises `InputError` for a folder that holds none."""
    torch.set_num_threads(1)  # many visitors share the cores
    return load(folder)


def vocabulary_of(card: Card, folder: Path = SHIPPED) -> Vocabulary:
    """Its own words, the list in a folder beside the models, or else those of the corpus."""
    if card.vocabulary:
        return Vocabulary(card.vocabulary)
    return kept(card, folder) or corpus_of(card.run.corpus).vocabulary


@st.cache_resource(show_spinner=False)
def corpus_of(choice: CorpusChoice) -> Corpus:
    """The text itself; the first time takes two seconds."""
    return choice.load()
