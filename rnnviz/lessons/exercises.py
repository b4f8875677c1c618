"""The coding exercises: each a folder under `content/` with task, start, solution and checks."""

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

from rnnviz.content import by_language

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
    title: str
    task: str  # Markdown
    starter: str
    solution: str
    checks: str
    wrong: tuple[Wrong, ...]

    @property
    def imports(self) -> tuple[str, ...]:
        """The libraries that it needs loaded."""
        names = {
            name.name
            for node in ast.walk(ast.parse(self.checks))
            if isinstance(node, ast.Import)
            for name in node.names
        }
        return tuple(sorted(names & {"numpy", "torch"}))


@by_language
def exercises() -> tuple[Exercise, ...]:
    """Ten things to write, in their order."""
    return _read_all(FOLDER / "exercises")


@by_language
def mistakes() -> tuple[Exercise, ...]:
    """Small programs with one common mistake each, to be mended."""
    return _read_all(FOLDER / "mistakes")


def _read_all(folder: Path) -> tuple[Exercise, ...]:
    return tuple(_read(path) for path in sorted(folder.iterdir()) if path.is_dir())


def _read(folder: Path) -> Exercise:
    heading, _, task = _text(folder, "task.md").partition("\n")
    solution = _text(folder, "solution.py")
    return Exercise(
        key=folder.name.partition("_")[2],
        title=heading.removeprefix("# ").strip(),
        task=task.strip(),
        starter=_text(folder, "starter.py"),
        solution=solution,
        checks=_text(folder, "check.py"),
        wrong=tuple(
            Wrong(entry["why"], _spoilt(solution, entry))
            for entry in tomllib.loads(_text(folder, "wrong.toml"))["wrong"]
        ),
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
