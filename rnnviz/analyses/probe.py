"""Which word stood k steps ago, read off the state by a linear map."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from rnnviz.analyses.gradients import dims_of
from rnnviz.core import engine
from rnnviz.core.masks import generator, sample
from rnnviz.core.network import Weights, embed, stack, zero_state
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best
from rnnviz.errors import InputError

LAGS = (0, 1, 2, 3, 4, 6, 8, 12, 16)
CLASSES = 20  # the most frequent words of the text that the probe learns from
STREAMS, STEPS = 64, 128
_RIDGE = 1e-2


@dataclass(frozen=True, slots=True)
class Probe:
    """Accuracy on held-out text at each lag, where the word asked for is one of the classes."""

    lags_steps: tuple[int, ...]
    from_h: tuple[float, ...]
    from_c: tuple[float, ...] | None  # LSTM only
    error: tuple[float, ...]  # the standard error of either, at most
    baseline: tuple[float, ...]  # always naming the class most frequent in the fitted text
    chance: float


@at_best
def measure(
    weights: Weights,
    train: np.ndarray,
    held_out: np.ndarray,
    placement: Placement,
    *,
    seed: int = 0,
) -> Probe:
    """Fit the probe to states of the top layer on `train` and judge it on `held_out` word ids.

    The map is ridge regression onto one-hot classes; its largest output is its answer. Masks strike
    as while training, of each text stream its own; an empty placement measures without noise.
    Raises `InputError` for a text shorter than the streams.
    """
    fitted = _read(weights, train, placement, seed, "train")
    judged = _read(weights, held_out, placement, seed, "held out")
    frequent = torch.bincount(fitted.tokens.flatten(), minlength=len(weights.embedding))
    classes = frequent.topk(CLASSES).indices
    asked = [(_asked(fitted, lag, classes), _asked(judged, lag, classes)) for lag in LAGS]

    def accuracies(part: int) -> tuple[float, ...]:
        states = fitted.states[part], judged.states[part]
        return tuple(_accuracy(*map(_among, states, pair)) for pair in asked)

    by_part = [accuracies(part) for part in range(len(fitted.states))]
    return Probe(
        LAGS,
        by_part[0],
        by_part[1] if len(by_part) > 1 else None,
        error=tuple(0.5 / (answers >= 0).sum().item() ** 0.5 for _, answers in asked),
        baseline=tuple((ours[ours >= 0] == 0).double().mean().item() for _, ours in asked),
        chance=1 / CLASSES,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    tokens: Tensor  # (T, B)
    states: tuple[Tensor, ...]  # the top layer's h, and c: (T, B, H)


@torch.no_grad()
def _read(
    weights: Weights, ids: np.ndarray, placement: Placement, seed: int, which: str
) -> _Reading:
    steps = min(STEPS, len(ids) // STREAMS)
    if steps <= 2 * LAGS[-1]:
        raise InputError("analyses.short_for_probe", words=len(ids))
    tokens = torch.from_numpy(ids[: steps * STREAMS]).view(STREAMS, steps).T
    masks = sample(placement, dims_of(weights, steps, STREAMS), generator(seed, which))
    rest = zero_state(weights.kind, len(weights.layers), STREAMS, weights.decoder)
    _, runs = stack(weights, embed(tokens, weights.embedding, masks), rest, masks, engine.layer)
    states = (runs[-1].hidden, runs[-1].cell)
    return _Reading(tokens, tuple(state for state in states if state is not None))


def _asked(reading: _Reading, lag: int, classes: Tensor) -> Tensor:
    """The class of the word `lag` steps before each step from the longest lag on, or −1; flat."""
    words = reading.tokens[LAGS[-1] - lag : len(reading.tokens) - lag].flatten()
    hits = words.unsqueeze(1) == classes  # (all, classes)
    return torch.where(hits.any(1), hits.int().argmax(1), -1)


def _among(states: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
    """States (N, H) and classes (N,), where the word asked for is one of them."""
    return states[LAGS[-1] :].flatten(0, 1)[asked >= 0], asked[asked >= 0]


def _accuracy(fitted: tuple[Tensor, Tensor], judged: tuple[Tensor, Tensor]) -> float:
    (x, y), (x_judged, y_judged) = fitted, judged
    mean, spread = x.mean(0), x.std(0).clamp(min=1e-6)
    x = (x - mean) / spread
    onehot = one_hot(y, CLASSES).float()
    prior = onehot.mean(0)
    gram = x.T @ x + _RIDGE * len(x) * torch.eye(x.shape[1])
    decoder = torch.linalg.solve(gram, x.T @ (onehot - prior))  # (H, classes)
    answers = ((x_judged - mean) / spread @ decoder + prior).argmax(-1)
    return (answers == y_judged).double().mean().item()
