"""What a visitor reads for each method: its title and its year."""

from rnnviz.content import sentence
from rnnviz.core.methods import METHODS, Method


def label_of(method: Method) -> str:
    """Its title and its year."""
    return sentence("kit.method", title=method.title, year=method.year)


def method_labels() -> dict[str, str]:
    """The same of each method, by key."""
    return {method.key: label_of(method) for method in METHODS}
