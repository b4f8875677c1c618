"""Which edges of a recurrent module in PyTorch are struck, read off what it returns.

The module is taken as it is: its weights and starting state are set so that one edge at a time
carries the values 1, ½, ¼ … at steps 1, 2, 3 …, and a memory c behind it adds up what arrives.
Written in binary the sum says which steps got through. All in double precision, far below where
tanh bends.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import torch
from torch import Tensor, nn

from rnnviz.core.edges import layers_of, standing_for
from rnnviz.core.masks import Mask
from rnnviz.core.placement import Cell, Edge, Noise, Placement, Share
from rnnviz.twins.ways import State, make

STEPS, EXAMPLES, UNITS = 20, 8, 32
_TINY = 1e-6  # tanh x = x here, to 12 digits
_OPEN, _SHUT, _HALF = 1e3, -1e3, 0.0  # biases with which a sigmoid is 1, 0 and ½, exactly
UNITS_READ = UNITS // 2  # at each edge; of h, those that the other half of its layer reads
_DRAWING = Lock()  # nn.Dropout draws from torch's one global generator


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read at one edge."""

    edge: Edge
    layer: int
    struck: Tensor  # (T, B, units), bool; (1, B, units) for the memory: whether it was ever struck
    scale: float  # of what got through

    @property
    def rate(self) -> float:
        """The share that was struck."""
        return self.struck.double().mean().item()

    @property
    def same_next_step(self) -> float | None:
        """How often a unit fares at the next step as at this one: q² + p² under fresh masks."""
        same = self.struck[1:] == self.struck[:-1]
        return same.double().mean().item() if len(same) else None

    @property
    def same_next_example(self) -> float:
        """How often a unit fares in the next example as in this one."""
        return (self.struck[:, 1:] == self.struck[:, :-1]).double().mean().item()

    @property
    def share(self) -> Share:
        """How long a mask lives, from what was read."""
        over_time = self.same_next_step in {1, None}
        over_examples = self.same_next_example == 1
        if over_time:
            return Share.BATCH if over_examples else Share.SEQUENCE
        return Share.STEP_BATCH if over_examples else Share.STEP

    def mask(self, rate: float) -> Mask:
        """The same as a mask of the core, for what shows masks."""
        factor = (~self.struck[..., :UNITS_READ]).float() * self.scale
        return Mask(Noise(self.edge, rate, self.share), self.layer, factor)


@dataclass(frozen=True, slots=True)
class Struck:
    """All edges of a module, in the order of `Edge`, and what torch said when it was made."""

    readings: tuple[Reading, ...]
    warning: str
    version: str  # of torch

    @property
    def edges(self) -> frozenset[Edge]:
        return frozenset(reading.edge for reading in self.noisy)

    @property
    def noisy(self) -> tuple[Reading, ...]:
        """Where anything was struck."""
        return tuple(reading for reading in self.readings if reading.struck.any())


def measure(way: str, layers: int, rate: float, seed: int, *, training: bool) -> Struck:
    """What one of `twins.ways` strikes in train() or eval(), each edge in a run of its own.

    Where memories are struck, the sums in them say nothing of the edges before them. Raises
    `ArithmeticError` if what a memory adds up is no sum of whole values: then something else than a
    mask is at work.
    """
    with _DRAWING, torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            module = make(way, UNITS, layers, rate).double().train(training)
        readings = [_read(module, edge, l) for edge, l in _places(layers)]
    warning = " ".join(str(message.message) for message in warned)
    return Struck(tuple(readings), warning, torch.__version__)


def expected(placement: Placement, layers: int, *, training: bool) -> frozenset[Edge]:
    """The edges at which an LSTM's placement should be seen to strike.

    Noise on h itself strikes both copies: what goes on, and what goes up or out.
    """
    both = {Edge.RECURRENT, Edge.OUTPUT} | ({Edge.BETWEEN} if layers > 1 else set())
    noises = [noise for noise in placement.active if training or noise.at_test]
    there = (noise.edge for noise in noises if layers_of(noise.edge, layers))
    edges = {standing_for(edge, Cell.LSTM) for edge in there}
    return frozenset((edges - {Edge.HIDDEN}) | (both if Edge.HIDDEN in edges else set()))


def _places(layers: int) -> list[tuple[Edge, int]]:
    every, upper = range(layers), range(1, layers)
    return [
        (Edge.INPUT, 0),
        *((Edge.BETWEEN, l) for l in upper),
        *((Edge.RECURRENT, l) for l in every),
        *((Edge.CELL, l) for l in every),
        (Edge.OUTPUT, layers - 1),
    ]


def _read(module: nn.Module, edge: Edge, layer: int) -> Reading:
    read = _READERS[edge]
    first = read(_Probe(module, layer), 1) / _TINY  # one value, dropped or not: how it is scaled
    scale = first.max().item() or 1.0
    if edge in {Edge.CELL, Edge.OUTPUT}:
        return Reading(edge, layer, read(_Probe(module, layer), STEPS) == 0, scale)
    return Reading(edge, layer, _steps_lost(read(_Probe(module, layer), STEPS), scale), scale)


