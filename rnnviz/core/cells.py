"""One step of a vanilla RNN, a GRU and an LSTM with every edge as a named hook.

This is the judge of everything faster. A hook is one line: it drops, and where there is no mask it
does nothing. Weights have the names, shapes and gate order of `torch.nn.RNN`, `GRU` and `LSTM`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnviz.core.masks import LayerMasks
from rnnviz.core.placement import Cell


@dataclass(frozen=True, slots=True)
class LayerWeights:
    """One layer's parameters; G gates stacked in torch's order."""

    weight_ih: Tensor  # (G·H, I)
    weight_hh: Tensor  # (G·H, H)
    bias_ih: Tensor  # (G·H,)
    bias_hh: Tensor  # (G·H,)


@dataclass(frozen=True, slots=True)
class State:
    """What one step hands to the next: h, and for an LSTM c."""

    hidden: Tensor  # (B, H), or (L, B, H) for a whole network
    cell: Tensor | None = None

    def detached(self) -> "State":
        """The same values, which gradients don't pass: the edge of a window."""
        return State(self.hidden.detach(), None if self.cell is None else self.cell.detach())


@dataclass(frozen=True, slots=True)
class LayerRun:
    """What one layer did over a sequence."""

    hidden: Tensor  # (T, B, H), as sent up and carried on
    state: State  # after the last step
    cell: Tensor | None = None  # (T, B, H), LSTM only
    gates: Tensor | None = None  # (T, B, G, H) activations, before noise on the candidate


Step = Callable[[Tensor, State, LayerWeights, LayerMasks], tuple[State, tuple[Tensor, ...]]]


def rnn_step(
    x: Tensor, state: State, w: LayerWeights, masks: LayerMasks
) -> tuple[State, tuple[Tensor, ...]]:
    """The next state and the activation of a vanilla RNN: h_t = tanh(W x_t + U h_{t−1} + b)."""
    inward, recurrent = _projections(x, state, w, masks, gates=1)
    h_new = torch.tanh(inward + recurrent)
    h = renew(state.hidden, drop(h_new, masks.hidden), masks.renew_hidden)
    return State(h), (h_new,)


def gru_step(
    x: Tensor, state: State, w: LayerWeights, masks: LayerMasks
) -> tuple[State, tuple[Tensor, ...]]:
    """The next state and gates of a GRU in torch's form (reset gate after the projection).

    Noise on RECURRENT touches only the copy of h_{t−1} that enters gates, and the carry z ⊙ h_{t−1}
    stays clean; noise on STATE touches both.
    """
    inward, recurrent = _projections(x, state, w, masks, gates=3)
    (r_x, z_x, g_x), (r_h, z_h, g_h) = inward.chunk(3, -1), recurrent.chunk(3, -1)
    r, z = torch.sigmoid(r_x + r_h), torch.sigmoid(z_x + z_h)
    g = torch.tanh(g_x + r * g_h)
    h_new = (1 - z) * drop(g, masks.candidate) + z * drop(state.hidden, masks.carry)
    h = renew(state.hidden, drop(h_new, masks.hidden), masks.renew_hidden)
    return State(h), (r, z, g)


def lstm_step(
    x: Tensor, state: State, w: LayerWeights, masks: LayerMasks
) -> tuple[State, tuple[Tensor, ...]]:
    """The next state and gates of an LSTM (Zaremba et al. 2014, section 3).

    Under zoneout h reads the new cell before the old one is put back (Krueger et al. 2016, eq. 6).
    """
    inward, recurrent = _projections(x, state, w, masks, gates=4)
    i, f, g, o = (inward + recurrent).chunk(4, -1)
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    assert state.cell is not None  # an LSTM's state has both
    c_new = drop(f * state.cell + i * drop(g, masks.candidate), masks.cell)
    h_new = drop(o * torch.tanh(c_new), masks.hidden)
    c = renew(state.cell, c_new, masks.renew_cell)
    h = renew(state.hidden, h_new, masks.renew_hidden)
    return State(h, c), (i, f, g, o)


STEPS: dict[Cell, Step] = {Cell.RNN: rnn_step, Cell.GRU: gru_step, Cell.LSTM: lstm_step}


def drop(value: Tensor, factor: Tensor | None) -> Tensor:
    """The value after noise."""
    return value if factor is None else value * factor


def renew(previous: Tensor, new: Tensor, share: Tensor | None) -> Tensor:
    """Zoneout: the new value where `share` is 1, the old one where it is 0."""
    return new if share is None else previous + share * (new - previous)


def unroll(
    cell: Cell, x: Tensor, state: State, weights: LayerWeights, masks: LayerMasks
) -> LayerRun:
    """One layer over x (T, B, I) from `state`, one readable step after another."""
    step = STEPS[cell]
    hidden: list[Tensor] = []
    cells: list[Tensor] = []
    gates: list[Tensor] = []
    for t in range(len(x)):
        state, activations = step(x[t], state, weights, masks.at(t))
        hidden.append(state.hidden)
        if state.cell is not None:
            cells.append(state.cell)
        gates.append(torch.stack(activations, -2))  # (B, G, H)
    return LayerRun(
        torch.stack(hidden),
        state,
        torch.stack(cells) if cells else None,
        torch.stack(gates),
    )


def _projections(
    x: Tensor, state: State, w: LayerWeights, masks: LayerMasks, gates: int
) -> tuple[Tensor, Tensor]:
    """W D(x_t) + b and (D ⊙ U) D(h_{t−1}) + b', each (B, G·H)."""
    inward = _project(x, w.weight_ih, masks.inward, gates) + w.bias_ih
    weight_hh = drop(w.weight_hh, masks.weights)
    recurrent = _project(state.hidden, weight_hh, masks.recurrent, gates) + w.bias_hh
    return inward, recurrent


def _project(value: Tensor, weight: Tensor, factor: Tensor | None, gates: int) -> Tensor:
    """D(value) W^T, (B, G·H); a mask (B, G, I) shows each gate its own masked copy."""
    if factor is None or factor.dim() == 2:
        return drop(value, factor) @ weight.T
    copies = value.unsqueeze(-2) * factor  # (B, G, I)
    return torch.einsum("bgi,ghi->bgh", copies, weight.unflatten(0, (gates, -1))).flatten(-2)
