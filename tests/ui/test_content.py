"""The prose of the pages, and the way code asks for it."""

import ast
from pathlib import Path

import pytest

from rnnviz.ui.content import plain, prose

ROOT = Path(__file__).parents[2]
CODE = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "rnnviz" / "ui").rglob("*.py")]


def asked_for():
    """Every (page, section) that the code names, and how often it names one by other means."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "prose":
                yield tuple(getattr(argument, "value", None) for argument in node.args)


def written():
    for path in (ROOT / "rnnviz" / "ui" / "content" / "en").glob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                yield path.stem, line.removeprefix("# ").strip()


def test_code_names_its_prose_in_plain_strings():
    assert all(isinstance(name, str) for names in asked_for() for name in names)


@pytest.mark.parametrize("names", sorted(set(asked_for())), ids="/".join)
def test_a_section_that_code_names_is_there_and_says_something(names):
    assert prose(*names)


def test_no_section_is_written_twice_or_for_nobody():
    sections = list(written())
    assert len(sections) == len(set(sections))
    assert set(sections) == set(asked_for())


@pytest.mark.parametrize("typed", ["![x](//y/z.png)", "[x](y)", "`a`", "$a$", "*a*", "<b>", "~a~"])
def test_what_somebody_typed_is_shown_letter_by_letter(typed):
    shown = plain(typed)
    assert shown.replace("\\", "") == typed
    signs = [place for place, letter in enumerate(shown) if letter in "[]`$*<>~"]
    assert signs
    assert all(shown[place - 1] == "\\" for place in signs)
