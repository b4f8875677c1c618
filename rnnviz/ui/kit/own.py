"""Placements that no method has, in a choice of methods: by their lines, as addresses have them."""

from rnnviz.content import sentence
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Placement
from rnnviz.errors import InputError
from rnnviz.ui.field import Field
from rnnviz.ui.fields import OWN_PLACEMENT, PLACED
from rnnviz.ui.fields.parts import read_line
from rnnviz.ui.state import read


def own_placements(*fields: Field[str]) -> dict[str, Placement]:
    """Those on the Placement page, and those that these fields have, by line."""
    lines = dict.fromkeys((read(OWN_PLACEMENT), *read(PLACED), *map(read, fields)))
    known = {method.key for method in METHODS}
    read_lines = {line: _placement(line) for line in lines if line and line not in known}
    return {line: placement for line, placement in read_lines.items() if placement}


def own_label(line: str) -> str:
    """What a visitor reads for one of them."""
    return sentence("placement.yours") if line == read(OWN_PLACEMENT) else line


def _placement(line: str) -> Placement | None:
    try:
        return read_line(line)
    except InputError:  # a key of something else, or nothing that means a placement
        return None
