"""One run, trained until validation has not got better for some epochs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import torch

from rnnviz.lm.checkpoint import keep, kept_in
from rnnviz.lm.evaluate import Interrupted, tested
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import Evaluation, Run
from rnnviz.lm.train import Trainer
from rnnviz.text.corpora import Corpus

_CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Stopped:
    """What came of it, and the model as it was at its best epoch."""

    curve: tuple[Evaluation, ...]  # an entry for each epoch
    test: float | None  # at the best epoch; None if there was none
    capped: bool
    diverged: bool
    product: str
    model: LanguageModel
    earlier_seconds: float  # of processor time, in the process that the run goes on from


def train_until_it_turns(
    run: Run,
    corpus: Corpus,
    patience_epochs: int,
    checkpoint: Path | None = None,
    stop: Callable[[], bool] = bool,
) -> Stopped:
    """Train until `patience_epochs` pass without a lower validation perplexity, or to the end.

    The epoch kept is the first with the lowest; test text is read once, by the model of that epoch.
    With a `checkpoint` the run is saved there after each epoch, and goes on from there if the file
    exists. Raises `Interrupted` once `stop` says yes.
    """
    began, trainer = process_time(), Trainer(run, corpus, _CPU, stop)
    earlier = _gone_on(trainer, checkpoint)
    results = trainer.results()
    while _since_lowest(trainer) < patience_epochs and (result := next(results, None)):
        if stop():
            break
        if checkpoint and (result.evaluation or result.diverged):
            seconds = earlier + process_time() - began
            keep(trainer.kept() | {"processor_seconds": seconds}, checkpoint)
    if stop():
        raise Interrupted
    return _stopped(trainer, patience_epochs, earlier)


def _gone_on(trainer: Trainer, checkpoint: Path | None) -> float:
    """The processor time so far, once all is as it was saved."""
    if checkpoint is None or not checkpoint.exists():
        return 0.0
    trainer.load(checkpoint)
    return kept_in(checkpoint, _CPU)["processor_seconds"]


def _stopped(trainer: Trainer, patience_epochs: int, earlier: float) -> Stopped:
    curve, since, model = _curve(trainer), _since_lowest(trainer), trainer.at_best()
    diverged = bool(trainer.history) and trainer.history[-1].diverged
    return Stopped(
        curve,
        test=tested(model, trainer.run, trainer.corpus) if curve else None,
        capped=not diverged and since < patience_epochs,
        diverged=diverged,
        product=trainer.product.value,
        model=model,
        earlier_seconds=earlier,
    )


def _curve(trainer: Trainer) -> tuple[Evaluation, ...]:
    return tuple(result.evaluation for result in trainer.history if result.evaluation)


def _since_lowest(trainer: Trainer) -> int:
    """How many epochs have passed since the first with the lowest validation perplexity."""
    curve, lowest = _curve(trainer), trainer.lowest
    return len(curve) - lowest.epoch if lowest else 0
