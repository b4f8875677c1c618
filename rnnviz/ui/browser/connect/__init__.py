"""A sentence for each placement: point at a word and see which later predictions depend on it."""

from collections.abc import Mapping, Sequence

from rnnviz.analyses.connectivity import Connectivity
from rnnviz.ui.browser.network.payload import Payload, identified
from rnnviz.ui.browser.shared import component

_component = component("connect")


def connect(words: Sequence[str], connectivity: Mapping[str, Connectivity], *, key: str) -> None:
    """Show the connectivity of the words read under each placement, by name."""
    _component(key=key, data={"connect": pack(words, connectivity)})


def pack(words: Sequence[str], connectivity: Mapping[str, Connectivity]) -> Payload:
    """What the component draws: of each prediction, the share of each word before it in percent."""
    rows = [
        {"name": name, "shares": [[round(100 * s, 1) for s in row] for row in shares.shares]}
        for name, shares in connectivity.items()
    ]
    return identified({"words": list(words), "rows": rows})
