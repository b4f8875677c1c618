"""Which placements still let a network learn to say words again after a number of others?

A model is trained on the language `recall` at several lags at once and tested at each. Only the
answer is learnt and judged: the fillers are random, so nothing else in a sentence says anything
about memory. Fresh sentences at every step leave nothing to be learnt by heart.
"""

from collections.abc import Iterator
from time import process_time

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from rnnviz.analyses.commit import commit
from rnnviz.analyses.recall_task import AtLag, Point, Recall, Task, Training
from rnnviz.core import engine
from rnnviz.core.masks import Masks, at_evaluation, generator, sample
from rnnviz.core.methods import placement_of
from rnnviz.core.network import features
from rnnviz.core.placement import GATES, Cell, Placement
from rnnviz.core.products import at_best, current
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.text import synthetic
from rnnviz.text.vocab import Vocabulary


@at_best
def measure(point: Point, training: Training) -> Recall:
    """Train a model with a point's placement and test it at every lag of the task.

    Models that share a cell, task and seed start from the same weights and read the same sentences.
    Edges that the cell has not are left off. A control that is not `recurrent` keeps W_hh = 0: what
    it can do needs no h.
    """
    torch.set_num_threads(1)
    began, cell, task, seed = process_time(), point.cell, point.task, point.seed
    placement, model = placement_of(point.key).on(cell), _new_model(cell, task, training, seed)
    if not point.recurrent:
        _without_recurrent_weights(model)
    for _ in taught(model, placement, task, training, seed):
        pass
    lags = tuple(at_lag(model, placement, task, lag, training.tested) for lag in task.lags_steps)
    return Recall(
        *(point.key, placement, cell, task, seed, lags),
        seconds=round(process_time() - began, 1),
        recurrent=point.recurrent,
        commit=commit(),
        product=current().value,
    )


def taught(
    model: LanguageModel, placement: Placement, task: Task, training: Training, seed: int
) -> Iterator[float]:
    """The loss of each batch, in nats, while the model learns from it."""
    learnt = [weights for weights in model.parameters() if weights.requires_grad]
    optimiser = torch.optim.Adam(learnt, lr=training.learning_rate)
    source, vocabulary = np.random.default_rng(seed), task.vocabulary
    for step in range(training.batches):
        lag = task.lags_steps[source.integers(len(task.lags_steps))]
        read, answers = sentences(task, vocabulary, lag, training.sentences, source)
        dims = model.dims(*read.shape)
        masks = sample(placement, dims, generator(seed, "recall", str(placement), step))
        loss = cross_entropy(_logits(model, read, masks, task.symbols), answers)
        optimiser.zero_grad()
        loss.backward()
        clip_grad_norm_(model.parameters(), training.clip_norm)
        optimiser.step()
        yield loss.item()


@torch.no_grad()
def at_lag(
    model: LanguageModel, placement: Placement, task: Task, lag_steps: int, count: int
) -> AtLag:
    """Test on `count` sentences that are the same for every model."""
    source = np.random.default_rng([lag_steps, task.keys])
    read, answers = sentences(task, task.vocabulary, lag_steps, count, source)
    dims = model.dims(*read.shape)
    clean, noisy = (
        _logits(model, read, draw(placement, dims, generator("test", lag_steps)), task.symbols)
        for draw in (at_evaluation, sample)
    )
    return AtLag(
        lag_steps,
        _accuracy(clean, answers),
        cross_entropy(clean, answers).item(),
        _accuracy(noisy, answers),
    )


def sentences(
    task: Task, vocabulary: Vocabulary, lag_steps: int, count: int, source: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Sentences up to the last answer, (S + lag + S, B), and the keys that must follow, (S · B,).

    Each of the S answers is asked for at one of the last S steps, given the answers before it.
    """
    S = task.symbols
    drawn = synthetic.recall(lag_steps, task.keys, task.fillers, count, source, S)
    ids = torch.from_numpy(vocabulary.encode(drawn.tokens)).view(count, -1).T
    return ids[: lag_steps + 2 * S], ids[lag_steps + S + 1 : -1].flatten()


def _new_model(cell: Cell, task: Task, training: Training, seed: int) -> LanguageModel:
    config = ModelConfig(cell, training.layers, training.units, init_scale=training.init_scale)
    model = LanguageModel(config, len(task.vocabulary), seed)
    if cell is Cell.LSTM:
        forget = GATES[cell].index("forget")
        with torch.no_grad():
            for weights in model.weights().layers:
                weights.bias_ih.chunk(len(GATES[cell]))[forget].add_(training.forget_bias)
    return model


def _without_recurrent_weights(model: LanguageModel) -> None:
    with torch.no_grad():
        for weights in model.weights().layers:
            weights.weight_hh.zero_()
            weights.weight_hh.requires_grad_(False)


def _logits(model: LanguageModel, read: Tensor, masks: Masks, symbols: int) -> Tensor:
    """What the model says after each of the last `symbols` words, (S · B, V)."""
    weights = model.weights()
    top, _ = features(weights, read, model.zero_state(read.shape[1]), masks, engine.layer)
    return weights.logits(top[-symbols:].flatten(0, 1))


def _accuracy(logits: Tensor, answers: Tensor) -> float:
    return (logits.argmax(-1) == answers).double().mean().item()
