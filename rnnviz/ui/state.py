"""What the Placement page is about, as one value."""

from dataclasses import dataclass

from rnnviz.core.crossings import Crossing, Route, crossings
from rnnviz.core.methods import METHODS, Method
from rnnviz.core.placement import Cell, Edge, Placement


@dataclass(frozen=True, slots=True)
class Chosen:
    """A placement on a network, and the path to look at."""

    placement: Placement
    cell: Cell
    layers: int
    lag_steps: int
    route: Route
    method: Method | None  # the one that places its noise just so

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        return crossings(self.placement, self.cell, self.layers, self.lag_steps, self.route)

    @property
    def left_off(self) -> tuple[Edge, ...]:
        """The edges with noise that the cell has not."""
        carried = self.placement.on(self.cell).noises
        return tuple(n.edge for n in self.placement.noises if n not in carried)


def method_of(placement: Placement, preferred: str | None = None) -> Method | None:
    """The method that places its noise just so: of several the preferred key's, else the first."""
    same = [method for method in METHODS if method.placement == placement]
    return next((method for method in same if method.key == preferred), same[0] if same else None)
