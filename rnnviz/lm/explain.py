"""Why a run went wrong, in sentences that follow from its own data. No torch."""

from collections.abc import Iterator
from math import log10

from rnnviz.core.placement import Edge, Fill, Noise, Scaling, Share
from rnnviz.lm.record import Record
from rnnviz.lm.runs import Run, StepResult

_LOCKED = (Share.SEQUENCE, Share.BATCH)


def explanations(record: Record, words: int) -> Iterator[str]:
    """A sentence or two for each run that diverged, failed, or predicts worse than chance."""
    for run in record.runs:
        place = run.key, run.seed
        who = f"{run.key}, seed {run.seed}"
        latest, curve = record.latest.get(place), record.curves.get(place, [])
        if place in record.failures:
            yield f"{who}, failed: {record.failures[place].splitlines()[-1]}"
        elif latest and latest.diverged:
            yield f"{who}, {_diverged(run, latest)}"
        elif curve and curve[-1].evaluation.valid > words:
            found = curve[-1].evaluation.valid
            yield (
                f"{who}: a validation perplexity of {found:,.0f} is worse than guessing among all "
                f"{words:,} words alike. {_advice(run)}"
            )


def _diverged(run: Run, result: StepResult) -> str:
    noises = run.placement_at(result.epoch).noises
    causes = [_growth(noise, run.training.steps) for noise in noises if _grows(noise)]
    what = (
        f"diverged at step {result.step:,}, in epoch {result.epoch}: its loss or gradient was no "
        "finite number any more, so nothing could be learned from it."
    )
    return " ".join([what, *causes, _advice(run)])


def _grows(noise: Noise) -> bool:
    """Whether what survives on the way through time is enlarged again at every step."""
    return (
        noise.edge in (Edge.CELL, Edge.HIDDEN)
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
