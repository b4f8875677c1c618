"""Words that are left out: what a visitor reads says each thing in the field's own term.

Each language has its list in `left_out`, a file of its name; what it leaves out says what to say.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from rnnviz.core.methods import METHODS
from rnnviz.core.sources import Source
from rnnviz.reference.beyond import BEYOND, SINCE
from rnnviz.reference.data import BUGS, TABLES
from rnnviz.reference.options import OPTIONS

ROOT = Path(__file__).parents[2] / "rnnviz"
LANGUAGES = sorted(Path(__file__).parent.glob("left_out/*.toml"))
LESSONS = ROOT / "lessons" / "content"
# What stands for itself: sources quote their own titles, keys and places are nobody's prose.
_UNREAD = {"key", "kind", "method", "place", "code", "way", "query", "page", "groups", "title"}
_APART = re.compile(r"\$[^$]*\$|`[^`]*`|\]\([^)]*\)|\{[^}]*\}")  # formulas, code, links, fields


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text in a folder's Markdown and TOML, and where it stands."""
    for path in sorted(folder.rglob("*.md")):
        if path.name != "README.md":
            yield path.name, _APART.sub("", path.read_text(encoding="utf-8"))
    for path in sorted(folder.rglob("*.toml")):
        if path.name != "wrong.toml":
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            if path.name == "methods.toml":  # titles: what old addresses and kept cards have
                table = {key: entry | {"title": ""} for key, entry in table.items()}
            for text in _strings(table):
                yield path.name, _APART.sub("", text)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _UNREAD - {"title"}:
                yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)
    elif is_dataclass(value) and not isinstance(value, Source):
        for first in fields(value):
            if first.name not in _UNREAD:
                yield from _strings(getattr(value, first.name))


def in_data() -> Iterator[tuple[str, str]]:
    """The English texts of methods, tables, faults and options, which are data in Python."""
    for some in (METHODS, TABLES, BUGS, BEYOND, SINCE, OPTIONS):
        for text in _strings(some):
            yield "data", text


@pytest.mark.parametrize("left_out", LANGUAGES, ids=lambda path: path.stem)
def test_no_text_says_what_is_left_out(left_out):
    texts = list(written(ROOT / "content" / left_out.stem))
    if left_out.stem == "en":
        texts += [*written(LESSONS), *in_data()]
    assert len(texts) > 100
    words = tomllib.loads(left_out.read_text(encoding="utf-8"))
    assert [
        f"{where}: “{match[0]}”, say: {instead}"
        for where, text in texts
        for pattern, instead in words.items()
        for match in re.finditer(pattern, text.replace("\n", " "), re.IGNORECASE)
    ] == []
