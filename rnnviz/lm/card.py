"""What is known of a trained model: how it came about, and what was measured. No torch."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from rnnviz.core.placement import Placement, parse
from rnnviz.errors import InputError
from rnnviz.lm.runs import Run

WEIGHTS, CARD = "model.safetensors", "card.json"  # the two files of a model's folder
MOST_WORDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """One evaluation of a training run: perplexities with the noise as at test time."""

    epoch: int
    tokens: int
    train: float
    valid: float
    test: float | None = None


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

    @property
    def placement(self) -> Placement:
        """The noise that the model was trained with, at the end."""
        return self.run.placement_at(self.run.training.epochs)

    def to_text(self) -> str:
        data = asdict(self) | {"run": self.run.published()}
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_text(cls, text: str, where: str) -> "Card":
        """The card that `to_text` wrote. Raises `InputError`, naming `where`, for anything else."""
        try:
            data = json.loads(text)
            curves = tuple(_curve(**curve) for curve in data.pop("curves"))
            trials = tuple(
                Trial(str(parse(trial["placement"])), _curve(**trial["curve"]))
                for trial in data.pop("trials", ())
            )
            data |= {"run": Run.from_json(data["run"]), "curves": curves, "trials": trials}
            card = cls(**data)
            _check(card)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise InputError(
                f"{where} is no model card ({str(error)[:120]}); get the model's folder again."
            ) from None
        return card


def _curve(seed: int, seconds: float, points: list[Any]) -> SeedCurve:
    return SeedCurve(seed, seconds, tuple(Point(**point) for point in points))


def _check(card: Card) -> None:
    """Raise `TypeError` or `ValueError` for a value of the wrong kind or size."""
    kinds = {
        str: (card.name, card.title, card.corpus_sha256, card.weights_sha256, card.date),
        int: (card.epoch, card.words),
        float: (card.valid_perplexity, card.test_perplexity, card.unigram_perplexity),
        dict: (card.machine,),
    }
    for kind, values in kinds.items():
        for value in values:
            if not isinstance(value, kind) or isinstance(value, bool):
                raise TypeError(f"{str(value)[:40]!r} is no {kind.__name__}")
    if not 3 <= card.words <= MOST_WORDS:
        raise ValueError(f"{card.words} words are outside [3, {MOST_WORDS:,}]")
