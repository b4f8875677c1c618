"""What a language lacks of what there is in English; one that lacks nothing is complete."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from rnnviz.content.languages import ENGLISH, available, folder, language

_OWN = "language.toml"


def complete() -> tuple[str, ...]:
    """The languages in which all can be read."""
    return tuple(key for key in available() if not missing(key))


@cache
def missing(key: str) -> tuple[str, ...]:
    """A line for each text that is there in English and not in a language."""
    if key == ENGLISH:
        return ()
    forms = language(key).forms
    return tuple(
        line
        for file in files()
        for line in _lacks(file, _texts(folder(ENGLISH) / file), _own(key, file), forms)
    )


@cache
def files() -> tuple[str, ...]:
    """The files of a language, as paths in its folder."""
    root = folder(ENGLISH)
    there = (file for file in root.rglob("*") if file.suffix in {".toml", ".md"})
    return tuple(sorted(str(file.relative_to(root)) for file in there if file.name != _OWN))


def _own(key: str, file: str) -> Mapping[str, object]:
    path = folder(key) / file
    return _texts(path) if path.is_file() else {}


def _texts(path: Path) -> Mapping[str, object]:
    """The texts of a file: a table of them, or its sections."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        return tomllib.loads(text)
    headings = [line[2:].strip() for line in text.splitlines() if line.startswith("# ")]
    return dict.fromkeys(headings, text)


def _lacks(
    where: str, english: Mapping[str, object], own: Mapping[str, object], forms: tuple[str, ...]
) -> Iterator[str]:
    for key, pattern in english.items():
        mine = own.get(key)
        if isinstance(pattern, dict) and "other" in pattern:
            there = mine if isinstance(mine, dict) else dict.fromkeys(forms if mine else ())
            if not set(forms) <= set(there):
                yield f"{where}: {key}"
        elif isinstance(pattern, dict):
            yield from _lacks(
                f"{where}: {key}", pattern, mine if isinstance(mine, dict) else {}, forms
            )
        elif mine is None or mine == "":
            yield f"{where}: {key}"
