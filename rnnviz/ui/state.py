"""What the Placement page is about, as one value."""

from dataclasses import dataclass

from rnnviz.core.crossings import Crossing, Route, crossings
from rnnviz.core.methods import METHODS, Method
from rnnviz.core.placement import Cell, Placement


@dataclass(frozen=True, slots=True)
class Chosen:
    """A placement on a network, and the path to look at."""

    placement: Placement
    cell: Cell
    layers: int
    lag_steps: int
    route: Route

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        return crossings(self.placement, self.cell, self.layers, self.lag_steps, self.route)

    @property
    def method(self) -> Method | None:
        """The first method that places its noise just so."""
        return method_of(self.placement)


def method_of(placement: Placement) -> Method | None:
    return next((method for method in METHODS if method.placement == placement), None)
