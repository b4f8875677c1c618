"""A recorded pass as a graph: which layers recur, and where a value comes from and goes."""

from collections.abc import Callable, Iterable
from functools import cached_property

from torch import Tensor

from rnnviz.inspection.operations import Kind, Node
from rnnviz.inspection.recording import Recorder

_SCALES = {"mul", "mul_", "div", "div_", "__mul__", "__truediv__", "__rmul__", "true_divide"}
Direction = frozenset[int]  # the weights that act along time in one layer and one direction


class Graph:
    """The nodes of a pass, and questions about them."""

    def __init__(self, recorder: Recorder, outputs: Iterable[Tensor]) -> None:
        self.nodes = recorder.graph.nodes
        self.outputs = frozenset().union(*(recorder.graph.made(out) for out in outputs))

    @cached_property
    def parameters(self) -> list[frozenset[int]]:
        """For each node of weights the parameters that it was made from."""
        known: list[frozenset[int]] = []
        for number, node in enumerate(self.nodes):
            above = [known[parent] for parent in node.parents if parent < number]
            entered = node.kind is Kind.WEIGHTS and not node.parents
            known.append(
                frozenset([number])
                if entered
                else frozenset().union(*above)
                if node.kind is Kind.WEIGHTS
                else frozenset()
            )
        return known

    @cached_property
    def products(self) -> dict[int, frozenset[int]]:
        """For each product of weights with a value the parameters in it."""
        return {
            number: frozenset().union(*(self.parameters[w] for w in node.weights))
            for number, node in enumerate(self.nodes)
            if node.inputs
        }

    @cached_property
    def before(self) -> list[frozenset[int]]:
        """For each node the parameters that products up to it multiplied with."""
        before: list[frozenset[int]] = []
        for number, node in enumerate(self.nodes):
            above = (before[parent] for parent in node.parents if parent < number)
            before.append(self.products.get(number, frozenset()).union(*above))
        return before

    @cached_property
    def layers(self) -> list[Direction]:
        """The recurrent layers' directions, the lowest first, by the weights along time."""
        along: dict[int, set[int]] = {}
        for number, weights in self.products.items():
            past = self._past(number)
            for weight in weights & past:
                along.setdefault(weight, set()).update(past)
        groups: list[Direction] = []
        for weight, past in along.items():
            both = {other for other in along if other in past and weight in along[other]} | {weight}
            if both not in groups:
                groups.append(frozenset(both))
        return sorted(groups, key=lambda group: len(self._below(group, along)))

    def _past(self, product: int) -> frozenset[int]:
        """The parameters in what a product multiplies."""
        return frozenset().union(*(self.before[n] for n in self.nodes[product].inputs))

    @staticmethod
    def _below(group: Direction, along: dict[int, set[int]]) -> set[int]:
        """The other layers' weights that a layer depends on."""
        return {other for weight in group for other in along[weight] if other in along} - group

    @cached_property
    def depths(self) -> dict[Direction, int]:
        """The number of each direction's layer; two directions share one."""
        depths: dict[Direction, int] = {}
        for group in self.layers:
            past = frozenset().union(*(self._past(n) for n in self._products_of(group)))
            below = (depth for other, depth in depths.items() if other & past)
            depths[group] = 1 + max(below, default=-1)
        return depths

    def _products_of(self, group: Direction) -> list[int]:
        return [number for number, weights in self.products.items() if weights & group]

    @cached_property
    def layer_of(self) -> dict[int, Direction]:
        """For each weight along time its layer's direction."""
        return {weight: group for group in self.layers for weight in group}

    @cached_property
    def inside(self) -> dict[int, frozenset[int]]:
        """By the number of a layer all parameters inside of it and below."""
        return {
            depth: frozenset().union(
                *(
                    self.before[n]
                    for group, number in self.depths.items()
                    if number == depth
                    for n in self._products_of(group)
                )
            )
            for depth in self.depths.values()
        }

    @cached_property
    def recurrent(self) -> list[frozenset[Direction]]:
        """For each node the layers along whose time it is a product."""
        return [
            frozenset(self.layer_of[w] for w in self.products.get(n, ()) if w in self.layer_of)
            for n in range(len(self.nodes))
        ]

    def recurs(self, number: int) -> set[int]:
        """The same by the layers' numbers."""
        return {self.depths[group] for group in self.recurrent[number]}

    @cached_property
    def steps(self) -> list[dict[Direction, int]]:
        """For each node how many steps of each direction lead to it."""
        counts: list[dict[int, int]] = []  # the products with each weight on the way
        for number, node in enumerate(self.nodes):
            mine: dict[int, int] = {}
            for parent in node.parents:
                for weight, count in counts[parent].items() if parent < number else ():
                    mine[weight] = max(count, mine.get(weight, 0))
            for weight in self.products.get(number, frozenset()) & self.layer_of.keys():
                mine[weight] = mine.get(weight, 0) + 1
            counts.append(mine)
        return [self._by_direction(mine) for mine in counts]

    def _by_direction(self, counts: dict[int, int]) -> dict[Direction, int]:
        steps: dict[Direction, int] = {}
        for weight, count in counts.items():
            direction = self.layer_of[weight]
            steps[direction] = max(count, steps.get(direction, 0))
        return steps

    @cached_property
    def lengths(self) -> dict[object, int]:
        """How many steps each direction has."""
        lengths: dict[object, int] = {}
        for steps in self.steps:
            for group, count in steps.items():
                lengths[group] = max(count, lengths.get(group, 0))
        return lengths

    def source(self, of: Iterable[int]) -> frozenset[Direction]:
        """The layer's directions that a value comes out of; none for what comes from outside."""
        all_of = {self.layer_of[w] for n in of for w in self.before[n] if w in self.layer_of}
        top = max((self.depths[group] for group in all_of), default=0)
        return frozenset(group for group in all_of if self.depths[group] == top)

    def depth(self, number: int) -> int | None:
        """The number of the layer that a node comes out of, or None."""
        return next((self.depths[group] for group in self.source([number])), None)

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

    def straight(self, number: int) -> set[int]:
        """The products that a value goes into as it is, scaled or dropped at most."""
        seen = {number} | self.onward([number], self.unchanged)
        return {n for n in seen if self.nodes[n].inputs}

    def unchanged(self, number: int) -> bool:
        """Whether a node hands a value on, scaled or dropped."""
        node = self.nodes[number]
        if node.drop is not None:
            return True
        kinds = [self.nodes[parent].kind for parent in node.parents]
        return node.op in _SCALES and sum(kind is not Kind.CONSTANT for kind in kinds) == 1

    def elementwise(self, number: int) -> bool:
        """Whether a node is no product of weights."""
        return not self.nodes[number].inputs

    def steady(self, number: int) -> bool:
        """Whether a node is no product along time."""
        return not self.recurrent[number]


def scale_beside(nodes: list[Node], number: int) -> float | None:
    """The constant that the program multiplies a value by at once after a mask, or before it."""
    children, drop = nodes[number].children, nodes[number].drop
    after = nodes[min(children)].scale if len(children) == 1 else None
    if after is None and drop is not None and len(drop.of) == 1:
        after = nodes[min(drop.of)].scale
    return None if after is None else after.factor.flatten()[0].item()
