"""Every star of a Chinese text is Markdown's: beside full-width punctuation it may be none.

CommonMark opens emphasis only where a run of stars begins a word, and closes it where one ends; a
sign of punctuation between the stars and the word counts as none if a letter is on the other side.
"""

import re
import tomllib
import unicodedata

import pytest

from rnnviz.content import ENGLISH, available, speaking, texts
from rnnviz.content.complete import files
from rnnviz.content.languages import folder
from rnnviz.content.seams import filled
from rnnviz.ui.kit.glossary import with_definitions

OTHERS = [key for key in available() if key != ENGLISH]
VALUES = ("x", "隐藏", "隐（x）", "−1", "50%")
_APART = re.compile(r"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|<[^>]*>", re.DOTALL)
_NO_MARKDOWN = re.compile(r"T\*|\*\.")  # a horizon, and any host


def strings(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for inner in node.values():
            yield from strings(inner)


def written(key, file):
    if file.endswith(".md"):
        return list(texts._markdown(file.removesuffix(".md"), key).values())
    path = folder(key) / file
    return list(strings(tomllib.loads(path.read_text(encoding="utf-8")))) if path.is_file() else []


def is_sign(letter):
    return unicodedata.category(letter)[0] in "PS"


def unclosed(text):
    """The paragraphs in which some run of stars opens nothing or closes nothing."""
    hidden = _APART.sub(lambda some: f"{some[0][0]}x{some[0][-1]}", _NO_MARKDOWN.sub("", text))
    return [part for part in hidden.split("\n") if not _is_closed(part)]


def _is_closed(part):
    opened = []
    for run in re.finditer(r"\*+", part):
        before, after = part[: run.start()][-1:] or " ", part[run.end() :][:1] or " "
        left = not after.isspace() and (not is_sign(after) or before.isspace() or is_sign(before))
        right = not before.isspace() and (not is_sign(before) or after.isspace() or is_sign(after))
        if right and opened and opened[-1] == run[0]:
            opened.pop()
        elif left:
            opened.append(run[0])
        else:
            return False
    return not opened


@pytest.mark.parametrize("text", ["有**循环**，", "**“循环”**。", "- **甲**：*乙*", "$T^*$、`a*b`"])
def test_stars_that_markdown_takes_are_known(text):
    assert unclosed(text) == []


@pytest.mark.parametrize("text", ["有**“循环”**的", "**循环：**从", "有**循环", "有**<b>循环**，"])
def test_stars_that_markdown_shows_are_known(text):
    assert unclosed(text) == [re.sub("<.*?>", "<x>", text)]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("file", files())
@pytest.mark.parametrize("key", OTHERS)
def test_every_star_is_markdowns_whatever_the_fields_hold(key, file, value):
    for text in written(key, file):
        if file.endswith(".md"):
            shown = re.sub(r"\{[\w.]+[^{}]*\}", value, text)
        elif "*" in text:
            bare = re.sub(r"\{(\w+)[^{}]*\}", r"{\1}", _APART.sub("", text))
            shown = filled(bare, dict.fromkeys(re.findall(r"\{(\w+)\}", bare), value))
        else:
            continue
        assert unclosed(shown) == []


@pytest.mark.parametrize("file", [file for file in files() if file.endswith(".md")])
@pytest.mark.parametrize("key", OTHERS)
def test_every_star_stays_markdowns_beside_a_definition(key, file):
    with speaking(key):
        for text in written(key, file):
            marked = with_definitions(re.sub(r"\{[\w.]+[^{}]*\}", "x", text), {})
            assert unclosed(marked) == []
            assert marked.count("<strong>") == marked.count("</strong>")
