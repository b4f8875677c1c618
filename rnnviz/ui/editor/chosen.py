"""What the Placement page is about, as values."""

from dataclasses import dataclass, replace
from typing import Self

from rnnviz.core.crossings import Crossing, crossings
from rnnviz.core.methods import METHODS, Method
from rnnviz.core.placement import Cell, Edge, Placement, edges_of
from rnnviz.ui.browser.network.events import PathChosen
from rnnviz.ui.field import Field


@dataclass(frozen=True, slots=True)
class Pass:
    """What the network reads, and with which masks."""

    words: tuple[str, ...]
    seed: int
    training: bool  # masks strike; else their expectation is at work


@dataclass(frozen=True, slots=True)
class Chosen:
    """A placement on a network."""

    field: Field[str]  # holds the placement's text
    placement: Placement
    cell: Cell
    layers: int
    method: Method | None  # the one that places its noise just so

    @property
    def slot(self) -> str:
        """What names of widgets end in."""
        return self.field.name

    def crossings(self, path: PathChosen) -> tuple[Crossing, ...]:
        return crossings(self.placement, self.cell, self.layers, path.lag_steps, path.route)

    def acting(self, run: Pass) -> Self:
        """The same with those masks alone that a pass in its mode draws."""
        return self if run.training else replace(self, placement=self.placement.at_evaluation)

    @property
    def left_off(self) -> tuple[Edge, ...]:
        """The edges with noise that the network has not."""
        there = edges_of(self.cell, self.layers)
        return tuple(n.edge for n in self.placement.noises if n.edge not in there)


def method_of(placement: Placement, preferred: str | None = None) -> Method | None:
    """The method that places its noise just so: of several the preferred key's, else the first."""
    same = [method for method in METHODS if method.placement == placement]
    return next((method for method in same if method.key == preferred), same[0] if same else None)
