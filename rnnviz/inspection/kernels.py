"""torch's recurrent kernels in plain steps, so that what happens inside them can be recorded.

Each takes what torch's own takes. Whoever calls them holds their numbers to torch's.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import dropout, linear

from rnnviz.core.cells import STEPS, LayerWeights, State, Step
from rnnviz.core.masks import LayerMasks
from rnnviz.core.placement import Cell

Torchs = Any  # what torch's functions take and give


def _relu_step(
    x: Tensor, state: State, w: LayerWeights, _masks: LayerMasks
) -> tuple[State, tuple[Tensor, ...]]:
    h = torch.relu(linear(x, w.weight_ih, w.bias_ih) + linear(state.hidden, w.weight_hh, w.bias_hh))
    return State(h), (h,)


_STEPS: dict[str, Step] = {
    "lstm": STEPS[Cell.LSTM],
    "gru": STEPS[Cell.GRU],
    "rnn_tanh": STEPS[Cell.RNN],
    "rnn_relu": _relu_step,
}


def _cell(step: Step) -> Callable[..., Torchs]:
    def run(x: Tensor, hx: Torchs, w_ih: Tensor, w_hh: Tensor, *biases: Tensor | None) -> Torchs:
        state = State(*hx) if isinstance(hx, tuple | list) else State(hx)
        after, _ = step(
            x, state, _weights([w_ih, w_hh, *(b for b in biases if b is not None)]), LayerMasks()
        )
        return after.hidden if after.cell is None else (after.hidden, after.cell)

    return run


def _stacked(  # noqa: PLR0917 -- torch's own arguments
    step: Step,
    x: Tensor,
    hx: Torchs,
    weights: Sequence[Tensor],
    options: Torchs,
    sizes: list[int] | None = None,
) -> Torchs:
    """The outputs (T, B, D·H) and the last states from x (T, B, I).

    Both are packed, (N, D·H) and (N, I), where `sizes` says how many examples each step has.
    """
    bias, layers, rate, train, both = options
    states = hx if isinstance(hx, tuple | list) else (hx,)
    D = 2 if both else 1
    projects = len(states) > 1 and states[0].shape[-1] != states[1].shape[-1]
    each = 2 + 2 * bias + projects
    join = torch.cat if sizes else torch.stack
    ends: list[State] = []
    for l in range(layers):
        ups = []
        for d in range(D):
            n = l * D + d
            mine = list(weights[n * each : (n + 1) * each])
            hr = mine.pop() if projects else None
            steps = list(x.split(sizes) if sizes else x.unbind())
            state = State(*(s[n] for s in states))
            up, end = _layer(step, steps[::-1] if d else steps, state, _weights(mine), hr)
            ups.append(join(up[::-1] if d else up))
            ends.append(end)
        x = torch.cat(ups, -1) if both else ups[0]
        if rate and l < layers - 1:
            x = dropout(x, rate, train)
    last = [torch.stack([end.hidden for end in ends])]
    if len(states) > 1:
        last.append(torch.stack([end.cell for end in ends if end.cell is not None]))
    return (x, *last)


def _layer(
    step: Step, steps: list[Tensor], first: State, weights: LayerWeights, hr: Tensor | None
) -> tuple[list[Tensor], State]:
    """Each step's h and the last states; examples may end, or begin, the longest being first."""
    out: list[Tensor] = []
    ended: list[State] = []
    state = _rows(first, slice(len(steps[0])))
    for x_t in steps:
        before, now = len(state.hidden), len(x_t)
        if now < before:
            ended.append(_rows(state, slice(now, before)))
            state = _rows(state, slice(now))
        elif now > before:
            state = _joined([state, _rows(first, slice(before, now))])
        state, _ = step(x_t, state, weights, LayerMasks())
        if hr is not None:
            state = State(linear(state.hidden, hr), state.cell)
        out.append(state.hidden)
    return out, _joined([state, *ended[::-1]])


def _rows(state: State, rows: slice) -> State:
    """What the state is of these examples."""
    return State(state.hidden[rows], None if state.cell is None else state.cell[rows])


def _joined(parts: list[State]) -> State:
    if len(parts) == 1:
        return parts[0]
    cells = [part.cell for part in parts if part.cell is not None]
    return State(torch.cat([part.hidden for part in parts]), torch.cat(cells) if cells else None)


def _weights(tensors: list[Tensor]) -> LayerWeights:
    if len(tensors) == 2:
        zeros = torch.zeros(len(tensors[0]))
        tensors = [*tensors, zeros, zeros]
    return LayerWeights(*tensors)


def _run(step: Step, first: Tensor, second: Torchs, *rest: Torchs) -> Torchs:
    """Either call of torch's: padded (x, hx, …, batch_first), or packed (x, sizes, hx, …)."""
    if isinstance(second, Tensor) and second.dtype is torch.int64 and second.dim() == 1:
        hx, weights, *options = rest
        return _stacked(step, first, hx, weights, options, second.tolist())
    weights, *options, batch_first = rest
    x = first.transpose(0, 1) if batch_first else first
    out, *last = _stacked(step, x, second, weights, options)
    return (out.transpose(0, 1) if batch_first else out, *last)


def _kernel(step: Step) -> Callable[..., Torchs]:
    return lambda *given: _run(step, *given)


PLAIN: dict[str, Callable[..., Torchs]] = {
    **{name: _kernel(step) for name, step in _STEPS.items()},
    **{f"{name}_cell": _cell(step) for name, step in _STEPS.items()},
}
