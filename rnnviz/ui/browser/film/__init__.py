"""The film of masks: each mask as a still over time, and beside it all examples at one step.

It shares the network picture's time bar, colours and way of packing masks.
"""

from collections.abc import Callable

from rnnviz.ui.browser.film.payload import read_step
from rnnviz.ui.browser.network.payload import Payload
from rnnviz.ui.browser.shared import component
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.state import touched

_component = component("film")


def film(payload: Payload, *, key: str, step: int, on_step: Callable[[int], None]) -> None:
    """Show the masks of `payload`, from `step` on; `on_step` is told each step it rests at."""

    @unbroken
    def rested() -> None:
        step = read_step(touched(key, "rested"), payload)
        if step is not None:
            on_step(step)

    _component(key=key, data={"film": payload, "step": step}, on_rested_change=rested)
