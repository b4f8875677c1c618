"""Parts of a page that a teacher wants out of sight, by the names in its address."""

from rnnviz.ui.fields import HIDE
from rnnviz.ui.state import read


def hidden_words() -> frozenset[str]:
    """What the address, or the line at the foot of each page, says is not to be seen."""
    return frozenset(word.strip().lower() for word in read(HIDE).split(","))
