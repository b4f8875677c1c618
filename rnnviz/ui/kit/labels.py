"""What a visitor reads for each method, and for each model that was trained with one."""

from urllib.parse import quote

from rnnviz.content import sentence
from rnnviz.core.methods import METHODS, name_of
from rnnviz.core.placement import Placement
from rnnviz.ui.fields import EDGES
from rnnviz.ui.kit.markdown import plain
from rnnviz.zoo.card import Card

_PICTURED = "picture-"  # begins the names of the models whose passes the picture shows


def method_labels() -> dict[str, str]:
    """The short name of each method, by key."""
    return {method.key: method.name for method in METHODS}


def said_of(name: str, label: str) -> str:
    """What is said of something, after its name."""
    return sentence("kit.said_of", name=name, said=label)


def placement_link(name: str, placement: Placement) -> str:
    """A name that leads to the picture of a placement."""
    return f"[{plain(name)}](placement?{EDGES.name}={quote(str(placement))})"


def title_of(card: Card) -> str:
    """What a model is called: by its shape, or by the method that it was trained with."""
    if card.name.startswith(_PICTURED):
        shape = card.run.model
        shown = {"cell": shape.cell.upper(), "units": shape.units}
        return sentence("kit.pictured", count=shape.layers, **shown)
    name = name_of(card.method)
    return card.title if name == card.method else name
