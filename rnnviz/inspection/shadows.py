"""A pass as a graph: which operation made each element of each value.

Every tensor has a shadow of its shape that holds, for each element, the number of the operation
that made it. What only moves elements about (a view, a stack, an index) is done to the shadow as it
is, so the graph knows which step and layer an element comes from however a program packs its
states.
"""

from collections.abc import Iterable
from inspect import currentframe
from pathlib import Path
from types import FrameType

import torch
from torch import Tensor

from rnnviz.inspection.operations import DRAWS, Kind, Node, Torchs, Where

_OURS, _TORCHS = str(Path(__file__).parent), str(Path(torch.__file__).parent)


class Shadows:
    """The operations, as `nodes`, and for each tensor that was met its shadow."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._shadows: dict[int, Tensor] = {}
        self._alive: list[Tensor] = []
        self._places: dict[object, int] = {}  # for each place in memory what was last there

    def enter(self, value: Tensor, kind: Kind) -> None:
        """Take in a tensor that was there before."""
        number = self.node("given", kind, frozenset())
        self.shade(value, torch.full(value.shape, number))

    def made(self, value: Tensor) -> frozenset[int]:
        """The operations that made a value."""
        return frozenset(self.shadow(value).unique().tolist())

    def kind(self, made: Iterable[int]) -> Kind:
        """What depends on all these."""
        kinds = {self.nodes[number].kind for number in made}
        for kind in (Kind.DATA, Kind.START, Kind.WEIGHTS, Kind.MASK):
            if kind in kinds:
                return kind
        return Kind.CONSTANT

    def node(self, op: str, kind: Kind, parents: frozenset[int], **more: Torchs) -> int:
        """The number of a new one."""
        number = len(self.nodes)
        self.nodes.append(Node(op, kind, parents, where(), **more))
        for parent in parents:
            self.nodes[parent].children.add(number)
        return number

    def lost(self) -> list[tuple[str, Where]]:
        """The calls that draw numbers which nothing reads."""
        used = [node.kind is not Kind.MASK for node in self.nodes]
        for number in reversed(range(len(self.nodes))):
            used[number] |= any(used[n] for n in self.nodes[number].children if n > number)
        drawn = [
            (n, node)
            for n, node in enumerate(self.nodes)
            if node.op in DRAWS and node.value is not None and node.value.is_floating_point()
        ]
        read = {node.where for n, node in drawn if used[n]}
        return [(node.op, node.where) for _, node in drawn if node.where not in read]

    def constant(self) -> int:
        """A new one that depends on nothing."""
        return self.node("constant", Kind.CONSTANT, frozenset())

    def shadow(self, value: Tensor) -> Tensor:
        """For each element of a value, the number of what made it."""
        there = self._shadows.get(id(value))
        if there is None:  # another name of one that is known, such as torch.autograd.Variable(x)
            there = self._shadows.get(self._places.get(_place(value), 0))
            if there is not None:
                self.shade(value, there)
        if there is None or there.shape != value.shape:  # a new one, or resized
            self.enter(value, Kind.CONSTANT)
        return self._shadows[id(value)]

    def shade(self, value: Tensor, shadow: Tensor) -> None:
        """Let a value have this shadow; it is kept alive, for shadows are known by its address."""
        self._alive.append(value)
        self._shadows[id(value)] = shadow
        if value.numel():
            self._places[_place(value)] = id(value)

    def write(self, value: Tensor, number: int) -> None:
        """Let all elements come from an operation, in a tensor that may be part of another."""
        there = self._shadows.get(id(value))
        if there is not None and there.shape == value.shape:
            there.fill_(number)
        else:
            self.shade(value, torch.full(value.shape, number))


def _place(value: Tensor) -> object:
    """Where a tensor lies in memory, and how."""
    return value.data_ptr(), value.shape, value.stride(), value.dtype


def where() -> Where:
    """The calls of the program that lead here, the innermost first, but torch's and this room's.

    Of torch's there is which module is called: `nn.Sequential` calls all of its own in one place.
    """
    calls: list[tuple[str, int, int]] = []
    frame = currentframe()
    while frame and not (_ends(frame)):
        code = frame.f_code
        file = code.co_filename
        if file.startswith("<string") or not file.startswith((_OURS, _TORCHS)):
            calls.append((file, frame.f_lineno, frame.f_lasti))
        elif code.co_name == "_call_impl":
            calls.append(("", 0, id(frame.f_locals["self"])))
        frame = frame.f_back
    return tuple(calls)


def _ends(frame: FrameType) -> bool:
    """Whether the program that is recorded begins below: at `recording.record`."""
    code = frame.f_code
    return code.co_name == "record" and code.co_filename.startswith(_OURS)
