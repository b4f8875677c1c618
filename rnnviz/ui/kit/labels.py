"""What a visitor reads for each method: its short name."""

from rnnviz.core.methods import METHODS

METHOD_LABELS = {method.key: method.name for method in METHODS}
