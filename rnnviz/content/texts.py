"""The texts of a language, read from its folder; what it lacks is shown in English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from rnnviz.content.languages import ENGLISH, folder, spoken


def patterns(part: str) -> Mapping[str, object]:
    """All that stands in a part's TOML, by key, in the order of the English one."""
    return _patterns(part, spoken())


def sections(page: str) -> Mapping[str, str]:
    """The Markdown of a page's file under each heading."""
    return _sections(page, spoken())


def whole(path: str) -> str:
    """A file as it is."""
    return _read(path, spoken())


@cache
def _patterns(part: str, key: str) -> Mapping[str, Any]:
    english = _toml(part, ENGLISH)
    return english if key == ENGLISH else _over(english, _toml(part, key))


def _over(english: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The English keys, said in another language as far as it says them.

    A text with plural forms is taken as it is: a language has its own.
    """
    return {
        key: _over(pattern, mine) if _is_table(pattern) and _is_table(mine) else mine
        for key, pattern in english.items()
        for mine in [own.get(key, pattern)]
    }


def _is_table(node: object) -> bool:
    return isinstance(node, dict) and "other" not in node


def _toml(part: str, key: str) -> dict[str, object]:
    file = folder(key) / f"{part}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def _sections(page: str, key: str) -> Mapping[str, str]:
    english = _markdown(page, ENGLISH)
    return english if key == ENGLISH else english | _markdown(page, key)


def _markdown(page: str, key: str) -> dict[str, str]:
    file = folder(key) / f"{page}.md"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    parts = (part.partition("\n") for part in f"\n{text}".split("\n# ")[1:])
    return {title.strip(): body.strip() for title, _, body in parts}


@cache
def _read(path: str, key: str) -> str:
    own = folder(key) / path
    return (own if own.is_file() else folder(ENGLISH) / path).read_text(encoding="utf-8")