def _steps_lost(sums: Tensor, scale: float) -> Tensor:
    """Whether step t is missing from Σ 2^−t, (T, B, units), from sums (B, units)."""
    counted = sums / (_TINY * scale) * 2 ** (STEPS - 1)
    whole = counted.round()
    if (counted - whole).abs().max() > 1e-3 or not 0 <= whole.min() <= whole.max() < 2**STEPS:
        raise ArithmeticError("What arrived at this edge is no sum of kept and dropped values.")
    places = torch.arange(STEPS - 1, -1, -1).reshape(-1, 1, 1)
    return (whole.long() >> places) & 1 == 0


class _Probe:
    """A module whose weights are all zero, and a state to start it from."""

    def __init__(self, module: nn.Module, layer: int) -> None:
        self.module, self.layer = module, layer
        self.cells = _cells(module)
        for weights in module.parameters():
            weights.zero_()
        for l in range(len(self.cells)):
            self.gates(l, slice(None), i=_SHUT, f=_SHUT)
        size = (len(self.cells), EXAMPLES, UNITS)
        self.h, self.c = torch.zeros(size).double(), torch.zeros(size).double()

    def gates(self, layer: int, units: slice, *, i: float, f: float) -> None:
        """Set two gates of some units by their biases; o is always open, g is left alone."""
        bias = self.cells[layer][2].view(4, UNITS)
        bias[0, units], bias[1, units], bias[3, units] = i, f, _OPEN

    def adds_up(self, layer: int, units: slice = slice(None)) -> None:
        self.gates(layer, units, i=_OPEN, f=_OPEN)

    def halves(self, layer: int, units: slice = slice(None)) -> None:
        """Let h be 1, ½, ¼ … at steps 1, 2, 3 …, all of them tiny, whatever comes in."""
        self.gates(layer, units, i=_SHUT, f=_HALF)
        self.c[layer, :, units] = 2 * _TINY

    def candidate(self, layer: int, which: int) -> Tensor:
        """The rows of W_ih (0) or W_hh (1) that make g."""
        return self.cells[layer][which].view(4, UNITS, UNITS)[2]

    def run(self, x: Tensor) -> tuple[Tensor, State]:
        return self.module(x, (self.h, self.c))


def _cells(module: nn.Module) -> list[tuple[Tensor, Tensor, Tensor]]:
    """For each layer W_ih, W_hh and a bias, whatever their names; in torch's order i, f, g, o."""
    named = list(module.named_parameters())
    inward, along, bias = (
        [weights for name, weights in named if kind in name]
        for kind in ("weight_ih", "weight_hh", "bias_ih")
    )
    return list(zip(inward, along, bias, strict=True))


def _silence(steps: int) -> Tensor:
    return torch.zeros(steps, EXAMPLES, UNITS).double()


def _input(probe: _Probe, steps: int) -> Tensor:
    probe.adds_up(0)
    probe.candidate(0, 0).copy_(torch.eye(UNITS))
    halves = _TINY * 2.0 ** -torch.arange(steps).double()
    return probe.run(_silence(steps) + halves.reshape(-1, 1, 1))[1][1][0]


def _between(probe: _Probe, steps: int) -> Tensor:
    probe.halves(probe.layer - 1)
    probe.adds_up(probe.layer)
    probe.candidate(probe.layer, 0).copy_(torch.eye(UNITS))
    return probe.run(_silence(steps))[1][1][probe.layer]


def _recurrent(probe: _Probe, steps: int) -> Tensor:
    """One half of a layer adds up the other half's h of the step before, from the second step."""
    carried, adding = slice(UNITS_READ), slice(UNITS_READ, None)
    probe.halves(probe.layer, carried)
    probe.adds_up(probe.layer, adding)
    probe.candidate(probe.layer, 1)[adding, carried] = torch.eye(UNITS_READ).double()
    return probe.run(_silence(steps + 1))[1][1][probe.layer][:, adding]


def _cell(probe: _Probe, steps: int) -> Tensor:
    """What is left of a memory that nothing changes, (1, B, units)."""
    probe.gates(probe.layer, slice(None), i=_SHUT, f=_OPEN)
    probe.c[probe.layer] = _TINY
    return probe.run(_silence(steps))[1][1][probe.layer][None]


def _output(probe: _Probe, steps: int) -> Tensor:
    """What the module hands on of a top layer whose h never is zero, (T, B, units)."""
    probe.halves(probe.layer)
    return probe.run(_silence(steps))[0]


_READERS: dict[Edge, Callable[[_Probe, int], Tensor]] = {
    Edge.INPUT: _input,
    Edge.BETWEEN: _between,
    Edge.RECURRENT: _recurrent,
    Edge.CELL: _cell,
    Edge.OUTPUT: _output,
}
