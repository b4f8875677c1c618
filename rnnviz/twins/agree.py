"""Do the NumPy twin, the PyTorch twin and `core` compute the same numbers?

All three are given one set of weights and one set of masks. What still differs is rounding: in
float32 below 1e-6 up to rate 0.5, more beyond, where factors 1 / (1 − rate) enlarge it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Generator, Tensor

from rnnviz.core import network
from rnnviz.core.cells import LayerWeights, State
from rnnviz.core.masks import Dims, Masks, at_evaluation, generator, sample
from rnnviz.core.placement import Cell, Edge, Noise, Placement, Scaling, Share
from rnnviz.errors import InputError
from rnnviz.twins import rnn_numpy, rnn_torch

DIMS = Dims(steps=12, batch=3, layers=1, inputs=6, units=8, words=5, gates=1)
TWIN_EDGES = (Edge.INPUT, Edge.RECURRENT, Edge.OUTPUT)  # where D_x, D_h and D_y stand


@dataclass(frozen=True, slots=True)
class Problem:
    """What all three are given."""

    x: Tensor  # (T, B, I)
    h: Tensor  # (B, H), h_0
    weights: rnn_torch.Weights
    masks: Masks

    def to(self, dtype: torch.dtype, masks: Masks) -> "Problem":
        weights = rnn_torch.Weights(*(weight.to(dtype) for weight in self.weights))
        return Problem(self.x.to(dtype), self.h.to(dtype), weights, masks)


@dataclass(frozen=True, slots=True)
class Output:
    """What one of them made of it."""

    name: str
    h: Tensor  # (T, B, H)
    y: Tensor  # (T, B, V)

    def difference(self, other: "Output") -> float:
        """The largest absolute difference of any h_t and y_t."""
        h, y = (self.h - other.h).abs().max(), (self.y - other.y).abs().max()
        return float(torch.maximum(h, y))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What all three made of one problem; printed, it is a small table."""

    placement: Placement
    training: bool
    problem: Problem
    outputs: tuple[Output, ...]

    @property
    def differences(self) -> tuple[tuple[str, float], ...]:
        """Each pair and the largest absolute difference of any of its h_t and y_t."""
        return tuple(
            (f"{output.name} − {other.name}", output.difference(other))
            for output, other in combinations(self.outputs, 2)
        )

    @property
    def largest(self) -> float:
        return max(difference for _, difference in self.differences)

    def __str__(self) -> str:
        return table([self])


def agree(
    placement: Placement,
    seed: int = 0,
    dtype: torch.dtype = torch.float32,
    *,
    training: bool = True,
) -> Agreement:
    """What NumPy, PyTorch and `core` make of a random problem under a placement's masks.

    At evaluation (`training=False`) a mask is gone, or its expectation under classic scaling.
    Raises `InputError` for a noise that the twins have no hook for.
    """
    for noise in placement.noises:
        if noise.edge not in {*TWIN_EDGES, Edge.BETWEEN} or not noise.tied:
            raise InputError("twins.no_place", noise=noise)
    source = generator("twins", seed)
    problem = _problem(source)  # drawn before the masks: one seed, one problem
    draw = sample if training else at_evaluation
    problem = problem.to(dtype, draw(placement, DIMS, source, dtype=dtype))
    outputs = (_run_numpy(problem), _run_torch(problem), _run_core(problem))
    return Agreement(placement, training, problem, outputs)


def zaremba(rate: float = 0.5, scaling: Scaling = Scaling.INVERTED) -> Placement:
    """Fresh masks at each step on input and output, none on the recurrence."""
    edges = (Edge.INPUT, Edge.OUTPUT)
    return Placement(tuple(Noise(edge, rate, Share.STEP, scaling=scaling) for edge in edges))


def variational(rate: float = 0.5, scaling: Scaling = Scaling.INVERTED) -> Placement:
    """One mask per sequence on input, recurrence and output."""
    noises = (Noise(edge, rate, Share.SEQUENCE, scaling=scaling) for edge in TWIN_EDGES)
    return Placement(tuple(noises))


