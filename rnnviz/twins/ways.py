"""Ways to write dropout into a recurrent network in PyTorch, as people do, right and wrong.

Each is a module that reads x (T, B, H) from a state of (L, B, H) and returns the top layer's h at
every step and the last state. What the Frameworks page shows is the source of what it runs.
"""

import inspect
from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor, nn

from rnnviz.errors import InputError

State = tuple[Tensor, Tensor]


class Plain(nn.Module):
    def __init__(self, units: int, layers: int, rate: float) -> None:
        super().__init__()
        self.lstm = nn.LSTM(units, units, num_layers=layers, dropout=rate)

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        return self.lstm(x, state)


class Around(nn.Module):
    def __init__(self, units: int, layers: int, rate: float) -> None:
        super().__init__()
        self.drop = nn.Dropout(rate)
        self.lstm = nn.LSTM(units, units, num_layers=layers, dropout=rate)

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        output, state = self.lstm(self.drop(x), state)
        return self.drop(output), state


class LoopOnH(nn.Module):
    def __init__(self, units: int, rate: float) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(units, units)
        self.drop = nn.Dropout(rate)

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state[0][0], state[1][0]
        outputs = []
        for x_t in x:
            h, c = self.cell(x_t, (h, c))
            h = self.drop(h)  # what goes up and what goes on
            outputs.append(h)
        return torch.stack(outputs), (h[None], c[None])


class LoopFresh(nn.Module):
    def __init__(self, units: int, rate: float) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(units, units)
        self.drop = nn.Dropout(rate)

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state[0][0], state[1][0]
        outputs = []
        for x_t in x:
            h, c = self.cell(x_t, (self.drop(h), c))  # only what goes on
            outputs.append(h)
        return torch.stack(outputs), (h[None], c[None])


class LoopLocked(nn.Module):
    def __init__(self, units: int, rate: float) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(units, units)
        self.drop = nn.Dropout(rate)

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state[0][0], state[1][0]
        mask = self.drop(torch.ones_like(h))  # once, before the loop
        outputs = []
        for x_t in x:
            h, c = self.cell(x_t, (h * mask, c))
            outputs.append(h)
        return torch.stack(outputs), (h[None], c[None])


class LoopFunctional(nn.Module):
    def __init__(self, units: int, rate: float) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(units, units)
        self.rate = rate

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state[0][0], state[1][0]
        outputs = []
        for x_t in x:
            h, c = self.cell(x_t, (nn.functional.dropout(h, self.rate), c))  # in eval() too
            outputs.append(h)
        return torch.stack(outputs), (h[None], c[None])


STACKS: dict[str, Callable[[int, int, float], nn.Module]] = {"plain": Plain, "around": Around}
LOOPS: dict[str, Callable[[int, float], nn.Module]] = {
    "loop_on_h": LoopOnH,
    "loop_fresh": LoopFresh,
    "loop_locked": LoopLocked,
    "loop_functional": LoopFunctional,
}
WAYS = STACKS | LOOPS


def make(way: str, units: int, layers: int, rate: float) -> nn.Module:
    """A module of one of `WAYS`. Raises `InputError` for a loop of several layers."""
    if way in STACKS:
        return STACKS[way](units, layers, rate)
    if layers != 1:
        raise InputError("twins.one_layer", layers=layers)
    return LOOPS[way](units, rate)


@cache  # CPython's parser, which finds a class, may fail where several threads run it at once
def source(way: str) -> str:
    """The code of a way, to be read."""
    return inspect.getsource(WAYS[way])
