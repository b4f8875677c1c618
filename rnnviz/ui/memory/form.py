"""What the Memory page's visitor chooses: a noise on one value, two placements, a measurement."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.content import joined, labels, sentence
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Edge, Fill, Noise, Placement, Scaling, Share, parse
from rnnviz.ui.editor.controls import choose_cell
from rnnviz.ui.editor.gallery import masks_in_words
from rnnviz.ui.fields import EDGES, PLACED
from rnnviz.ui.fields.memory import (
    LASTING,
    MEMORY_CELL,
    MEMORY_FIRST,
    MEMORY_GATE,
    MEMORY_LIFE,
    MEMORY_RATE,
    MEMORY_SECOND,
    ZONEOUT,
)
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.kit.own import own_label, own_placements
from rnnviz.ui.kit.widgets import select, slider
from rnnviz.ui.state import read

_USUAL = ("naive_recurrent", "naive_cell")


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
    def compared(self) -> dict[str, Placement]:
        """Both by name, and no dropout."""
        return dict(self.placements) | {sentence("memory.no_noise"): Placement()}

    @property
    def key(self) -> tuple[Cell, tuple[tuple[str, str], ...]]:
        """The same as text, to cache by."""
        return self.cell, tuple((name, str(placement)) for name, placement in self.placements)


def choose_rate(beside: Any = st) -> float:  # noqa: ANN401 -- the column that it stands in
    """The dropout rate of the steps that have no placement."""
    return slider(MEMORY_RATE, sentence("memory.rate"), 0.05, beside=beside, format="%g")


def choose_noise() -> OneNoise:
    """A noise that meets the value once a step."""
    lives, rates, gates = st.columns([3, 2, 2], vertical_alignment="bottom")
    with lives:
        life = select(st.selectbox, MEMORY_LIFE, sentence("memory.noise"), labels("life"))
    rate = choose_rate(rates)
    forget = slider(MEMORY_GATE, sentence("memory.forget"), 0.05, beside=gates, format="%g")
    if life == ZONEOUT:
        return OneNoise(Noise(Edge.CELL, rate, fill=Fill.PREVIOUS, scaling=Scaling.CLASSIC), forget)
    share = Share.SEQUENCE if life == LASTING else Share.STEP
    return OneNoise(Noise(Edge.CELL, rate, share), forget)


def choose_pair() -> Pair:
    """Two placements on a cell: what was chosen on the Placement page, then what headings tell."""
    left, right, cells = st.columns([3, 3, 1.8])
    with cells:
        cell = choose_cell(MEMORY_CELL)
    own = own_placements(MEMORY_FIRST, MEMORY_SECOND)
    options = own | {method.key: method.placement for method in METHODS}
    placed = [key for key in read(PLACED) if key in options]
    if [options[key] for key in placed] == [parse(EDGES.default)]:  # nobody chose that
        placed = []
    chosen = []
    titles = {line: own_label(line) for line in own} | method_labels()
    for number, (column, field, label) in enumerate(
        (
            (left, MEMORY_FIRST, sentence("memory.first")),
            (right, MEMORY_SECOND, sentence("memory.second")),
        )
    ):
        usual, everywhere = (*placed, *_USUAL[len(placed) :])[number], _USUAL[number]
        with column:
            key = select(st.selectbox, field, label, titles, usual=usual, everywhere=everywhere)
        placement = options[key].on(cell)
        chosen.append((titles[key], placement))
        with column:
            if placement.active:
                caption(_in_words(placement))
            if options[key].edges - placement.edges:
                caption(sentence("memory.lacking", cell=cell.upper()))
    return Pair(cell, tuple(dict(chosen).items()))


def _in_words(placement: Placement) -> str:
    """Its masks and how high their rates are."""
    rates = {noise.rate for noise in placement.active}
    key = "memory.placed_at" if len(rates) == 1 else "memory.placed_up_to"
    return joined(masks_in_words(placement), sentence(key, rate=f"{max(rates):g}"))
