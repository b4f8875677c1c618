"""What a visitor reads for each method: its title and its year."""

from rnnviz.core.methods import METHODS

METHOD_LABELS = {method.key: f"{method.title} ({method.year})" for method in METHODS}
