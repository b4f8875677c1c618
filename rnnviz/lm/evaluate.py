"""Perplexity, measured as the papers do: the state carried through, the noise as at test time."""

from collections.abc import Callable
from math import exp, inf

import numpy as np
import torch
from torch import Generator

from rnnviz.core.masks import at_evaluation, generator
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import Run
from rnnviz.text.batches import windows
from rnnviz.text.corpora import Corpus


class Interrupted(Exception):  # noqa: N818 -- no error: somebody wants it to end
    """A measurement was asked to end before it was through."""


@at_best
@torch.no_grad()
def perplexity(
    model: LanguageModel,
    ids: np.ndarray,
    placement: Placement,
    *,
    batch: int = 1,
    steps: int = 35,
    most_tokens: int | None = None,
    source: Generator | None = None,
    stop: Callable[[], bool] = bool,
) -> float:
    """Perplexity, exp of the mean loss in nats, of a text read in `batch` streams.

    Every token that follows another in its stream is a target once; with one stream that is every
    token but the first. `most_tokens` stops early, equally far into each stream. `source` draws
    the masks of placements that sample at test time. Returns infinity when the loss overflows.
    Raises `Interrupted` between two windows once `stop` says so.
    """
    device = model.device
    state, total, count = model.zero_state(batch), 0.0, 0
    for inputs, targets in windows(ids, batch, steps, partial=True):
        if stop():
            raise Interrupted
        masks = at_evaluation(placement, model.dims(len(inputs), batch), source).to(device)
        x, y = (torch.from_numpy(part).to(device) for part in (inputs, targets))
        loss, state = model.loss(x, y, state, masks)
        total, count = total + loss.item() * targets.size, count + targets.size
        if most_tokens is not None and count >= most_tokens:
            break
    try:
        return exp(total / count)
    except OverflowError:
        return inf


def measured(model: LanguageModel, run: Run, corpus: Corpus) -> tuple[float, float]:
    """Perplexity on validation and on test text, as while training."""
    valid = _perplexity(model, run, corpus.valid, run.training.batch)
    return valid, tested(model, run, corpus)


def tested(model: LanguageModel, run: Run, corpus: Corpus) -> float:
    """Perplexity on test text alone, read in one piece."""
    return _perplexity(model, run, corpus.test, 1)


def _perplexity(model: LanguageModel, run: Run, ids: np.ndarray, streams: int) -> float:
    return perplexity(
        model,
        ids,
        run.placement_at(run.training.epochs),
        batch=streams,
        steps=run.training.steps,
        source=generator(run.seed, run.key, "card"),
    )
