"""What shows something: a page, in the state that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """The page, and its state, that shows something."""

    page: str  # the stem of a file in pages/
    query: Mapping[str, str | list[str]]
    says: str  # the link's text
