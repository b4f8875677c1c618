"""Methods told in words, to be placed on the picture; from `content/puzzles.toml`."""

import tomllib
from dataclasses import dataclass

from rnnviz.content import by_language
from rnnviz.core.methods import Method, find
from rnnviz.lessons.exercises import FOLDER


@dataclass(frozen=True, slots=True)
class Puzzle:
    """One method without its name."""

    method: Method
    title: str
    told: str  # Markdown


@by_language
def puzzles() -> tuple[Puzzle, ...]:
    """All puzzles, the easy ones first."""
    text = (FOLDER / "puzzles.toml").read_text(encoding="utf-8")
    return tuple(
        Puzzle(find(entry["method"]), entry["title"], entry["told"])
        for entry in tomllib.loads(text)["puzzle"]
    )