def table(agreements: Iterable[Agreement]) -> str:
    """A headed line per agreement: each pair's largest absolute difference, and what was run."""
    lines = []
    for agreement in agreements:
        pairs = dict(agreement.differences)
        precision = str(agreement.problem.x.dtype).removeprefix("torch.")
        run = "training" if agreement.training else "evaluation"
        row = [f"{size:.1e}".rjust(len(pair)) for pair, size in pairs.items()]
        row += [precision.ljust(9), run.ljust(10), str(agreement.placement)]
        lines = lines or ["  ".join([*pairs, "precision", "pass      ", "placement"])]
        lines.append("  ".join(row))
    return "\n".join(lines)


def _problem(source: Generator) -> Problem:
    """A problem of size `DIMS` without masks; its weights are as `torch.nn.RNN` begins with."""

    def uniform(*shape: int) -> Tensor:
        bound = DIMS.units**-0.5
        return torch.empty(shape, dtype=torch.float64).uniform_(-bound, bound, generator=source)

    x = torch.randn(DIMS.steps, DIMS.batch, DIMS.inputs, dtype=torch.float64, generator=source)
    weights = rnn_torch.Weights(
        W_xh=uniform(DIMS.units, DIMS.inputs),
        W_hh=uniform(DIMS.units, DIMS.units),
        b_h=uniform(DIMS.units),
        W_hy=uniform(DIMS.words, DIMS.units),
        b_y=uniform(DIMS.words),
    )
    return Problem(x, uniform(DIMS.batch, DIMS.units), weights, Masks())


def _run_torch(problem: Problem) -> Output:
    masks = rnn_torch.Masks(*(list(factor) for factor in _factors(problem)))
    return Output("PyTorch", *rnn_torch.forward(problem.x, problem.h, problem.weights, masks))


def _run_numpy(problem: Problem) -> Output:
    """One example after the other: in the NumPy twin an example is a column."""
    W_xh, W_hh, b_h, W_hy, b_y = (weight.numpy() for weight in problem.weights)
    weights = rnn_numpy.Weights(W_xh, W_hh, b_h[:, None], W_hy, b_y[:, None])
    hs, ys = [], []
    for b in range(DIMS.batch):
        x, *factors = (v[:, b, :, None].numpy() for v in (problem.x, *_factors(problem)))
        masks = rnn_numpy.Masks(*(list(factor) for factor in factors))
        h, y = rnn_numpy.forward(x, problem.h[b, :, None].numpy(), weights, masks)
        hs.append(torch.from_numpy(h[..., 0]))  # (T, H)
        ys.append(torch.from_numpy(y[..., 0]))  # (T, V)
    return Output("NumPy", torch.stack(hs, 1), torch.stack(ys, 1))


def _run_core(problem: Problem) -> Output:
    """The app's own network; each x_t is handed to it as the embedding of a word of its own."""
    W_xh, W_hh, b_h, W_hy, b_y = problem.weights
    layer = LayerWeights(W_xh, W_hh, b_h, torch.zeros_like(b_h))
    weights = network.Weights(Cell.RNN, problem.x.flatten(0, 1), (layer,), W_hy, b_y)
    tokens = torch.arange(DIMS.steps * DIMS.batch).view(DIMS.steps, DIMS.batch)
    trace = network.trace(weights, tokens, State(problem.h[None]), problem.masks)
    return Output("core", trace.hidden[0], trace.logits)


def _factors(problem: Problem) -> tuple[Tensor, ...]:
    """The masks at every step and for every example, (T, B, size); ones where there is none."""
    sizes = (DIMS.inputs, DIMS.units, DIMS.units)
    factors = []
    for edge, size in zip(TWIN_EDGES, sizes, strict=True):
        factor = problem.masks.factor(edge, 0)
        factor = problem.x.new_ones(1, 1, 1) if factor is None else factor
        factors.append(factor.expand(DIMS.steps, DIMS.batch, size))
    return tuple(factors)
