"""The contenders of `benchmarks.engine`: one network on torch's layer, ours, a loop or Keras."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import torch
from torch import Tensor, nn
from torch.nn import functional

import rnnviz.nn
from rnnviz.core import engine, head
from rnnviz.core.cells import LayerRun, LayerWeights, State, drop, renew, unroll
from rnnviz.core.masks import Dims, LayerMasks, Masks, generator, sample
from rnnviz.core.network import RunLayer, Weights, features, zero_state
from rnnviz.core.placement import Cell, parse
from rnnviz.nn import fused

PLACEMENTS = {
    "none": "none",
    "Zaremba": "input:0.5+between:0.5+output:0.5",
    "naive": "input:0.5+between:0.5+recurrent:0.5+output:0.5",
    "Gal, tied": "input:0.5:sequence+between:0.5:sequence+recurrent:0.5:sequence"
    "+output:0.5:sequence",
    "Gal, untied": "input:0.5:sequence:untied+between:0.5:sequence:untied"
    "+recurrent:0.5:sequence:untied+output:0.5:sequence",
    "candidate": "candidate:0.25",
    "zoneout": "cell:0.5:previous:classic+hidden:0.05:previous:classic",
    "cell": "cell:0.25",
    "weights": "weights:0.5:batch",
}
LSTM, LSTM_DROPOUT = "nn.LSTM", "nn.LSTM(dropout=0.5)"
KERAS = "Keras, recurrent_dropout=0.5"  # where Keras is installed
Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Size:
    words: int  # V
    units: int  # H
    layers: int = 2  # L
    batch: int = 20  # B
    steps: int = 35  # T

    @property
    def dims(self) -> Dims:
        return Dims(self.steps, self.batch, self.layers, self.units, self.units, self.words, 4)

    @property
    def step_flop(self) -> int:
        """Of one training step's matrix products: forward, and twice that backward."""
        per_token = self.layers * 8 * self.units**2 + self.words * self.units
        return 3 * 2 * per_token * self.steps * self.batch


SIZES = {"A": Size(2000, 128), "B": Size(10_000, 200, steps=20), "C": Size(10_000, 650)}


class Network(nn.Module):
    """An embedding, `nn.LSTM` and softmax weights: one set of parameters for every contender."""

    def __init__(self, size: Size, dropout: float = 0) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.size, self.dropout = size, dropout
        self.embedding = nn.Embedding(size.words, size.units)
        self.lstm = nn.LSTM(size.units, size.units, size.layers, dropout=dropout)
        self.decoder = nn.Linear(size.units, size.words)
        self.tokens = torch.randint(size.words, (size.steps + 1, size.batch))
        self.x = torch.randn(size.steps, size.batch, size.units, requires_grad=True)
        self.optimizer = torch.optim.SGD(self.parameters(), lr=0.1)

    @property
    def weights(self) -> Weights:
        flat = iter(self.lstm.parameters())
        layers = tuple(LayerWeights(*four) for four in zip(flat, flat, flat, flat, strict=True))
        return Weights(
            Cell.LSTM, self.embedding.weight, layers, self.decoder.weight, self.decoder.bias
        )

    def placed(self, placement: str) -> rnnviz.nn.LSTM:
        """Our layer with these very parameters."""
        made = rnnviz.nn.LSTM(
            self.size.units, self.size.units, self.size.layers, placement=placement
        )
        for name, weight in self.lstm.named_parameters():
            setattr(made, name, weight)
        return made

    def learn(self, loss: Tensor) -> None:
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters(), 5)
        self.optimizer.step()


def stock_step(network: Network) -> None:
    """One training step as PyTorch's own example writes it."""
    rate = network.dropout
    x = functional.dropout(network.embedding(network.tokens[:-1]), rate)
    hidden, _ = network.lstm(x)
    logits = network.decoder(functional.dropout(hidden, rate))
    targets = network.tokens[1:].flatten()
    network.learn(functional.cross_entropy(logits.flatten(0, 1), targets))


def layer_step(network: Network, layer: rnnviz.nn.LSTM) -> None:
    """The same with our layer in torch's one's place; masks are drawn anew."""
    logits = network.decoder(layer(network.embedding(network.tokens[:-1]))[0])
    targets = network.tokens[1:].flatten()
    network.learn(functional.cross_entropy(logits.flatten(0, 1), targets))


def placed_step(network: Network, placement: str, layer: RunLayer) -> None:
    """One training step as the app trains, with the same weights; masks are drawn anew."""
    weights, size = network.weights, network.size
    masks = sample(parse(placement), size.dims, generator(1))
    state = zero_state(Cell.LSTM, size.layers, size.batch, like=weights.decoder)
    top, _ = features(weights, network.tokens[:-1], state, masks, layer)
    top, targets = top.flatten(0, 1), network.tokens[1:].flatten()
    if layer is engine.layer:
        loss = head.cross_entropy(top, weights.decoder, weights.decoder_bias, targets)
    else:
        logits = functional.linear(top, weights.decoder, weights.decoder_bias)
        loss = functional.cross_entropy(logits, targets)
    network.learn(loss)


