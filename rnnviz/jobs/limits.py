"""What visitors may ask of this machine: environment variables, with generous defaults."""

import os
from dataclasses import dataclass, fields
from math import inf

from rnnviz.capacity import cores, memory_bytes, processors
from rnnviz.content import clauses, sentence
from rnnviz.errors import InputError
from rnnviz.lm.run import Run
from rnnviz.workers.pace import Pace

_PREFIX = "RNNVIZ_MAX_"
NICENESS = "RNNVIZ_NICENESS"
_USUAL_NICENESS, _MOST_NICENESS = 10, 19
CLASS_DAYS = "RNNVIZ_CLASS_DAYS"
_USUAL_CLASS_DAYS, _MOST_CLASS_DAYS = 30, 3650


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is set by RNNVIZ_MAX_ and its name in capitals."""

    workers: int  # runs training at a time; by default two per core, so that four grow together
    parameters: float = inf  # of one model
    tokens: float = inf  # that one run reads: epochs × training tokens
    minutes: float = inf  # that one run trains
    runs: float = 200  # of one visitor, waiting or training
    queue: float = 1_000  # runs waiting in all
    experiments: float = 500  # that one visitor keeps
    classes: float = 200  # open at a time
    away_seconds: float = 300  # from closing the last tab to the pause of what was training

    def rounds(self, runs: int) -> float:
        """How many times as long as one run alone takes, this many take together, about."""
        return max(1.0, runs / min(self.workers, max(1.0, processors())))

    def refuse(self, runs: tuple[Run, ...], pace: Pace) -> None:
        """Raise `InputError` for a run that is larger than this server lets one be."""
        tokens = runs[0].training.epochs * pace.tokens
        seconds = runs[0].training.epochs * pace.epoch_seconds
        _refuse("jobs.large_model", pace.parameters, self.parameters)
        _refuse("jobs.long_reading", tokens, self.tokens)
        _refuse("jobs.long_training", seconds / 60, self.minutes)

    def facts(self) -> str:
        """What a visitor should know before asking, as a sentence."""
        asked = {
            "jobs.most_parameters": self.parameters,
            "jobs.most_words": self.tokens,
            "jobs.most_minutes": self.minutes,
            "jobs.most_runs": self.runs,
        }
        most = [sentence(key, most=amount(value)) for key, value in asked.items() if value < inf]
        return sentence("jobs.facts", workers=self.workers, most=clauses(most))


def limits() -> Limits:
    """The limits of this server. Raises `InputError` for a variable that is no number above 0."""
    given: dict[str, float] = {"workers": _workers()}
    for field in fields(Limits):
        text = os.environ.get(_PREFIX + field.name.upper())
        if text is not None:
            given[field.name] = _number(field.name, text)
    return Limits(int(given.pop("workers")), **given)


def niceness() -> int:
    """How much training gives way to the pages, 0…19. Raises `InputError` for anything else."""
    text = os.environ.get(NICENESS, str(_USUAL_NICENESS))
    if text not in map(str, range(_MOST_NICENESS + 1)):
        raise InputError("jobs.no_niceness", variable=NICENESS, text=text[:40], most=_MOST_NICENESS)
    return int(text)


def class_days() -> int:
    """How many days after its last use a class is forgotten. Raises `InputError` for no number."""
    text = os.environ.get(CLASS_DAYS, str(_USUAL_CLASS_DAYS))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_CLASS_DAYS):
        most = _MOST_CLASS_DAYS
        raise InputError("jobs.no_class_days", variable=CLASS_DAYS, text=text[:40], most=most)
    return int(text)


def refuse_more(key: str, count: int, most: float) -> None:
    """Raise the `InputError` of a key for a count above the most."""
    if count > most:
        raise InputError(key, count=count, most=amount(most))


def _workers() -> int:
    """Two for each processor, as far as there is a GiB for each: they take less, the server more.

    Whether it is free when one is to start, the queue asks then.
    """
    return int(max(1, min(2 * cores(), memory_bytes() // 2**30)))


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not value > 0 or (name == "workers" and not 1 <= value < inf):
        raise InputError("jobs.no_limit", variable=_PREFIX + name.upper(), text=text[:40])
    return value


def _refuse(key: str, value: float, most: float) -> None:
    if value > most:
        raise InputError(key, value=amount(value), most=amount(most))


def amount(value: float) -> str:
    """A number as a sentence has it: whole from ten on, and never 0 for half of something."""
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"
