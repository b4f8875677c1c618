"""A language model around the cells: embedding, a stack of layers, softmax weights."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnviz.core.cells import LayerRun, LayerWeights, State, drop, unroll
from rnnviz.core.edges import Hook, edges_at
from rnnviz.core.masks import LayerMasks, Masks
from rnnviz.core.placement import Cell

RunLayer = Callable[[Cell, Tensor, State, LayerWeights, LayerMasks], LayerRun]


@dataclass(frozen=True, slots=True)
class Weights:
    """All parameters of a network."""

    kind: Cell
    embedding: Tensor  # (V, I)
    layers: tuple[LayerWeights, ...]
    decoder: Tensor  # (V, H)
    decoder_bias: Tensor  # (V,)

    def logits(self, top: Tensor) -> Tensor:
        """What the softmax is given, (..., V), from what the top layer sends to it, (..., H)."""
        return top @ self.decoder.T + self.decoder_bias


@dataclass(frozen=True, slots=True)
class Trace:
    """What one forward pass did, and the very masks it ran with."""

    layers: tuple[LayerRun, ...]
    logits: Tensor  # (T, B, V)
    masks: Masks

    @property
    def state(self) -> State:
        return last_state(self.layers)

    @property
    def hidden(self) -> Tensor:  # (L, T, B, H)
        return torch.stack([run.hidden for run in self.layers])

    @property
    def cell(self) -> Tensor:  # (L, T, B, H), LSTM only
        return torch.stack([run.cell for run in self.layers if run.cell is not None])

    @property
    def gates(self) -> Tensor:  # (L, T, B, G, H)
        return torch.stack([run.gates for run in self.layers if run.gates is not None])


def features(
    weights: Weights,
    tokens: Tensor,
    state: State,
    masks: Masks,
    layer: RunLayer = unroll,
) -> tuple[Tensor, tuple[LayerRun, ...]]:
    """What the softmax sees, (T, B, H), and what each layer did, from tokens (T, B).

    `state` is (L, B, H); `layer` runs one layer over the sequence.
    """
    return stack(weights, embed(tokens, weights.embedding, masks), state, masks, layer)


def stack(
    weights: Weights, x: Tensor, state: State, masks: Masks, layer: RunLayer = unroll
) -> tuple[Tensor, tuple[LayerRun, ...]]:
    """The same from the words' vectors x (T, B, I)."""
    runs: list[LayerRun] = []
    for l, parameters in enumerate(weights.layers):
        before = State(state.hidden[l], None if state.cell is None else state.cell[l])
        runs.append(layer(weights.kind, x, before, parameters, masks.layer(l)))
        x = runs[-1].hidden  # (T, B, H)
    return drop(x, masks.at(Hook.OUTPUT, len(weights.layers) - 1)), tuple(runs)


def trace(weights: Weights, tokens: Tensor, state: State, masks: Masks) -> Trace:
    """Everything the readable cells did with tokens (T, B) from `state` (L, B, H)."""
    top, runs = features(weights, tokens, state, masks)
    return Trace(runs, weights.logits(top), masks)


def embed(tokens: Tensor, embedding: Tensor, masks: Masks) -> Tensor:
    """The vectors (T, B, I) of tokens (T, B), whole words dropped."""
    return drop_words(torch.nn.functional.embedding(tokens, embedding), tokens, masks)


def drop_words(vectors: Tensor, tokens: Tensor, masks: Masks) -> Tensor:
    """The vectors (T, B, I) of tokens (T, B), zero where their word is dropped.

    Dropping the row of a word type is dropping its vector at every occurrence.
    """
    for factor in (f for edge in edges_at(Hook.WORD) for f in masks.factors(edge, 0)):
        occurrence = factor  # (T or 1, B or 1, 1)
        if factor.shape[-1] > 1:  # (1, B or 1, V): look each token's type up
            types = factor[0].expand(tokens.shape[1], -1)  # (B, V)
            occurrence = types.gather(1, tokens.T).T.unsqueeze(-1)  # (T, B, 1)
        vectors = drop(vectors, occurrence)
    return vectors


def last_state(runs: tuple[LayerRun, ...]) -> State:
    """The state after the last step, (L, B, H)."""
    cells = [run.state.cell for run in runs if run.state.cell is not None]
    hidden = torch.stack([run.state.hidden for run in runs])
    return State(hidden, torch.stack(cells) if cells else None)


def zero_state(cell: Cell, layers: int, batch: int, like: Tensor) -> State:
    """A state of nothing remembered, (L, B, H), with `like`'s last size, type and device."""
    zeros = like.new_zeros(layers, batch, like.shape[-1])
    return State(zeros, zeros.clone() if cell is Cell.LSTM else None)
