"""A touch of the picture becomes a change of what the page is about."""

from dataclasses import replace

from rnnviz.core.edits import toggled
from rnnviz.core.placement import Placement
from rnnviz.ui.browser.network import EdgeToggled, NetworkEvent, NoiseSet, PathChosen
from rnnviz.ui.editor.chosen import Chosen
from rnnviz.ui.editor.controls import revise
from rnnviz.ui.fields import PATH, ROUTE
from rnnviz.ui.state import put


def take(event: NetworkEvent, chosen: Chosen) -> None:
    """Write down what was touched, before the page is drawn again."""
    match event:
        case EdgeToggled(edge):
            revise(lambda now: toggled(now, edge), chosen.field, chosen.placement)
        case NoiseSet():
            revise(lambda now: _with(now, event), chosen.field, chosen.placement)
        case _:
            follow(event)


def _with(placement: Placement, event: NoiseSet) -> Placement:
    noise = placement.noise(event.edge, event.fill)
    if noise is None:
        return placement
    return placement.with_noise(replace(noise, rate=event.rate, share=event.share))


def follow(event: NetworkEvent) -> None:
    """Take a path that was chosen in a picture; whatever else was touched, leave as it is."""
    match event:
        case PathChosen(first, last, route):
            put(PATH, (first + 1, last + 1))
            put(ROUTE, route)
