"""Ten questions with one right option each, from `content/questions.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rnnviz.content import entry
from rnnviz.lessons.exercises import FOLDER
from rnnviz.lessons.picture import Picture


@dataclass(frozen=True, slots=True)
class Option:
    """Something one may answer, and why it is or isn't right."""

    question: str  # its key
    key: str
    right: bool = False

    @property
    def text(self) -> str:
        """Markdown."""
        return entry("quiz", self.question, self.key, "text")

    @property
    def why(self) -> str:
        return entry("quiz", self.question, self.key, "why")


@dataclass(frozen=True, slots=True)
class Question:
    """One question."""

    key: str
    options: tuple[Option, ...]
    page: str
    query: Mapping[str, str | list[str]]

    @property
    def ask(self) -> str:
        """Markdown."""
        return entry("quiz", self.key, "ask")

    @property
    def source(self) -> str:
        """How we know."""
        return entry("quiz", self.key, "source")

    @property
    def picture(self) -> Picture:
        """What shows the answer."""
        return Picture(self.page, self.query, entry("quiz", self.key, "says"))

    @property
    def shuffled(self) -> tuple[Option, ...]:
        """The options, the right one at a place that its key decides; the file has it first."""
        turn = sum(self.key.encode()) % len(self.options)
        return self.options[turn:] + self.options[:turn]


@cache
def questions() -> tuple[Question, ...]:
    """All questions in their order."""
    text = (FOLDER / "questions.toml").read_text(encoding="utf-8")
    return tuple(_question(**told) for told in tomllib.loads(text)["question"])


def _question(
    key: str, options: list[str], right: str, page: str, query: dict[str, str | list[str]]
) -> Question:
    answers = tuple(Option(key, option, right=option == right) for option in options)
    return Question(key, answers, page, query)
