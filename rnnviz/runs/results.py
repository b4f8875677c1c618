"""What came out of an experiment: curves, a closing table, and files that say how to repeat it."""

import csv
import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import inf, nan
from statistics import mean, stdev

from rnnviz import __version__
from rnnviz.content import clauses, sentence
from rnnviz.core.placement import Placement
from rnnviz.lm.machine import machine
from rnnviz.lm.run import Json, Run, StepResult, WorkerFailed, gathered


@dataclass(frozen=True, slots=True)
class Row:
    """One placement in the closing table: means over the seeds that came through, and spreads.

    A spread is the sample standard deviation, None for a single seed.
    """

    key: str
    seeds: int
    train: float
    valid: float
    valid_spread: float | None
    best_valid: float  # the lowest of each seed's, as early stopping would have kept it
    best_spread: float | None
    best_epoch: float
    test: float | None  # of the weights at the end
    test_spread: float | None
    test_kept: float | None  # of those with the lowest validation, where they were kept
    test_kept_spread: float | None
    note: str = ""


@dataclass(slots=True)
class Record:
    """The runs of an experiment and what they have said so far."""

    runs: tuple[Run, ...]
    began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    curves: dict[tuple[str, int], list[StepResult]] = field(default_factory=dict)
    latest: dict[tuple[str, int], StepResult] = field(default_factory=dict)
    failures: dict[tuple[str, int], str] = field(default_factory=dict)
    machine: Json = field(default_factory=machine)

    @property
    def keys(self) -> tuple[str, ...]:
        """The placements, in the order in which they were chosen."""
        return tuple(dict.fromkeys(run.key for run in self.runs))

    @property
    def plain(self) -> str | None:
        """The key of the placement without noise, if it is one of them."""
        return next((run.key for run in self.runs if not run.placement.edges), None)

    def placement_of(self, key: str) -> Placement:
        """The placement of a key of its runs."""
        return next(run.placement for run in self.runs if run.key == key)

    @property
    def seeds(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(run.seed for run in self.runs))

    @property
    def through(self) -> bool:
        """Whether every run came to its end, and to something."""
        places = [(run.key, run.seed) for run in self.runs]
        return all(self._ended(place) and self._sound(*place) for place in places)

    def ended(self) -> "Record":
        """The runs that came to their end, which alone can be compared while others go on."""
        runs = [run for run in self.runs if self._ended((run.key, run.seed))]
        sound = tuple(run for run in runs if self._sound(run.key, run.seed))
        places = {(run.key, run.seed) for run in sound}
        curves = {place: curve for place, curve in self.curves.items() if place in places}
        latest = {place: result for place, result in self.latest.items() if place in places}
        return Record(sound, self.began, curves, latest, machine=self.machine)

    @property
    def even(self) -> int | None:
        """The epochs that all runs have been through, where one under way has fewer than others."""
        last = {place: curve[-1].epoch for place, curve in self.curves.items()}
        if len(set(last.values())) == 1 or all(map(self._ended, last)):
            return None
        return min(last.values())

    def comparable(self) -> "Record":
        """The same over the epochs that are `even`; whole where there is no need."""
        epochs = self.even
        if epochs is None:
            return self
        cut = {
            place: [result for result in curve if result.epoch <= epochs]
            for place, curve in self.curves.items()
        }
        return replace(self, curves=cut)

    def _ended(self, place: tuple[str, int]) -> bool:
        """Whether a run's text was tested, as it is once, at its end."""
        return any(result.perplexity.test is not None for result in self.curves.get(place, ()))

    def curves_of(self, key: str) -> list[list[StepResult]]:
        """The evaluations of each of a placement's seeds that came through, or is on its way."""
        return [
            curve
            for (of, seed), curve in self.curves.items()
            if of == key and self._sound(of, seed)
        ]

    def add(self, message: StepResult | WorkerFailed) -> None:
        place = message.key, message.seed
        if isinstance(message, WorkerFailed):
            self.failures[place] = message.error
            return
        self.latest[place] = message
        if message.evaluation:
            self.curves.setdefault(place, []).append(message)

    def rows(self) -> list[Row]:
        """The table, lowest validation first; placements that came to nothing last."""
        rows = [self._row(key) for key in self.keys]
        return sorted(rows, key=lambda row: row.best_valid)

    def _row(self, key: str) -> Row:
        curves = self.curves_of(key)
        note = self._note(key)
        if not curves:
            note = note or sentence("runs.no_result")
            return Row(key, 0, nan, inf, None, inf, None, nan, None, None, None, None, note)
        last = [curve[-1].perplexity for curve in curves]
        best = [min(curve, key=lambda result: result.perplexity.valid) for curve in curves]
        lowest = [result.perplexity.valid for result in best]
        tests = [evaluation.test for evaluation in last if evaluation.test is not None]
        kept = [at.test_kept for at in last if at.test_kept is not None]
        return Row(
            key,
            len(curves),
            mean(evaluation.train for evaluation in last),
            mean(evaluation.valid for evaluation in last),
            _spread([evaluation.valid for evaluation in last]),
            mean(lowest),
            _spread(lowest),
            mean(result.epoch for result in best),
            mean(tests) if tests else None,
            _spread(tests),
            mean(kept) if kept else None,
            _spread(kept),
            note,
        )

    def _sound(self, key: str, seed: int) -> bool:
        """Whether a run has neither diverged nor failed."""
        place = key, seed
        return place not in self.failures and not self.latest[place].diverged

    def _note(self, key: str) -> str:
        diverged = [
            sentence("runs.note_diverged", seed=seed, step=result.step)
            for (of, seed), result in self.latest.items()
            if of == key and result.diverged
        ]
        failed = [
            sentence("runs.note_failed", seed=seed) for (of, seed) in self.failures if of == key
        ]
        return clauses(diverged + failed)

    def to_json(self) -> Json:
        """Every figure, and everything needed to repeat it."""
        return {
            "rnnviz": __version__,
            "date": self.began,
            "machine": self.machine,
            "runs": [self._run_json(run) for run in self.runs],
        }

    def _run_json(self, run: Run) -> Json:
        place = run.key, run.seed
        last = self.latest.get(place)
        return run.published() | {
            "tokens": last.tokens if last else 0,
            "seconds": last.seconds if last else 0.0,
            "diverged_at_step": last.step if last and last.diverged else None,
            "error": self.failures.get(place),
            "curve": [_point(result) for result in self.curves.get(place, [])],
        }

    @classmethod
    def from_json(cls, data: Json) -> "Record":
        """The record that `to_json` wrote, its curves and all, without the visitor's own text."""
        runs = tuple(Run.from_json(run) for run in data["runs"])
        record = cls(runs, began=data["date"], machine=data["machine"])
        for run, result in zip(runs, data["runs"], strict=True):
            for point in result["curve"]:
                record.add(_result(run, point))
            if result["diverged_at_step"] is not None:
                record.add(_lost(run, result))
            if result["error"] is not None:
                record.add(WorkerFailed(run.key, run.seed, result["error"]))
        return record

    def to_csv(self) -> str:
        """One line per evaluation."""
        out = io.StringIO()
        points = [
            {"method": key, "seed": seed} | _line(result)
            for (key, seed), curve in self.curves.items()
            for result in curve
        ]
        if points:
            writer = csv.DictWriter(out, fieldnames=list(points[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(points)
        return out.getvalue()


def _point(result: StepResult) -> Json:
    """One evaluation: what the curves are made of."""
    data = result.to_json()
    return {name: data[name] for name in data if name not in _OF_THE_RUN}


def _line(result: StepResult) -> Json:
    """The same for a table, which has no columns within columns."""
    point = _point(result)
    return point | {f"{name}{_FLAT}": value for name, value in point.pop("evaluation").items()}


def _result(run: Run, point: Json) -> StepResult:
    return StepResult.from_json({"key": run.key, "seed": run.seed} | gathered(point, _FLAT))


def _lost(run: Run, data: Json) -> StepResult:
    """The step at which a run broke, of which files keep only where it was."""
    step, tokens, seconds = data["diverged_at_step"], data["tokens"], data["seconds"]
    epoch = len(data["curve"]) + 1
    return StepResult(
        *(run.key, run.seed, step, epoch, tokens, seconds, nan, nan, nan, nan), diverged=True
    )


def _spread(values: list[float]) -> float | None:
    return stdev(values) if len(values) > 1 else None


_FLAT = "_perplexity"  # how columns of perplexities end
_OF_THE_RUN = {"key", "seed", "diverged"}
