"""Ten questions with one right option each, from `content/questions.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from rnnviz.content import by_language
from rnnviz.lessons.exercises import FOLDER


@dataclass(frozen=True, slots=True)
class Option:
    """Something one may answer, and why it is or isn't right."""

    text: str  # Markdown
    why: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The page, and its state, that shows the answer."""

    page: str  # the stem of a file in pages/
    query: Mapping[str, str | list[str]]
    says: str  # the link's text


@dataclass(frozen=True, slots=True)
class Question:
    """One question."""

    key: str
    ask: str  # Markdown
    source: str  # how we know
    options: tuple[Option, ...]
    picture: Picture

    @property
    def shuffled(self) -> tuple[Option, ...]:
        """The options, the right one at a place that its key decides; the file has it first."""
        turn = sum(self.key.encode()) % len(self.options)
        return self.options[turn:] + self.options[:turn]


@by_language
def questions() -> tuple[Question, ...]:
    """All questions in their order."""
    text = (FOLDER / "questions.toml").read_text(encoding="utf-8")
    return tuple(
        Question(
            entry["key"],
            entry["ask"],
            entry["source"],
            tuple(Option(**option) for option in entry["option"]),
            Picture(**entry["picture"]),
        )
        for entry in tomllib.loads(text)["question"]
    )
