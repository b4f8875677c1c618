"""A stack of layers in one or two directions over a batch of sequences, with given masks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import mul

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

    @property
    def on_kernel(self) -> bool:
        """Whether torch's kernel runs every layer."""
        return self.kernel is not None and all(layer.plain for layer in self.layers)

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
            masks = _from_the_end(direction.masks, lengths) if d else direction.masks
            ran = self.run_layer(self.cell, met, first, direction.weights, masks)
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
    if not any(each.drawn for each in masks):
        return tuple(Layer(tuple(directions), None) for directions in weights), None
    units = weights[0][0].weights.weight_hh.shape[1]
    made = [
        _layer(directions, [drawn.layer(l) for drawn in masks], units if l else None)
        for l, directions in enumerate(weights)
    ]
    top = len(weights) - 1
    return tuple(made), _joined([drawn.at(Hook.OUTPUT, top) for drawn in masks], units)


def _layer(directions: list[Direction], met: list[LayerMasks], below: int | None) -> Layer:
    """One layer; `below` are the units that each direction of the layer below it sends up."""
    factors = [masks.inward for masks in met]
    joined = _common(factors) if below is None else _joined(factors, below)
    if below is not None:
        factors = [joined] * len(met)
    outside = joined is not None and joined.dim() == 3  # else each gate has its own
    inside = [None] * len(met) if outside else factors
    ready: list[Direction] = []
    for direction, masks, inward in zip(directions, met, inside, strict=True):
        w, rest = folded(direction.weights, replace(masks, inward=inward))
        ready.append(replace(direction, weights=w, masks=rest))
    return Layer(tuple(ready), joined if outside else None)


def _common(factors: list[Tensor | None]) -> Tensor | None:
    """The mask that all directions have, if it is the same one."""
    first, *others = factors
    alike = all(
        first is other or (first is not None and other is not None and torch.equal(first, other))
        for other in others
    )
    return first if alike else None


def _joined(factors: list[Tensor | None], units: int) -> Tensor | None:
    """The mask on what all directions of a layer send up, (T or 1, B or 1, D·H), of each one's.

    With a mask for each gate of the layer above it is (T or 1, B or 1, G, D·H).
    """
    there = [factor for factor in factors if factor is not None]
    if not there or len(factors) == 1:
        return factors[0]
    gated = any(factor.dim() == 4 for factor in there)
    there = [f.unsqueeze(-2) if gated and f.dim() == 3 else f for f in there]
    ones = torch.ones_like(reduce(mul, there)[..., :1]).expand(*[-1] * (there[0].dim() - 1), units)
    return torch.cat([drop(ones, factor) for factor in factors], -1)


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


def _from_the_end(masks: LayerMasks, lengths: Tensor | None) -> LayerMasks:
    """The masks of a direction that reads from the end: what comes in has its own step's."""
    inward = masks.inward
    return replace(masks, inward=inward if inward is None else _reversed(inward, lengths))


def _reversed(x: Tensor, lengths: Tensor | None) -> Tensor:
    """The sequences from their ends to their beginnings; what is behind an end stays there."""
    if lengths is None or len(x) == 1:
        return x.flip(0)
    x = x.expand(-1, len(lengths), *x.shape[2:])  # a mask may be the same for all examples
    t = torch.arange(len(x), device=x.device).unsqueeze(1)  # (T, 1)
    turned = lengths.to(x.device) - 1 - t  # (T, B)
    index = torch.where(turned < 0, t, turned)
    return x.gather(0, index.reshape(*index.shape, *[1] * (x.dim() - 2)).expand_as(x))


def _ended(x: Tensor, lengths: Tensor | None) -> Tensor:
    """The outputs with zeros behind each example's end."""
    if lengths is None:
        return x
    t = torch.arange(len(x), device=x.device).unsqueeze(1)
    return x.masked_fill((t >= lengths.to(x.device)).unsqueeze(-1), 0)
