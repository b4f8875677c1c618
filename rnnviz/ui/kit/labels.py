"""What a visitor reads for each method, and for each model that was trained with one."""

from rnnviz.content import sentence
from rnnviz.core.methods import METHODS, Method
from rnnviz.zoo.card import Card

_PICTURED = "picture-"  # begins the names of the models whose passes the picture shows


def label_of(method: Method) -> str:
    """Its title and its year."""
    return sentence("kit.method", title=method.title, year=method.year)


def method_labels() -> dict[str, str]:
    """The same of each method, by key."""
    return {method.key: label_of(method) for method in METHODS}


def title_of(card: Card) -> str:
    """What a model is called: by its shape, or by the method that it was trained with."""
    if card.name.startswith(_PICTURED):
        shape = card.run.model
        said = {"cell": shape.cell.upper(), "units": shape.units}
        return sentence("kit.pictured", count=shape.layers, **said)
    titles = {method.key: method.title for method in METHODS}
    return titles.get(card.run.key, card.title)
