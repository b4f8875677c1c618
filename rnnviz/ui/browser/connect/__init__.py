"""A sentence for each placement: point at a word and see which later predictions depend on it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from streamlit.components.v2 import component

from rnnviz.analyses.connectivity import Connectivity
from rnnviz.ui.browser.network import read, script
from rnnviz.ui.browser.network.payload import Payload, identified

_HERE = Path(__file__).parent


_component = component(
    "rnnviz_connect",
    html=read("connect.html", _HERE),
    css=read("network.css") + read("connect.css", _HERE),
    js=script(("nodes",)) + read("connect.js", _HERE),
)


def connect(words: Sequence[str], found: Mapping[str, Connectivity], *, key: str) -> None:
    """Show the connectivity of the words read under each placement, by name."""
    _component(key=key, data={"connect": pack(words, found)})


def pack(words: Sequence[str], found: Mapping[str, Connectivity]) -> Payload:
    """What the component draws: of each prediction, the share of each word before it in percent."""
    rows = [
        {"name": name, "shares": [[round(100 * s, 1) for s in row] for row in one.shares]}
        for name, one in found.items()
    ]
    return identified({"words": list(words), "rows": rows})
