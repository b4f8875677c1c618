"""Which placements still let a network learn to say words again after a number of others?

A model is trained on the language `recall` at several lags at once and tested at each. Only the
answer is learnt and judged: the fillers are random, so nothing else in a sentence says anything
about memory. Fresh sentences at every step leave nothing to be learnt by heart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from time import process_time

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from rnnviz.core import engine
from rnnviz.core.masks import Masks, at_evaluation, generator, sample
from rnnviz.core.network import features
from rnnviz.core.placement import GATES, Cell, Placement
from rnnviz.core.products import at_best
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.text import synthetic
from rnnviz.text.vocab import END, UNKNOWN, Vocabulary


@dataclass(frozen=True, slots=True)
class Task:
    """What there is to remember, and for how long."""

    keys: int = 64  # K words to tell apart: ln K nats
    fillers: int = 16
    lags_steps: tuple[int, ...] = (2, 4, 8, 16, 32, 64)
    symbols: int = 1  # S keys, to be said again in their order

    @property
    def chance(self) -> float:
        """The accuracy of guessing."""
        return 1 / self.keys

    @property
    def chance_nats(self) -> float:
        """The loss of guessing; that of a perfect memory, the floor, is 0."""
        return log(self.keys)

    @property
    def vocabulary(self) -> Vocabulary:
        keys, fillers = (
            tuple(f"{letter}{n}" for n in range(count))
            for letter, count in (("k", self.keys), ("f", self.fillers))
        )
        return Vocabulary((UNKNOWN, END, synthetic.QUERY, *keys, *fillers))


@dataclass(frozen=True, slots=True)
class Training:
    """How a model is taught: Adam, a lag drawn anew for each batch of sentences."""

    units: int = 64
    layers: int = 1
    init_scale: float = 0.2
    forget_bias: float = 1.0  # added to an LSTM's at the start, as is usual for long lags
    batches: int = 1500
    sentences: int = 64  # in a batch
    learning_rate: float = 0.005
    clip_norm: float = 1.0
    tested: int = 1024  # sentences at each lag


@dataclass(frozen=True, slots=True)
class AtLag:
    """What a trained model answers after `lag_steps` fillers."""

    lag_steps: int
    accuracy: float  # at evaluation
    loss_nats: float  # the same answers
    noisy_accuracy: float  # with masks as while training


@dataclass(frozen=True, slots=True)
class Recall:
    """One model, taught and tested."""

    key: str  # a method's, or the placement's own text
    placement: Placement  # what of it the cell carried
    cell: Cell
    task: Task
    seed: int
    lags: tuple[AtLag, ...]
    seconds: float  # of processor time
    recurrent: bool = True  # False: W_hh is 0 from first to last, so that h reaches no gate


@at_best
def measure(
    key: str,
    placement: Placement,
    cell: Cell,
    seed: int,
    *,
    task: Task | None = None,
    training: Training | None = None,
    recurrent: bool = True,
) -> Recall:
    """Train a model with `placement` and test it at every lag of the task.

    Models that share a cell, task and seed start from the same weights and read the same sentences.
    Edges that the cell has not are left off. A control that is not `recurrent` keeps W_hh = 0: what
    it can do needs no h.
    """
    task, training, began = task or Task(), training or Training(), process_time()
    placement, model = placement.on(cell), _new_model(cell, task, training, seed)
    if not recurrent:
        _without_recurrent_weights(model)
    for _ in taught(model, placement, task, training, seed):
        pass
    lags = tuple(at_lag(model, placement, task, lag, training.tested) for lag in task.lags_steps)
    took = round(process_time() - began, 1)
    return Recall(key, placement, cell, task, seed, lags, took, recurrent)


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
