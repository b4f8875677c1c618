"""Small layers of ours and torch's with the same weights, and what they make of an input."""

from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

import rnnviz.nn
from rnnviz.core.masks import generator
from rnnviz.core.placement import Cell

torch.set_num_threads(1)

INPUTS, H, T, B = 4, 5, 6, 3
OURS = {Cell.RNN: rnnviz.nn.RNN, Cell.GRU: rnnviz.nn.GRU, Cell.LSTM: rnnviz.nn.LSTM}
TORCHS = {Cell.RNN: nn.RNN, Cell.GRU: nn.GRU, Cell.LSTM: nn.LSTM}


class Kit:
    """What every test of this folder takes."""

    inputs, units, steps, batch = INPUTS, H, T, B
    ours, torchs = OURS, TORCHS

    def layer(self, cell, layers=1, *, dtype=torch.float64, seed=0, **options):
        """A layer of ours whose weights are uniform in ±0.7."""
        made = OURS[cell](INPUTS, H, layers, dtype=dtype, **options)
        source = generator("weights", seed)
        with torch.no_grad():
            for weight in made.parameters():
                drawn = torch.rand(weight.shape, dtype=torch.float64, generator=source)
                weight.copy_(drawn * 1.4 - 0.7)
        return made

    def twin(self, layer, **options):
        """torch's own layer with the same sizes and weights."""
        names = ("num_layers", "bias", "batch_first", "bidirectional", "proj_size")
        sizes = {name: getattr(layer, name) for name in names}
        if layer.cell is not Cell.LSTM:
            del sizes["proj_size"]
        twin = TORCHS[layer.cell](INPUTS, H, **sizes, **options, dtype=layer.weight_ih_l0.dtype)
        twin.load_state_dict(layer.state_dict())
        return twin.train(layer.training)

    def x(self, *shape, dtype=torch.float64, seed=1):
        drawn = torch.randn(shape or (T, B, INPUTS), generator=generator(seed), dtype=torch.float64)
        return drawn.to(dtype).requires_grad_()

    def state(self, layer, batch=(B,), seed=2):
        """A state to start from, as torch wants it."""
        rows = layer.num_layers * (2 if layer.bidirectional else 1)
        sizes = [layer.proj_size or H] + [H] * (layer.cell is Cell.LSTM)
        drawn = [
            self.x(rows, *batch, size, dtype=layer.weight_ih_l0.dtype, seed=seed + n)
            for n, size in enumerate(sizes)
        ]
        return tuple(drawn) if len(drawn) > 1 else drawn[0]

    @staticmethod
    def one_sentence(text):
        ends = [a in ".!?" and b == " " for a, b in pairwise(text)]
        return text.endswith(".") and not any(ends) and "\n" not in text

    @staticmethod
    def flat(result):
        """The tensors of (output, state)."""
        out, state = result
        out = out.data if isinstance(out, PackedSequence) else out
        return [out, *(state if isinstance(state, tuple) else (state,))]

    def gradients(self, result, of):
        """Gradients of a number that depends on every output in a direction of its own."""
        source = generator("direction")
        loss = sum(
            (t.double() * torch.randn(t.shape, generator=source, dtype=torch.float64)).sum()
            for t in self.flat(result)
        )
        return torch.autograd.grad(loss, of, allow_unused=True, materialize_grads=True)

    def same(self, mine, theirs, of=(), *, theirs_of=None, **tolerance):
        """Both results agree, and so do their gradients."""
        tolerance = tolerance or {"rtol": 0, "atol": 1e-10}
        torch.testing.assert_close(self.flat(mine), self.flat(theirs), **tolerance)
        if of:
            pair = self.gradients(mine, of), self.gradients(theirs, theirs_of or of)
            torch.testing.assert_close(*pair, **tolerance)


@pytest.fixture(scope="session")
def kit():
    return Kit()
