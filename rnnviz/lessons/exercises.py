"""The coding exercises: each a folder under `content/` with start, solution and checks."""

import ast
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rnnviz.content import entry
from rnnviz.lessons.picture import Picture

FOLDER = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A plausible wrong answer, which the checks must not let pass."""

    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something to write or to mend."""

    key: str
    part: str  # of the texts: "exercises" or "mistakes"
    starter: str
    solution: str
    written: str  # the checks, in English
    wrong: tuple[Wrong, ...]
    page: str
    query: Mapping[str, str | list[str]]

    @property
    def title(self) -> str:
        return entry(self.part, self.key, "title")

    @property
    def task(self) -> str:
        """Markdown."""
        return entry(self.part, self.key, "task")

    @property
    def picture(self) -> Picture:
        """What shows what it is about."""
        return Picture(self.page, self.query, entry(self.part, self.key, "see"))

    @property
    def checks(self) -> str:
        """The checks, what they claim and complain said in the reader's language."""
        text = self.written
        for english, own in entry(self.part, self.key, "says").items():
            text = text.replace(english, own)
        return text

    @property
    def imports(self) -> tuple[str, ...]:
        """The libraries that it needs loaded."""
        return _imports(self.written)


@cache
def _imports(checks: str) -> tuple[str, ...]:
    names = {
        name.name
        for node in ast.walk(ast.parse(checks))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    return tuple(sorted(names & {"numpy", "torch"}))


@cache
def exercises() -> tuple[Exercise, ...]:
    """Ten things to write, in their order."""
    return _read_all(FOLDER / "exercises")


@cache
def mistakes() -> tuple[Exercise, ...]:
    """Small programs with one common mistake each, to be mended."""
    return _read_all(FOLDER / "mistakes")


def _read_all(folder: Path) -> tuple[Exercise, ...]:
    return tuple(_read(path) for path in sorted(folder.iterdir()) if path.is_dir())


def _read(folder: Path) -> Exercise:
    solution = _text(folder, "solution.py")
    return Exercise(
        key=folder.name.partition("_")[2],
        part=folder.parent.name,
        starter=_text(folder, "starter.py"),
        solution=solution,
        written=_text(folder, "check.py"),
        wrong=tuple(
            Wrong(entry["why"], _spoilt(solution, entry))
            for entry in tomllib.loads(_text(folder, "wrong.toml"))["wrong"]
        ),
        **tomllib.loads(_text(folder, "picture.toml")),
    )


def _spoilt(solution: str, entry: dict[str, str]) -> str:
    """A wrong answer: a program of its own, or the solution with one place changed."""
    if "code" in entry:
        return entry["code"].lstrip()
    if solution.count(entry["replace"]) != 1:
        raise ValueError(f"{entry['replace']!r} must occur once in the solution.")
    return solution.replace(entry["replace"], entry["by"])


def _text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")
