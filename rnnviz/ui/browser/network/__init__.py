"""The unrolled network that one can touch: plain JavaScript in the page, no message while it plays.

`payload.pack` makes its data, `events.read_event` judges what comes back.
"""

from collections.abc import Callable
from dataclasses import astuple

from rnnviz.ui import state
from rnnviz.ui.browser.network.events import (
    EdgeToggled,
    Heard,
    NetworkEvent,
    NoiseSet,
    PathChosen,
    UnitPicked,
    read_event,
)
from rnnviz.ui.browser.shared import component
from rnnviz.ui.callbacks import unbroken

__all__ = [
    "EdgeToggled",
    "Heard",
    "NetworkEvent",
    "NoiseSet",
    "PathChosen",
    "UnitPicked",
    "network",
    "read_event",
]

_component = component("network")


def network(
    payload: dict,
    *,
    key: str,
    path: PathChosen | None = None,
    fixed: bool = False,
    plays: bool = False,
    on_touch: Callable[[NetworkEvent], None] | None = None,
) -> None:
    """The picture of `payload`.

    `path` is the way to light up at first, and again whenever it changes. In a `fixed` picture
    edges can't be switched and noises can't be set. One that `plays` begins to by itself, once,
    unless its reader wants no motion. `on_touch` is called with each event once, in their order,
    before the script runs again, when widgets can still be given another value.
    """
    memory: state.Field[Heard | None] = state.in_visit(f"{key}-heard", None)
    heard: Heard = state.read(memory) or Heard()
    state.put(memory, heard)  # it notes what it hears

    @unbroken
    def listen() -> None:
        for touch in heard.news(state.touched(key, "touched")):
            event = read_event(touch, payload)
            if event and on_touch:
                on_touch(event)

    data = {
        "picture": payload,
        "path": path and [path.from_step, path.to_step, path.route.value],
        "fixed": fixed,
        "plays": plays,
        "heard": astuple(heard),
    }
    _component(key=key, data=data, on_touched_change=listen)
