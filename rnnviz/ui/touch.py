"""A touch of the picture becomes a change of what the page is about."""

from dataclasses import replace

import streamlit as st

from rnnviz.ui.controls import write
from rnnviz.ui.edits import toggled
from rnnviz.ui.network import EdgeToggled, NetworkEvent, NoiseSet, PathChosen
from rnnviz.ui.state import Chosen


def take(event: NetworkEvent, chosen: Chosen) -> None:
    """Write down what was touched, before the page is drawn again."""
    match event:
        case EdgeToggled(edge):
            write(toggled(chosen.placement, edge), chosen.slot)
        case NoiseSet(edge, fill, rate, share):
            noise = chosen.placement.noise(edge, fill)
            if noise:
                changed = replace(noise, rate=rate, share=share)
                write(chosen.placement.with_noise(changed), chosen.slot)
        case _:
            follow(event)


def follow(event: NetworkEvent) -> None:
    """Take a path that was chosen in a picture; whatever else was touched, leave as it is."""
    match event:
        case PathChosen(first, last, route):
            st.session_state.path = (first + 1, last + 1)
            st.session_state.route = route
