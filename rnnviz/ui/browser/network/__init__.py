"""The unrolled network that one can touch: plain JavaScript in the page, no message while it plays.

`payload.pack` makes its data, `events.read_event` judges what comes back.
"""

from collections.abc import Callable, Iterable
from dataclasses import astuple
from pathlib import Path

import streamlit as st

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

_HERE = Path(__file__).parent
# One module in the browser: each file uses only what stands in those before it.
_SCRIPTS = (
    "decode",
    "geometry",
    "nodes",
    "draw",
    "paint",
    "words",
    "path",
    "lens",
    "player",
    "settings",
    "network",
)


def script(names: Iterable[str] = _SCRIPTS) -> str:
    """The component's JavaScript, or only some of its files."""
    return "\n".join(read(f"js/{name}.js") for name in names)


def read(name: str, folder: Path = _HERE) -> str:
    """A file of this component, or of the one in another folder."""
    return (folder / name).read_text(encoding="utf-8")


def with_bar(page: str) -> str:
    """The page with the buttons that play, in the place of its mark."""
    return page.replace("<!-- bar -->", read("bar.html"))


_component = st.components.v2.component(
    "rnnviz_network", html=with_bar(read("network.html")), css=read("network.css"), js=script()
)


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
    before the script runs again, when widgets can still be given another value. Streamlit may break
    it off wherever it reads or writes the session; then it is called with the same event again, so
    what it changes should be the last thing that it does.
    """
    memory = state.in_visit(f"{key}-heard", None)
    heard: Heard = state.read(memory) or Heard()
    state.put(memory, heard)  # it notes what it hears

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
