"""Names of lines and rows in a figure, broken into lines of text where they are long; of routes."""

import re
from unicodedata import east_asian_width

from rnnviz.content import named, sentence
from rnnviz.core.crossings import Route
from rnnviz.core.placement import Cell

_OPENING, _CLOSING, _WIDE = "（“", "，。、；：”）", "\u2e80-\u9fff"
# What no line ends within: a Chinese character or a word, with the signs that belong to it.
_WORD = f"[{_WIDE}]|[^\\s{_WIDE}{_OPENING}{_CLOSING}]+"
_PIECE = re.compile(f"[{_OPENING}]*(?:{_WORD})[{_CLOSING}]*|[{_OPENING}{_CLOSING}]+|\\s+")


def route_name(route: Route, cell: Cell) -> str:
    """A route through time: a GRU has no c, what it keeps of h goes along the carry."""
    if route is Route.C and cell is Cell.GRU:
        return sentence("figures.along_carry")
    return named("route", route)


def broken(text: str, letters: int) -> list[str]:
    """Lines of at most so many letters, of which a Chinese character takes two."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if _width((lines[-1] + piece).rstrip()) > letters and lines[-1].strip():
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def in_lines(text: str, letters: int) -> str:
    """The same as Plotly takes it."""
    return "<br>".join(broken(text, letters))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
