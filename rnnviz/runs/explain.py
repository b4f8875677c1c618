"""What an experiment shows and why a run went wrong, in sentences that follow from its data."""

from collections.abc import Iterator
from itertools import pairwise
from math import log10
from statistics import mean

from rnnviz.core.methods import name_of
from rnnviz.core.placement import Cell, Fill, Noise, Scaling, Share
from rnnviz.lm.run import Run, StepResult
from rnnviz.runs.differences import difference
from rnnviz.runs.results import Record

MOST_WAVERING = 1.02  # the rise of a curve that is still called level
_LOCKED = (Share.SEQUENCE, Share.BATCH)


def explanations(record: Record, words: int) -> Iterator[str]:
    """A sentence or two for each run that diverged, failed, or predicts worse than chance."""
    for run in record.runs:
        place = run.key, run.seed
        who = f"{name_of(run.key)}, seed {run.seed}"
        latest, curve = record.latest.get(place), record.curves.get(place, [])
        if place in record.failures:
            yield f"{who}, failed: {record.failures[place].splitlines()[-1]}"
        elif latest and latest.diverged:
            yield f"{who}, {_diverged(run, latest)}"
        elif curve and curve[-1].perplexity.valid > words:
            found = curve[-1].perplexity.valid
            yield (
                f"{who}: a validation perplexity of {found:,.0f} is worse than guessing among all "
                f"{words:,} words alike. {_advice(run)}"
            )


def findings(record: Record) -> Iterator[str]:
    """What the figures say so far, and what they don't, at each placement's last epoch."""
    rows = [row for row in record.rows() if row.seeds]
    for row in rows:
        last = mean(curve[-1].epoch for curve in record.curves_of(row.key))
        if row.best_epoch < last and row.valid > MOST_WAVERING * row.best_valid:
            yield (
                f"{name_of(row.key)} overfits: its validation perplexity has risen from "
                f"{row.best_valid:.1f} (epoch {row.best_epoch:.3g}) to {row.valid:.1f}, while "
                f"that of training text fell to {row.train:.1f}."
            )
    improving = [row.key for row in rows if _improving(record, row.key)]
    if improving:
        names = ", ".join(map(name_of, improving))
        yield f"Still improving: {names}. Train longer to judge."
    for better, worse in pairwise(rows):
        found = difference(record, worse.key, better.key)
        if found and found.seeds > 1:
            verdict = "is significant" if found.told_apart else "is not significant"
            yield (
                f"{name_of(worse.key)} is {found.mean:.1f} ± {found.margin:.1f} above "
                f"{name_of(better.key)}, which {verdict} ({found.seeds} seeds, 95 %)."
            )


def _improving(record: Record, key: str) -> bool:
    """Whether every seed was at its best at its last epoch."""
    curves = record.curves_of(key)
    return all(
        len(curve) > 1 and curve[-1] is min(curve, key=lambda result: result.perplexity.valid)
        for curve in curves
    )


def _diverged(run: Run, result: StepResult) -> str:
    noises = run.placement_at(result.epoch).noises
    cell, steps = run.model.cell, run.training.steps
    causes = [_growth(noise, steps) for noise in noises if _grows(noise, cell)]
    what = (
        f"diverged at step {result.step:,}, in epoch {result.epoch}: its loss or gradient was no "
        "finite number any more, so nothing could be learned from it."
    )
    return " ".join([what, *causes, _advice(run)])


def _grows(noise: Noise, cell: Cell) -> bool:
    """Whether what survives on the way through time is enlarged again at every step."""
    return (
        (noise.edge.row.keeps or cell in noise.edge.row.along_c)
        and noise.share in _LOCKED
        and noise.fill == Fill.ZERO
        and noise.scaling == Scaling.INVERTED
    )


def _growth(noise: Noise, steps: int) -> str:
    gain = 1 / (1 - noise.rate)
    return (
        f"One mask for the whole sequence on {noise.edge}, with inverted scaling, multiplies what "
        f"it keeps by {gain:.3g} at each step: by 10^{steps * log10(gain):.0f} over {steps} steps "
        "(formula), where nothing forgets it."
    )


def _advice(run: Run) -> str:
    return f"A learning rate below {run.training.learning_rate:g} may hold."
