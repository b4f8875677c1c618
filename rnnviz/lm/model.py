"""The language model that everything here trains: embedding → layers → softmax."""

import torch
from torch import Tensor, nn

from rnnviz.core import engine
from rnnviz.core.cells import LayerWeights, State
from rnnviz.core.head import cross_entropy
from rnnviz.core.masks import Dims, Masks, generator
from rnnviz.core.network import Trace, Weights, features, last_state, trace, zero_state
from rnnviz.core.placement import GATES
from rnnviz.lm.configs import ModelConfig

_PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class LanguageModel(nn.Module):
    """A word-level model; noise comes from outside, as `Masks`.

    Parameters have torch's names (`weight_ih_l0`, …) and are drawn uniformly from ±`init_scale`,
    biases and embedding too (Zaremba et al. 2014). The same seed gives the same weights whatever
    the placement.
    """

    embedding: nn.Parameter  # (V, H)
    decoder: nn.Parameter  # (V, H), where it isn't the embedding
    decoder_bias: nn.Parameter  # (V,)

    def __init__(self, config: ModelConfig, words: int, seed: int = 0) -> None:
        super().__init__()
        self.config, self.words = config, words
        units, rows = config.units, len(GATES[config.cell]) * config.units
        shapes: dict[str, tuple[int, ...]] = {"embedding": (words, units)}
        for l in range(config.layers):
            sizes = ((rows, units), (rows, units), (rows,), (rows,))
            shapes |= {f"{part}_l{l}": size for part, size in zip(_PARTS, sizes, strict=True)}
        if not config.tied:
            shapes["decoder"] = (words, units)
        shapes["decoder_bias"] = (words,)
        source = generator(seed, "weights")
        for name, shape in shapes.items():
            values = torch.empty(shape).uniform_(
                -config.init_scale, config.init_scale, generator=source
            )
            self.register_parameter(name, nn.Parameter(values))

    def weights(self) -> Weights:
        layers = tuple(
            LayerWeights(*(getattr(self, f"{part}_l{l}") for part in _PARTS))
            for l in range(self.config.layers)
        )
        decoder = self.embedding if self.config.tied else self.decoder
        return Weights(self.config.cell, self.embedding, layers, decoder, self.decoder_bias)

    def dims(self, steps: int, batch: int) -> Dims:
        """The sizes to draw masks for."""
        config = self.config
        gates = len(GATES[config.cell])
        return Dims(steps, batch, config.layers, config.units, config.units, self.words, gates)

    @property
    def device(self) -> torch.device:
        return self.decoder_bias.device

    def zero_state(self, batch: int) -> State:
        return zero_state(self.config.cell, self.config.layers, batch, self.embedding)

    def loss(
        self, tokens: Tensor, targets: Tensor, state: State, masks: Masks
    ) -> tuple[Tensor, State]:
        """The mean loss in nats per token over tokens (T, B), and the state after them."""
        weights = self.weights()
        top, runs = features(weights, tokens, state, masks, layer=engine.layer)
        outputs = top.flatten(0, 1), weights.decoder, weights.decoder_bias
        return cross_entropy(*outputs, targets.flatten()), last_state(runs)

    def trace(self, tokens: Tensor, state: State, masks: Masks) -> Trace:
        """What the readable cells do with tokens (T, B)."""
        return trace(self.weights(), tokens, state, masks)
