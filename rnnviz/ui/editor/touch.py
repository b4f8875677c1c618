"""A touch of the picture becomes a change of what the page is about."""

from dataclasses import replace

from rnnviz.core.edits import toggled
from rnnviz.core.placement import Placement
from rnnviz.errors import InputError
from rnnviz.ui.browser.network import EdgeToggled, NetworkEvent, NoiseSet, PathChosen
from rnnviz.ui.editor.chosen import Chosen
from rnnviz.ui.editor.controls import write
from rnnviz.ui.fields import PATH, ROUTE
from rnnviz.ui.fields.parts import read_line
from rnnviz.ui.state import put, read


def take(event: NetworkEvent, chosen: Chosen) -> None:
    """Write down what was touched, before the page is drawn again."""
    placement = _now(chosen)
    match event:
        case EdgeToggled(edge):
            write(toggled(placement, edge), chosen.field)
        case NoiseSet(edge, fill, rate, share):
            noise = placement.noise(edge, fill)
            if noise:
                changed = replace(noise, rate=rate, share=share)
                write(placement.with_noise(changed), chosen.field)
        case _:
            follow(event)


def _now(chosen: Chosen) -> Placement:
    """The slot's placement as last written: a quick hand is ahead of the picture it touches."""
    try:
        return read_line(read(chosen.field))
    except InputError:  # typed, and not yet mended
        return chosen.placement


def follow(event: NetworkEvent) -> None:
    """Take a path that was chosen in a picture; whatever else was touched, leave as it is."""
    match event:
        case PathChosen(first, last, route):
            put(PATH, (first + 1, last + 1))
            put(ROUTE, route)
