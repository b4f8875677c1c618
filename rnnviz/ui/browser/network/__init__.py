"""Unrolled networks that one can touch: plain JavaScript in the page, no message while they play.

`payload.pack` makes its data, `events.read_event` judges what comes back.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass

from rnnviz.ui import state
from rnnviz.ui.browser.network.events import (
    EdgeToggled,
    Heard,
    NetworkEvent,
    NoiseSet,
    PathChosen,
    UnitPicked,
    read_event,
    touch_of,
)
from rnnviz.ui.browser.shared import component
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import Field, in_visit

__all__ = [
    "EdgeToggled",
    "Heard",
    "NetworkEvent",
    "NoiseSet",
    "PathChosen",
    "Picture",
    "UnitPicked",
    "network",
    "read_event",
]

_component = component("network")


@dataclass(frozen=True, slots=True)
class Picture:
    """A network to be drawn, what tells it from another beside it, and who hears of its touches."""

    payload: dict
    on_touch: Callable[[NetworkEvent], None] | None = None
    name: str = ""


def network(
    *pictures: Picture,
    key: str,
    path: PathChosen | None = None,
    fixed: bool = False,
    plays: bool = False,
) -> None:
    """A picture, or two beside each other that read the same words: with one time, path and scale.

    `path` is the way to light up at first, and again whenever it changes. In `fixed` pictures edges
    can't be switched and noises can't be set. What `plays` begins to by itself, once, unless its
    reader wants no motion. A picture's `on_touch` is called with each event once, in their order,
    before the script runs again, when widgets can still be given another value.
    """
    memory: Field[Heard | None] = in_visit(f"{key}-heard", None)
    heard: Heard = state.read(memory) or Heard()
    state.put(memory, heard)  # it notes what it hears

    @unbroken
    def listen() -> None:
        for message in heard.news(state.touched(key, "touched")):
            place, touch = touch_of(message, len(pictures))
            picture = pictures[place]
            event = read_event(touch, picture.payload)
            if event and picture.on_touch:
                picture.on_touch(event)

    data = {
        "pictures": [picture.payload for picture in pictures],
        "names": [picture.name if len(pictures) > 1 else "" for picture in pictures],
        "path": path and [path.from_step, path.to_step, path.route.value],
        "fixed": fixed,
        "plays": plays,
        "heard": astuple(heard),
    }
    _component(key=key, data=data, on_touched_change=listen)
