"""What an address says that its page can't read: told, so that nobody takes the usual for it."""

from collections.abc import Sequence
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from rnnviz.content import sentence
from rnnviz.ui.field import Field
from rnnviz.ui.fields import LANGUAGE, PRESENT
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.state import unread

_LETTERS = 40


def show_unread(place: DeltaGenerator, fields: Sequence[Field[Any]]) -> None:
    """Once a page is drawn, and knows its options."""
    unknown = unread((*fields, LANGUAGE, PRESENT))
    if unknown:
        values = [plain(f"{name}={value[:_LETTERS]}") for name, value in unknown.items()]
        place.warning(sentence("frame.unread", values=values, count=len(values)))
