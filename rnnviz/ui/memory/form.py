"""What the Memory page's visitor chooses: a noise on one value, two placements, a measurement."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from rnnviz.content import named
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Edge, Fill, Noise, Placement, Scaling, Share, parse
from rnnviz.ui.editor.controls import choose_cell
from rnnviz.ui.frame.names import Life
from rnnviz.ui.kit.kept import one_of
from rnnviz.ui.kit.labels import METHOD_LABELS

YOURS = "Yours, from the Placement page"
FIRST, SECOND = "memory-first", "memory-second"  # their names in the address
_USUAL = {FIRST: METHOD_LABELS["naive_recurrent"], SECOND: METHOD_LABELS["naive_cell"]}


@dataclass(frozen=True, slots=True)
class OneNoise:
    """A noise on the memory, and what the forget gate leaves at each step."""

    noise: Noise
    forget: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two placements under the names that charts give them, and the cell they sit on."""

    cell: Cell
    placements: tuple[tuple[str, Placement], ...]

    @property
    def key(self) -> tuple[Cell, tuple[tuple[str, str], ...]]:
        """The same as text, to cache by."""
        return self.cell, tuple((name, str(placement)) for name, placement in self.placements)


def choose_noise() -> OneNoise:
    """A noise that meets the value once a step."""
    lives, rates, gates = st.columns([3, 2, 2], vertical_alignment="bottom")
    life = one_of(
        lives.selectbox,
        "Noise on the value",
        list(Life),
        "memory-life",
        format_func=partial(named, "life"),
    )
    rate = rates.slider(
        "Rate", 0.05, 0.95, 0.2, 0.05, format="%g", key="memory-rate", bind="query-params"
    )
    forget = gates.slider(
        "Forget gate f", 0.5, 1.0, 1.0, 0.05, format="%g", key="memory-gate", bind="query-params"
    )
    if life == Life.ZONEOUT:
        return OneNoise(Noise(Edge.CELL, rate, fill=Fill.PREVIOUS, scaling=Scaling.CLASSIC), forget)
    share = Share.SEQUENCE if life == Life.LASTING else Share.STEP
    return OneNoise(Noise(Edge.CELL, rate, share), forget)


def choose_pair() -> Pair:
    """Two placements, at first those of the Placement page, on a cell."""
    left, right, cells = st.columns([3, 3, 1.8])
    with cells:
        cell = choose_cell("memory-cell", "query-params")
    options = _options()
    _carry_over(options)
    chosen = []
    for column, slot, label in ((left, FIRST, "One placement"), (right, SECOND, "Another")):
        names = list(options)
        name = one_of(column.selectbox, label, names, slot, _USUAL[slot])
        chosen.append((name, options[name].on(cell)))
        if options[name].edges - chosen[-1][1].edges:
            column.caption(f"This {cell.upper()} lacks some of its edges; noise there is left off.")
    return Pair(cell, tuple(dict(chosen).items()))


def _options() -> dict[str, Placement]:
    own = st.session_state.get("own_placement")
    yours = {YOURS: parse(own)} if own else {}
    return yours | {METHOD_LABELS[method.key]: method.placement for method in METHODS}


def _carry_over(options: dict[str, Placement]) -> None:
    """Begin with what the Placement page showed last, unless the address says otherwise."""
    placed = st.session_state.get("placed", [])
    for slot, key in zip((FIRST, SECOND), placed, strict=False):
        name = METHOD_LABELS[key] if key else YOURS
        if slot not in st.session_state and slot not in st.query_params and name in options:
            st.session_state[slot] = name
