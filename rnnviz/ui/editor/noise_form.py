"""Which edges carry noise, and every setting of each noise in a box of its own.

A touch is an edit of the placement as it is by then: a quick hand is ahead of what was drawn.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from rnnviz.content import named, sentence
from rnnviz.core.edges import worth_showing
from rnnviz.core.edits import filled, with_edges
from rnnviz.core.placement import EDGES_OF, Cell, Fill, Noise, Placement
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.widgets import mirror

MOST_RATE = 0.95  # on the slider; an address may ask for more
_ACROSS = 3

Edit = Callable[[Placement], Placement]
Revise = Callable[[Edit], None]


def edge_pills(placement: Placement, cell: Cell, revise: Revise) -> None:
    """A pill for each of the cell's edges."""
    noisy = {noise.edge for noise in placement.noises}
    shown = worth_showing(EDGES_OF[cell], cell, noisy)
    out_of_sight = noisy - EDGES_OF[cell]
    mirror(
        st.pills,
        sentence("placement.where"),
        shown,
        key="where",
        value=[edge for edge in shown if edge in noisy],
        take=lambda edges: revise(lambda now: with_edges(now, out_of_sight.union(edges))),
        selection_mode="multi",
        format_func=partial(named, "edge"),
    )


def noise_boxes(placement: Placement, cell: Cell, revise: Revise) -> None:
    """A box for each noise that the cell carries."""
    noises = placement.on(cell).noises
    if not noises:
        paragraph(sentence("placement.no_noise_yet"))
    columns = st.columns(_ACROSS)
    for n, noise in enumerate(noises):
        with columns[n % _ACROSS]:
            _box(noise, revise)


def _box(noise: Noise, revise: Revise) -> None:
    field = partial(_field, noise, revise)
    with st.container(border=True, key=f"noise-{noise.edge}-{noise.fill}"):
        st.markdown(f"**{named('edge', noise.edge)}**")
        field("rate", sentence("placement.rate_of_dropping"))
        field("share", sentence("placement.share"))
        field("fill", sentence("placement.fill"))
        field("scaling", sentence("placement.mean_made_good"))
        if noise.edge.row.gated:
            field("tied", sentence("placement.tied"))
        field("at_test", sentence("placement.at_test"))


def _field(noise: Noise, revise: Revise, field: str, label: str) -> None:
    shown = {
        "key": f"{noise.edge}-{noise.fill}-{field}",
        "value": getattr(noise, field),
        "take": lambda value: revise(lambda now: _changed(now, noise, field, value)),
    }
    if field == "rate":
        step = 0.05 if round(20 * noise.rate, 9).is_integer() else 0.001  # papers have 0.634
        most = max(MOST_RATE, noise.rate)
        mirror(st.slider, label, 0.0, most, step=step, format="%g", **shown)
    elif field in {"tied", "at_test"}:
        mirror(st.toggle, label, **shown)
    else:
        options = _options(noise, field)
        mirror(st.selectbox, label, options, format_func=partial(named, field), **shown)


def _changed(placement: Placement, drawn: Noise, field: str, value: object) -> Placement:
    """One setting changed of the noise that was drawn, if that is still there."""
    noise = placement.noise(drawn.edge, drawn.fill)
    if noise is None:
        return placement
    changed = filled(noise, Fill(value)) if field == "fill" else replace(noise, **{field: value})
    return placement.without(noise.edge, noise.fill).with_noise(changed)


def _options(noise: Noise, field: str) -> tuple:
    return {
        "share": noise.edge.row.shares,
        "fill": noise.edge.row.fills,
        "scaling": noise.fill.scalings,
    }[field]
