"""What is known of a trained model: how it came about, and what was measured. No torch."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from rnnviz.content import Message
from rnnviz.core.placement import Placement, parse
from rnnviz.errors import InputError, reason
from rnnviz.lm.run import Evaluation, Run, gathered
from rnnviz.lm.typed import typed
from rnnviz.places import pretrained
from rnnviz.text.corpora import Corpus, entry, recoded, size_of
from rnnviz.text.vocab import Vocabulary

SHIPPED = pretrained()
ZOO = "zoo-"  # how the names of the models of Explore begin; a method's key follows
WEIGHTS, CARD = "model.safetensors", "card.json"  # the two files of a model's folder
MOST_WORDS = 1_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Point:
    """Where in a training run it was evaluated, and what was found."""

    epoch: int
    tokens: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class SeedCurve:
    """All that one seed's run said, and how long it took."""

    seed: int
    seconds: float
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A run with other rates, of which validation said that they are worse."""

    placement: str  # as `parse` reads it
    curve: SeedCurve

    def __post_init__(self) -> None:
        parse(self.placement)


@dataclass(frozen=True, slots=True)
class Card:
    """Everything needed to judge a model, and to make it again."""

    name: str
    title: str
    run: Run  # of the seed whose weights are shipped
    epoch: int  # after which those weights were taken
    words: int  # V
    corpus_sha256: str  # of the numbered streams and the vocabulary
    weights_sha256: str  # of the file
    valid_perplexity: float  # of the shipped weights, as they are stored
    test_perplexity: float
    unigram_perplexity: float  # what word frequencies alone would reach on validation
    curves: tuple[SeedCurve, ...]
    date: str
    machine: dict[str, Any]
    trials: tuple[Trial, ...] = ()
    vocabulary: tuple[str, ...] = ()  # of a model from elsewhere; others have their corpus's

    @property
    def placement(self) -> Placement:
        """The noise that the model was trained with, in the epoch of its weights."""
        return self.run.placement_at(self.epoch)

    @property
    def method(self) -> str:
        """The key of the method that it was trained with, at whatever rates; else its run's key."""
        return self.name.removeprefix(ZOO) if self.name.startswith(ZOO) else self.run.key

    def to_text(self) -> str:
        data = asdict(self) | {"run": self.run.published()}
        if not self.vocabulary:
            del data["vocabulary"]
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_text(cls, text: str, where: str) -> "Card":
        """The card that `to_text` wrote. Raises `InputError`, naming `where`, for anything else."""
        try:
            card = typed(cls, json.loads(text, object_hook=gathered))
            for problem in _problems(card):
                raise InputError(problem)
        except (ValueError, RecursionError) as error:  # an `InputError` is a ValueError
            raise InputError("zoo.no_card", where=where, why=reason(error)) from None
        return card


def in_numbers_of(card: Card, corpus: Corpus) -> Corpus:
    """A card's corpus, recoded if the model brought its own words."""
    return recoded(corpus, Vocabulary(card.vocabulary)) if card.vocabulary else corpus


def _problems(card: Card) -> Iterator[Message]:
    """What values of the right kind may still be wrong about, the first thing first."""
    size_of(entry(card.run.corpus.name), card.run.corpus.size)
    words, last = card.words, card.run.training.epochs
    if not 3 <= words <= MOST_WORDS:
        yield Message("zoo.card_words", {"words": words, "most": MOST_WORDS})
    if card.vocabulary and len(card.vocabulary) != words:
        yield Message("zoo.card_vocabulary", {"number": len(card.vocabulary), "words": words})
    if not 1 <= card.epoch <= last:
        yield Message("zoo.card_epoch", {"epoch": card.epoch, "last": last})
    for name in ("valid_perplexity", "test_perplexity", "unigram_perplexity"):
        if (value := getattr(card, name)) < 1:
            yield Message("zoo.card_perplexity", {"name": name, "value": value})
    for name in ("corpus_sha256", "weights_sha256"):
        if not _SHA256.fullmatch(value := getattr(card, name)):
            yield Message("zoo.card_digest", {"name": name, "value": value[:70]})
    if not any(curve.points for curve in card.curves):
        yield Message("zoo.card_curves")
