"""A small random network of each cell, and masks written by hand, for every test of the core."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from rnnviz.core.cells import LayerWeights, State
from rnnviz.core.masks import Dims, Mask, Masks, at_evaluation, generator, sample
from rnnviz.core.network import Trace, Weights, trace, zero_state
from rnnviz.core.placement import GATES, Cell, Edge, Fill, Noise, Placement, Scaling, Share

torch.set_num_threads(1)


@dataclass(frozen=True, slots=True)
class Network:
    """A network with tokens to read and a state to start from."""

    weights: Weights
    tokens: Tensor  # (T, B)
    state: State  # (L, B, H)
    dims: Dims

    @property
    def rest(self) -> State:
        """The state of nothing remembered."""
        return zero_state(self.weights.kind, self.dims.layers, self.dims.batch, self.state.hidden)

    @property
    def vectors(self) -> Tensor:
        """What the embedding says, (T, B, I)."""
        return self.weights.embedding[self.tokens]

    def run(self, masks: Masks, state: State | None = None) -> Trace:
        return trace(self.weights, self.tokens, self.state if state is None else state, masks)

    def draw(self, placement: Placement, seed: int = 0) -> Masks:
        return sample(placement, self.dims, generator(seed), self.weights.embedding.dtype)

    def evaluate(self, placement: Placement, seed: int | None = None) -> Trace:
        source = None if seed is None else generator(seed)
        dtype = self.weights.embedding.dtype
        return self.run(at_evaluation(placement, self.dims, source, dtype))


def _network(
    cell: Cell,
    layers: int = 2,
    dtype: torch.dtype = torch.float64,
    *,
    steps: int = 6,
    batch: int = 3,
    units: int = 5,
) -> Network:
    """Uniform weights of ±0.7, tokens and state; inputs are fewer than units, words are few."""
    source = generator("weights", cell, layers)
    dims = Dims(steps, batch, layers, inputs=4, units=units, words=7, gates=len(GATES[cell]))

    def uniform(*shape: int) -> Tensor:
        return torch.empty(shape, dtype=torch.float64).uniform_(-0.7, 0.7, generator=source)

    rows = dims.gates * units
    stack = tuple(
        LayerWeights(
            *(
                parameter.to(dtype)
                for parameter in (
                    uniform(rows, units if layer else dims.inputs),
                    uniform(rows, units),
                    uniform(rows),
                    uniform(rows),
                )
            )
        )
        for layer in range(layers)
    )
    embedding, decoder, bias = uniform(7, 4), uniform(7, units), uniform(7)
    tokens = torch.randint(dims.words, (steps, batch), generator=source)
    hidden, remembered = uniform(layers, batch, units), uniform(layers, batch, units)
    return Network(
        Weights(cell, embedding.to(dtype), stack, decoder.to(dtype), bias.to(dtype)),
        tokens,
        State(hidden.to(dtype), remembered.to(dtype) if cell is Cell.LSTM else None),
        dims,
    )


def _by_hand(edge: Edge, factor: Tensor, layer: int = 0, fill: Fill = Fill.ZERO) -> Mask:
    """A mask that nobody drew."""
    scaling = Scaling.CLASSIC if fill is Fill.PREVIOUS else Scaling.INVERTED
    return Mask(Noise(edge, 0.5, Share.BATCH, fill, scaling), layer, factor)


@pytest.fixture(scope="session")
def network() -> Callable[..., Network]:
    return _network


@pytest.fixture(scope="session")
def by_hand() -> Callable[..., Mask]:
    return _by_hand
