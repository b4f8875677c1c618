"""One run, trained until validation has not got better for some epochs."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnviz.lm.evaluate import tested
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import Evaluation, Run
from rnnviz.lm.train import Trainer
from rnnviz.text.corpora import Corpus


@dataclass(frozen=True, slots=True)
class Stopped:
    """What came of it, and the model as it was at its best epoch."""

    curve: tuple[Evaluation, ...]  # an entry for each epoch
    test: float | None  # at the best epoch; None if there was none
    capped: bool
    diverged: bool
    product: str
    model: LanguageModel


def train_until_it_turns(run: Run, corpus: Corpus, patience_epochs: int) -> Stopped:
    """Train until `patience_epochs` pass without a lower validation perplexity, or to the end.

    The epoch kept is the first with the lowest; test text is read once, by the model of that epoch.
    """
    trainer = Trainer(run, corpus, torch.device("cpu"))
    curve: list[Evaluation] = []
    best, weights, since, diverged = float("inf"), _weights(trainer.model), 0, False
    for result in trainer.results():
        diverged = result.diverged
        if result.evaluation is None:
            continue
        curve.append(result.evaluation)
        since += 1
        if result.evaluation.valid < best:
            best, weights, since = result.evaluation.valid, _weights(trainer.model), 0
        if since == patience_epochs:
            break
    trainer.model.load_state_dict(weights)
    test = tested(trainer.model, run, corpus) if curve else None
    capped = not diverged and since < patience_epochs
    return Stopped(tuple(curve), test, capped, diverged, trainer.product.value, trainer.model)


def _weights(model: LanguageModel) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in model.state_dict().items()}
