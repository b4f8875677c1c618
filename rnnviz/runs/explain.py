"""What an experiment shows and why a run went wrong, in sentences that follow from its data."""

from collections.abc import Iterator
from math import log10
from statistics import mean

from rnnviz.content import joined, sentence
from rnnviz.core.methods import name_of
from rnnviz.core.placement import Cell, Fill, Noise, Scaling, Share
from rnnviz.lm.run import Run, StepResult
from rnnviz.runs.differences import difference
from rnnviz.runs.results import Record, Row

MOST_WAVERING = 1.02  # the rise of a curve that is still called level
_LOCKED = (Share.SEQUENCE, Share.BATCH)
_LEAST = 0.05  # a difference that is printed as 0.0 is none


def explanations(record: Record, words: int) -> Iterator[str]:
    """A sentence or two for each run that diverged, failed, or predicts worse than chance."""
    for run in record.runs:
        place = run.key, run.seed
        who = {"key": name_of(run.key), "seed": run.seed}
        latest, curve = record.latest.get(place), record.curves.get(place, [])
        if place in record.failures:
            yield sentence("runs.failed", **who, why=record.failures[place].splitlines()[-1])
        elif latest and latest.diverged:
            yield sentence("runs.diverged_run", **who, why=_diverged(run, latest))
        elif curve and curve[-1].perplexity.valid > words:
            valid = curve[-1].perplexity.valid
            verdict = sentence("runs.worse_than_guessing", **who, valid=valid, words=words)
            yield joined(verdict, _advice(run))


def findings(record: Record) -> Iterator[str]:
    """What the figures say so far, and what they don't, each placement at its best epoch."""
    rows = [row for row in record.rows() if row.seeds]
    improving = [name_of(row.key) for row in rows if _improving(record, row.key)]
    if improving:
        yield sentence("runs.improving", keys=improving)
    so_far = record.comparable()
    if record.even:
        yield sentence("runs.so_far", count=record.even)
    yield from _against_none(so_far, [row for row in so_far.rows() if row.seeds])
    for row in rows:
        last = mean(curve[-1].epoch for curve in record.curves_of(row.key))
        if row.best_epoch < last and row.valid > MOST_WAVERING * row.best_valid:
            yield sentence(
                "runs.overfits",
                key=name_of(row.key),
                best=row.best_valid,
                epoch=row.best_epoch,
                valid=row.valid,
                train=row.train,
            )
    early = [row.key for row in rows if _easier(record, row.key)]
    if early:
        yield sentence("runs.easier", keys=[name_of(key) for key in early])


def _against_none(record: Record, rows: list[Row]) -> Iterator[str]:
    """Each placement against no dropout; without that, each against the next better one."""
    none = next((row for row in rows if row.key == record.plain), None)
    comparisons = len(rows) - 1
    for place, row in enumerate(rows):
        if none is None:
            pair = rows[max(place - 1, 0)], row
        else:
            pair = (row, none) if place < rows.index(none) else (none, row)
        if pair[0] is not pair[1]:
            yield from _compared(record, *pair, comparisons)


def _compared(record: Record, better: Row, worse: Row, comparisons: int) -> Iterator[str]:
    apart = difference(record, worse.key, better.key, comparisons)
    if apart is None:
        return
    who = {"worse": name_of(worse.key), "better": name_of(better.key), "mean": apart.mean}
    if apart.seeds == 1:
        alike = abs(apart.mean) < _LEAST
        yield sentence("runs.alike" if alike else "runs.one_seed", **who)
    else:
        key = "runs.apart" if apart.told_apart else "runs.not_apart"
        counted = {"seeds": apart.seeds, "count": comparisons}
        yield sentence(key, **who, margin=apart.margin, **counted)


def _easier(record: Record, key: str) -> bool:
    """Whether validation text was predicted better than training text after the first epoch."""
    return any(
        curve[0].perplexity.train > curve[0].perplexity.valid for curve in record.curves_of(key)
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
    what = sentence("runs.diverged_at", step=result.step, epoch=result.epoch)
    return joined(what, *causes, _advice(run))


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
    power = steps * log10(gain)
    return sentence("runs.growth", edge=noise.edge, gain=gain, power=power, steps=steps)


def _advice(run: Run) -> str:
    return sentence("runs.advice", rate=run.training.learning_rate)
