"""A stack of layers in one or two directions over a batch of sequences, with given masks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from rnnviz.core.cells import LayerRun, LayerWeights, State, drop
from rnnviz.core.edges import Hook
from rnnviz.core.masks import LayerMasks, Masks
from rnnviz.core.placement import Cell
from rnnviz.nn import kernel
from rnnviz.nn.kernel import Direction, Kernel, folded

RunLayer = Callable[[Cell, Tensor, State, LayerWeights, LayerMasks], LayerRun]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer in all its directions, behind a mask that they share."""

    directions: tuple[Direction, ...]
    inward: Tensor | None  # (T or 1, B or 1, inputs), on the signal from below

    @property
    def plain(self) -> bool:
        return all(direction.plain for direction in self.directions)


@dataclass(frozen=True, slots=True)
class Stack:
    """What one forward pass runs."""

    cell: Cell
    run_layer: RunLayer  # what layers run on whose masks lie inside them
    kernel: Kernel | None  # and all others; None for the same
    layers: tuple[Layer, ...]
    output: Tensor | None  # the mask on the top layer's h_t

    def __call__(self, x: Tensor, state: State, lengths: Tensor | None) -> tuple[Tensor, State]:
        """The outputs (T, B, D·H) and the last state (L·D, B, H) from x (T, B, I).

        With lengths (B,), outputs behind an example's end are zero, and its state is the one there.
        """
        ends: list[State] = []
        first = 0
        for group in self._groups():
            rows = len(group[0].directions) * len(group)
            before = _part(state, first, rows)
            x, after = self._run(group, drop(x, group[0].inward), before, lengths)
            ends.append(after)
            first += rows
        return _ended(drop(x, self.output), lengths), _joined_states(ends, torch.cat)

    def _groups(self) -> Iterator[list[Layer]]:
        """Layers that torch's kernel takes in one call, and each other layer alone."""
        group: list[Layer] = []
        for layer in self.layers:
            if group and not (self._native([*group, layer]) and layer.inward is None):
                yield group
                group = []
            group.append(layer)
        yield group

    def _native(self, group: list[Layer]) -> Kernel | None:
        """The kernel, if it can run these layers."""
        return self.kernel if all(layer.plain for layer in group) else None

    def _run(
        self, group: list[Layer], x: Tensor, state: State, lengths: Tensor | None
    ) -> tuple[Tensor, State]:
        if native := self._native(group):
            return kernel.run(native, x, state, [layer.directions for layer in group], lengths)
        out: list[Tensor] = []
        last: list[State] = []
        for d, direction in enumerate(group[0].directions):
            met = _reversed(x, lengths) if d else x
            first = State(state.hidden[d], None if state.cell is None else state.cell[d])
            ran = self.run_layer(self.cell, met, first, direction.weights, direction.masks)
            out.append(_reversed(ran.hidden, lengths) if d else ran.hidden)
            last.append(_last(ran, lengths))
        return torch.cat(out, -1) if len(out) > 1 else out[0], _joined_states(last, torch.stack)


def layers_of(
    weights: list[list[Direction]], masks: tuple[Masks, ...]
) -> tuple[tuple[Layer, ...], Tensor | None]:
    """The layers with the masks of each direction, and the mask on the outputs.

    What comes from below is dropped once for both directions, as `torch.nn` does; each direction
    drops what it sends up, and all inside it, with a mask of its own.
    """
    made: list[Layer] = []
    for l, directions in enumerate(weights):
        met = [drawn.layer(l) for drawn in masks]
        inward = _joined([drawn.at(Hook.INWARD, l) for drawn in masks]) if l else met[0].inward
        per_gate = inward is not None and inward.dim() == 4
        inside = [replace(m, inward=inward if per_gate else None) for m in met]
        pairs = (folded(d.weights, m) for d, m in zip(directions, inside, strict=True))
        ready = zip(directions, pairs, strict=True)
        made.append(
            Layer(
                tuple(replace(d, weights=w, masks=rest) for d, (w, rest) in ready),
                None if per_gate else inward,
            )
        )
    return tuple(made), _joined([drawn.at(Hook.OUTPUT, len(weights) - 1) for drawn in masks])


def _joined(factors: list[Tensor | None]) -> Tensor | None:
    """The mask on what all directions of a layer send up, (T or 1, B or 1, D·H), of each one's."""
    first = factors[0]
    if first is None or len(factors) == 1 or first.shape[-1] == 1:  # one draw for all units
        return first
    return torch.cat([factor for factor in factors if factor is not None], -1)


def _part(state: State, first: int, count: int) -> State:
    rows = slice(first, first + count)
    return State(state.hidden[rows], None if state.cell is None else state.cell[rows])


def _joined_states(states: list[State], join: Callable[[list[Tensor]], Tensor]) -> State:
    cells = [state.cell for state in states if state.cell is not None]
    return State(join([state.hidden for state in states]), join(cells) if cells else None)


def _last(ran: LayerRun, lengths: Tensor | None) -> State:
    """The state at each example's end."""
    if lengths is None:
        return ran.state
    cell = None if ran.cell is None else _at_end(ran.cell, lengths)
    return State(_at_end(ran.hidden, lengths), cell)


def _at_end(states: Tensor, lengths: Tensor) -> Tensor:
    index = (lengths.to(states.device) - 1).view(1, -1, 1).expand(1, -1, states.shape[-1])
    return states.gather(0, index)[0]


def _reversed(x: Tensor, lengths: Tensor | None) -> Tensor:
    """The sequences from their ends to their beginnings; what is behind an end stays there."""
    if lengths is None:
        return x.flip(0)
    t = torch.arange(len(x), device=x.device).unsqueeze(1)  # (T, 1)
    turned = lengths.to(x.device) - 1 - t  # (T, B)
    index = torch.where(turned < 0, t, turned).unsqueeze(-1).expand_as(x)
    return x.gather(0, index)


def _ended(x: Tensor, lengths: Tensor | None) -> Tensor:
    """The outputs with zeros behind each example's end."""
    if lengths is None:
        return x
    t = torch.arange(len(x), device=x.device).unsqueeze(1)
    return x.masked_fill((t >= lengths.to(x.device)).unsqueeze(-1), 0)
