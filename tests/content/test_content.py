"""The prose of the pages, and the way code asks for it."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.content import prose
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.pages import PAGES

ROOT = Path(__file__).parents[2]
CODE = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "rnnviz" / "ui").rglob("*.py")]
NONE = ("home", "promise")  # nobody asks what one can say after Home


def _says(row, section):
    """Whether a page has such a section: those that the tour leaves out have no stop."""
    return (row.key, section) != NONE and (row.toured or not section.startswith("stop"))


def asked_for():
    """Every (page, section) that the code names, and how often it names one by other means."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "prose":
                page, section = (getattr(argument, "value", None) for argument in node.args)
                if isinstance(page, ast.Name):  # one for each row of the table of pages
                    yield from ((row.key, section) for row in PAGES if _says(row, section))
                else:
                    yield page, section


def written():
    for path in (ROOT / "rnnviz" / "content" / "en").glob("*.md"):
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


NASTY = (ROOT / "tests" / "browser" / "nasty.txt").read_text(encoding="utf-8").splitlines()
SIGNS = st.text(st.sampled_from("\\`*_{}[]<>()#+-.!|~$=&:@/w1aé \n\t\0\u2028"), max_size=30)


@given(st.sampled_from(NASTY) | SIGNS | st.text(max_size=30))
def test_what_somebody_typed_is_one_line_with_every_letter_in_its_place(typed):
    shown = plain(typed)
    assert len(shown.splitlines()) <= 1
    letters = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown.replace(":small[]", ""))
    line = re.sub("[\t-\r\x1c-\x1f\x85\u2028\u2029\ufeff\0 ]+", " ", typed)
    assert letters.replace(":small[]", "") == line.replace(":small[]", "")


@given(st.sampled_from(NASTY) | SIGNS)
def test_no_sign_of_markdowns_stands_unescaped(typed):
    shown = plain(typed.replace(":small[]", "")).replace(":small[]", "")
    left = re.sub(r"\\[!-/:-@\[-`{-~]", "\ufffd", shown)  # what is escaped, out of the way
    assert not set(left) & set("`*<>$~[]{&\\")
    assert not re.match(r"\s*([-+=#]|\d+[.)])", left)
    assert not re.search(r"(?<![^\W_])_|_(?![^\W_])", left)


@pytest.mark.parametrize(
    ("typed", "apart"),
    [
        *(("www.evil.example", "www|.evil.example"), ("http://x", r"http\:|//x")),
        *(("a@b.c", "a@|b.c"), (":smile:", r"\:|smile:"), ("x -> y", r"x -|\> y")),
        *(
            (":material/login:", r"\:|material/login:"),
            ("x >= y", r"x \>|= y"),
            ("a -- b", "a -|- b"),
        ),
    ],
)
def test_what_streamlit_would_read_a_second_time_is_kept_apart(typed, apart):
    assert plain(typed) == apart.replace("|", ":small[]")
