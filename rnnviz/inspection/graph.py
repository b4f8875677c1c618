"""A recorded pass as a graph: which layers recur, and where a value comes from and goes."""

from collections.abc import Callable, Iterable
from functools import cached_property

from torch import Tensor

from rnnviz.inspection.operations import Kind
from rnnviz.inspection.recording import Recorder

_SCALES = {"mul", "mul_", "div", "div_", "__mul__", "__truediv__", "__rmul__", "true_divide"}


class Graph:
    """The nodes of a pass, and questions about them."""

    def __init__(self, recorder: Recorder, outputs: Iterable[Tensor]) -> None:
        self.nodes = recorder.graph.nodes
        self.outputs = frozenset().union(*(recorder.graph.made(out) for out in outputs))

    @cached_property
    def before(self) -> list[set[int]]:
        """For each node the parameters that products up to it multiplied with."""
        before: list[set[int]] = []
        for node in self.nodes:
            known = set().union(
                *(before[parent] for parent in node.parents if parent < len(before))
            )
            before.append(known | (node.weights if node.inputs else set()))
        return before

    @cached_property
    def layers(self) -> list[set[int]]:
        """The recurrent layers, the lowest first, each as the weights that act along time."""
        along: dict[int, set[int]] = {}
        for node in self.nodes:
            past = set().union(*(self.before[n] for n in node.inputs)) if node.inputs else set()
            for weight in node.weights & past:
                along.setdefault(weight, set()).update(past)
        groups: list[set[int]] = []
        for weight, past in along.items():
            both = {other for other in along if other in past and weight in along[other]} | {weight}
            if both not in groups:
                groups.append(both)
        return sorted(groups, key=lambda group: len(self._below(group, along)))

    @staticmethod
    def _below(group: set[int], along: dict[int, set[int]]) -> set[int]:
        """The other layers' weights that a layer depends on."""
        return {other for weight in group for other in along[weight] if other in along} - group

    @cached_property
    def depths(self) -> dict[int, int]:
        """For each weight along time the number of its layer; two directions share one."""
        along = {weight for group in self.layers for weight in group}
        depths: dict[int, int] = {}
        for group in self.layers:
            products = [n for n in self.nodes if n.weights & group and n.inputs]
            past = set().union(*(self.before[i] for n in products for i in n.inputs))
            below = {depths[other] for other in (past & along) - group if other in depths}
            depths.update(dict.fromkeys(group, 1 + max(below, default=-1)))
        return depths

    def recurs(self, number: int) -> set[int]:
        """The layers along whose time a node is a product."""
        node = self.nodes[number]
        return {self.depths[w] for w in node.weights if w in self.depths} if node.inputs else set()

    def source(self, of: Iterable[int]) -> int | None:
        """The layer that a value comes out of, or None for what comes in from outside."""
        return max(
            (self.depths[w] for n in of for w in self.before[n] if w in self.depths), default=None
        )

    def onward(self, start: Iterable[int], passes: Callable[[int], bool]) -> set[int]:
        """All nodes after some, through those that let pass."""
        seen: set[int] = set()
        todo = list(start)
        while todo:
            for child in self.nodes[todo.pop()].children - seen:
                seen.add(child)
                if passes(child):
                    todo.append(child)
        return seen

    def unchanged(self, number: int) -> bool:
        """Whether a node hands a value on, scaled or dropped."""
        node = self.nodes[number]
        if node.drop is not None:
            return True
        kinds = [self.nodes[parent].kind for parent in node.parents]
        return node.op in _SCALES and sum(kind is not Kind.CONSTANT for kind in kinds) == 1

    def gate(self, number: int, source: int | None) -> frozenset[int]:
        """The one gate's weights that a value goes straight into, where each gate has its own."""
        if source is None:
            return frozenset()
        straight = {number} | self.onward([number], self.unchanged)
        into = {w for n in straight if self.nodes[n].inputs for w in self.nodes[n].weights}
        mine = {w for w in into if self.depths.get(w) == source}
        gates = [group for group in self.layers if mine < group]
        return frozenset(mine) if gates and len(mine) == 1 else frozenset()

    def elementwise(self, number: int) -> bool:
        return not self.nodes[number].inputs
