"""Methods told in words, to be placed on the picture: which, is in `content/puzzles.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache

from rnnviz.content import entry
from rnnviz.core.methods import Method, find
from rnnviz.lessons.exercises import FOLDER


@dataclass(frozen=True, slots=True)
class Puzzle:
    """One method without its name."""

    method: Method

    @property
    def title(self) -> str:
        return entry("puzzles", self.method.key, "title")

    @property
    def told(self) -> str:
        """Markdown."""
        return entry("puzzles", self.method.key, "told")


@cache
def puzzles() -> tuple[Puzzle, ...]:
    """All puzzles, the easy ones first."""
    text = (FOLDER / "puzzles.toml").read_text(encoding="utf-8")
    return tuple(Puzzle(find(key)) for key in tomllib.loads(text)["methods"])
