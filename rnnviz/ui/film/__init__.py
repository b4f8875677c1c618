"""The film of masks: each mask as a still over time, and beside it all examples at one step.

It shares the network picture's time bar, colours and way of packing masks.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from rnnviz.ui.film.payload import read_step
from rnnviz.ui.network import read, script, with_bar
from rnnviz.ui.network.payload import Payload

_HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "rnnviz_film",
    html=with_bar(_read("film.html")),
    css=read("network.css") + _read("film.css"),
    js=script(("decode", "nodes", "paint")) + _read("film.js"),
)


def film(payload: Payload, *, key: str, step: int, on_step: Callable[[int], None]) -> None:
    """Show the masks of `payload`, from `step` on; `on_step` is told each step it rests at."""

    def rested() -> None:
        step = read_step(st.session_state[key].get("rested"), payload)
        if step is not None:
            on_step(step)

    _component(key=key, data={"film": payload, "step": step}, on_rested_change=rested)
