"""Every model of the zoo under every other's noise, and its own averaged, kept in one file.

The file is written after each measurement, and a stopped call goes on where it was.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import torch

from rnnviz.analyses import averaged
from rnnviz.analyses.averaged import Averaged
from rnnviz.analyses.cross import Crossed, measure
from rnnviz.content import sentence
from rnnviz.disk import check_file, read_text, write_text
from rnnviz.errors import InputError, reason
from rnnviz.lm.machine import machine
from rnnviz.lm.run import CorpusChoice, Json
from rnnviz.lm.typed import typed
from rnnviz.text.corpora import Corpus
from rnnviz.zoo.card import SHIPPED, ZOO, Card
from rnnviz.zoo.models import find, names, read_card

FILE = SHIPPED / "recorded" / "zoo_matrix.json"
LEAST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Meeting:
    """A model under the noise of a model, maybe its own."""

    model: str
    weights_sha256: str
    noise_of: str  # a model
    placement: str
    crossed: Crossed

    @property
    def line(self) -> str:
        """For a terminal."""
        fields = {"model": self.model, "placement": self.placement, "mean": self.crossed.mean}
        return sentence("analyses.crossed", **fields)


@dataclass(frozen=True, slots=True)
class Average:
    """A model's own noise, many passes averaged on test text."""

    model: str
    weights_sha256: str
    placement: str
    averaged: Averaged

    @property
    def line(self) -> str:
        """For a terminal."""
        fields = {"passes": self.averaged.passes, "mean": self.averaged.first[-1]}
        return sentence(
            "analyses.averaged", model=self.model, standard=self.averaged.standard, **fields
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything that was measured, and how to do it again."""

    words: int  # of validation text
    draws: int
    seed: int
    meetings: tuple[Meeting, ...]
    date: str
    machine: Json
    passes: int = averaged.PASSES  # of its own masks, over all of the test text
    averages: tuple[Average, ...] = ()

    def to_text(self) -> str:
        """JSON with a line for each measurement."""
        data = asdict(self)
        rows = {name: data.pop(name) for name in ("meetings", "averages")}
        lines = [
            f' "{name}": [\n' + ",\n".join(f"  {json.dumps(row)}" for row in records) + "\n ]"
            for name, records in rows.items()
        ]
        return json.dumps(data, indent=1)[:-2] + ",\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_text(cls, text: str, where: str) -> "Matrix":
        """What `to_text` wrote. Raises `InputError`, naming `where`, for anything else."""
        try:
            return typed(cls, json.loads(text))
        except (ValueError, RecursionError) as error:
            raise InputError("analyses.no_matrix", where=where, why=reason(error)) from None

    def without_changed(self, cards: Sequence[Card]) -> "Matrix":
        """Only what holds for the models as they are now."""
        now = {card.name: card for card in cards}
        return replace(
            self,
            meetings=tuple(meeting for meeting in self.meetings if _holds(meeting, now)),
            averages=tuple(each for each in self.averages if _is_of(each, now.get(each.model))),
        )


def load(path: Path = FILE) -> Matrix:
    """The record in a file. Raises `InputError` if there is none."""
    text = read_text(path, mend="analyses.measure_cross")
    return Matrix.from_text(text, str(path))


def record(
    path: Path,
    folder: Path = SHIPPED,
    *,
    words: int = 10_000,
    draws: int = 3,
    passes: int = averaged.PASSES,
) -> Iterator[Meeting | Average]:
    """Measure what is missing in the file, and say each measurement once it is kept there."""
    torch.set_num_threads(1)
    if words < LEAST_WORDS or draws < 1 or passes < 1:
        raise InputError("analyses.few_words", least=LEAST_WORDS)
    check_file(path)
    cards = _cards(folder)
    kept = load(path) if path.exists() else Matrix(words, draws, 0, (), "", machine(), passes)
    if (kept.words, kept.draws, kept.passes) != (words, draws, passes):
        raise InputError("analyses.other_settings", path=path)
    kept = kept.without_changed(cards)
    for measurement in _measured(kept, cards, folder):
        kept = _with(measurement, kept)
        write_text(path, kept.to_text())
        yield measurement


def _measured(kept: Matrix, cards: Sequence[Card], folder: Path) -> Iterator[Meeting | Average]:
    for card, other in _missing(kept, cards):
        yield _meet(card, other, kept, folder)
    done = {each.model for each in kept.averages}
    for card in cards:
        if card.placement.active and card.name not in done:
            yield _average(card, kept, folder)


def _with(measurement: Meeting | Average, kept: Matrix) -> Matrix:
    today = datetime.now(UTC).date().isoformat()
    kept = replace(kept, date=today, machine=machine())
    if isinstance(measurement, Meeting):
        return replace(kept, meetings=(*kept.meetings, measurement))
    return replace(kept, averages=(*kept.averages, measurement))


def _cards(folder: Path) -> list[Card]:
    """The cards of the zoo in a folder. Raises `InputError` where there are none."""
    cards = [read_card(folder / name) for name in names(folder) if name.startswith(ZOO)]
    if not cards:
        raise InputError("analyses.no_models", folder=folder, prefix=ZOO)
    return cards


def _missing(kept: Matrix, cards: Sequence[Card]) -> Iterator[tuple[Card, Card]]:
    done = {(meeting.model, meeting.noise_of) for meeting in kept.meetings}
    for card in cards:
        for other in cards:
            if (card.name, other.name) not in done:
                yield card, other


def _meet(card: Card, other: Card, kept: Matrix, folder: Path) -> Meeting:
    noise = other.placement.on(card.run.model.cell)
    ids = _corpus(card.run.corpus).valid[: kept.words]
    model = find(card.name, folder).model
    crossed = measure(model, ids, noise, draws=kept.draws, seed=kept.seed)
    return Meeting(card.name, card.weights_sha256, other.name, str(other.placement), crossed)


def _average(card: Card, kept: Matrix, folder: Path) -> Average:
    noise = card.placement.on(card.run.model.cell)
    ids = _corpus(card.run.corpus).test
    model = find(card.name, folder).model
    result = averaged.measure(model, ids, noise, passes=kept.passes, seed=kept.seed)
    return Average(card.name, card.weights_sha256, str(card.placement), result)


def _is_of(average: Average, card: Card | None) -> bool:
    stated = card and (card.weights_sha256, str(card.placement))
    return stated == (average.weights_sha256, average.placement)


def _holds(meeting: Meeting, now: dict[str, Card]) -> bool:
    """Whether the model and the noise of a measurement are still what they were."""
    model, other = now.get(meeting.model), now.get(meeting.noise_of)
    return bool(
        model
        and other
        and model.weights_sha256 == meeting.weights_sha256
        and str(other.placement) == meeting.placement
    )


@cache
def _corpus(choice: CorpusChoice) -> Corpus:
    return choice.load()