def recurrence(network: Network, layer: nn.LSTM) -> None:
    """The recurrent layers alone, forward and backward; ours draw their masks anew."""
    hidden, _ = layer(network.x)
    differentiate(network, hidden)


def without_numba(step: Step) -> Step:
    """The same in operations of torch alone."""

    def run() -> None:
        compiled, fused.kernels = fused.kernels, lambda: None
        try:
            step()
        finally:
            fused.kernels = compiled

    return run


def looped_recurrence(network: Network, masks: Masks) -> None:
    """The same as a loop, its masks drawn before."""
    weights, size = network.weights, network.size
    state = zero_state(Cell.LSTM, size.layers, size.batch, like=weights.decoder)
    x = network.x
    for l, parameters in enumerate(weights.layers):
        before = State(state.hidden[l], None if state.cell is None else state.cell[l])
        x = loop_layer(Cell.LSTM, x, before, parameters, masks.layer(l)).hidden
    differentiate(network, x)


def differentiate(network: Network, hidden: Tensor) -> None:
    network.optimizer.zero_grad()
    network.x.grad = None
    hidden.backward(hidden.detach())


def loop_layer(
    cell: Cell, x: Tensor, state: State, weights: LayerWeights, masks: LayerMasks
) -> LayerRun:
    """What people write: a loop over LSTM cells with masks between them.

    A mask on c acts after the cell, where h no longer sees it. Masks that a cell's outside can't
    reach (on g, or one per gate) take `unroll`.
    """
    gated = any(m is not None and m.dim() == 4 for m in (masks.inward, masks.recurrent))
    if masks.candidate is not None or gated:
        return unroll(cell, x, state, weights, masks)
    x, weight_hh = drop(x, masks.inward), drop(weights.weight_hh, masks.weights)
    parameters = weights.weight_ih, weight_hh, weights.bias_ih, weights.bias_hh
    assert state.cell is not None  # an LSTM's state has both
    hidden, (h, c) = [], (state.hidden, state.cell)
    for t in range(len(x)):
        m = masks.at(t)
        h_new, c_new = torch.lstm_cell(x[t], (drop(h, m.recurrent), c), *parameters)
        c = renew(c, drop(c_new, m.cell), m.renew_cell)
        h = renew(h, drop(h_new, m.hidden), m.renew_hidden)
        hidden.append(h)
    return LayerRun(torch.stack(hidden), State(h, c))


def keras_recurrence(size: Size) -> Step:
    """Keras's LSTM layers on its torch backend, forward and backward, masks drawn anew."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras  # noqa: PLC0415 - optional, and it reads the environment  # pyright: ignore[reportMissingImports] -- optional

    layer = partial(keras.layers.LSTM, size.units, return_sequences=True, recurrent_dropout=0.5)
    network = keras.Sequential([layer() for _ in range(size.layers)])
    x = torch.randn(size.batch, size.steps, size.units, requires_grad=True)

    def step() -> None:
        network.zero_grad()
        x.grad = None
        hidden = network(x, training=True)
        hidden.backward(hidden.detach())

    return step


def whole_steps(size: Size, looped: tuple[str, ...]) -> dict[str, Step]:
    """Contenders over a whole step: masks, forward, loss, backward, clipping, SGD."""
    network = Network(size)
    contenders: dict[str, Step] = {
        LSTM: partial(stock_step, network),
        LSTM_DROPOUT: partial(stock_step, Network(size, dropout=0.5)),
    }
    for name, text in PLACEMENTS.items():
        contenders[name] = partial(layer_step, network, network.placed(text))
        contenders[f"app: {name}"] = partial(placed_step, network, text, engine.layer)
        if name in looped:
            contenders[f"loop: {name}"] = partial(placed_step, network, text, loop_layer)
    return contenders


def recurrent_parts(size: Size, looped: tuple[str, ...]) -> dict[str, Step]:
    """Contenders over the recurrent layers alone, forward and backward."""
    network, other = Network(size), Network(size, dropout=0.5)
    contenders: dict[str, Step] = {
        LSTM: partial(recurrence, network, network.lstm),
        LSTM_DROPOUT: partial(recurrence, other, other.lstm),
    }
    for name, text in PLACEMENTS.items():
        contenders[name] = partial(recurrence, network, network.placed(text))
        contenders[f"torch: {name}"] = without_numba(contenders[name])
        if name in looped:
            masks = sample(parse(text), size.dims, generator(1))
            contenders[f"loop: {name}"] = partial(looped_recurrence, network, masks)
    if find_spec("keras"):
        contenders[KERAS] = keras_recurrence(size)
    return contenders


SCOPES = {"whole step": whole_steps, "recurrent part": recurrent_parts}
