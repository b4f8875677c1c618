"""Where an addition goes: each is made in a copy of the tree, and its places are counted.

An addition touches what its row of the README's table names and nothing else; `tests/added.py`
says, in the copy, whether it works wherever it should.
"""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Addition:
    """What is written for it: new files, and lines that follow a line of a file that is there."""

    row: str  # of the table
    most: int  # files, a page's own folder being one
    new: dict[str, str] = field(default_factory=dict)
    after: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def files(self):
        return (*self.new, *self.after)

    def make(self, root):
        for path, text in self.new.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        for path, lines in self.after.items():
            text = (root / path).read_text(encoding="utf-8")
            for line, added in lines:
                assert text.count(line) == 1, (path, line)
                text = text.replace(line, line + added)
            (root / path).write_text(text, encoding="utf-8")


METHOD = """
    Method(
        "added2026",
        2026,
        Kind.PUBLISHED,
        parse("input:0.35"),
        ZAREMBA,
        Evidence.TRANSCRIPT,
        "Section 0",
    ),"""
ROW = """
    Row(
        Edge.CARRY,
        (Hook.CARRY,),
        Layers.EVERY,
        "olive",
        along_c=frozenset({Cell.GRU}),
    ),"""
PAGE = '''"""An added page."""

import streamlit as st

from rnnviz.content import prose
from rnnviz.ui.added.view import show_count

st.title(prose("added", "title"))
show_count()
'''
VIEW = '''"""What the page shows."""

from rnnviz.ui.fields import ADDED_COUNT
from rnnviz.ui.kit.widgets import slider


def show_count() -> None:
    """A number to set."""
    slider(ADDED_COUNT, "A number")
'''
PROSE = """# menu
Added

# title
Something added

# promise
What the added page promises.

# stop
Set the number to 3.

# stop-seen
It was set.
"""
STOP = """
    Stop("added", lambda: read(ADDED_COUNT) == 3),"""
METHOD_SAID = """

[added2026]
title = "An added method"
idea = "Drop what goes in, and nothing else."
verdict = "It is here to be counted."
"""
CORPUS_SAID = """

[added]
title = "An added corpus"
idea = "The same words over and over."
source = "Made here."
"""
CORPUS = """
    CorpusEntry(
        "added",
        ("tiny",),
        lambda _: Splits(["a", "b", "<eos>"] * 50, ["a", "<eos>"], ["b", "<eos>"], words=10),
    ),"""
COMMAND = '''"""`python -m rnnviz added`: an added command."""

import argparse
import sys

HELP = "say that it was added"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--count", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Say it."""
    sys.stdout.write("added " * options.count)
'''
ADDITIONS = {
    "method": Addition(
        "a dropout method",
        2,
        after={
            "rnnviz/core/methods.py": (("METHODS: tuple[Method, ...] = (", METHOD),),
            "rnnviz/content/en/methods.toml": (("is checked.\n", METHOD_SAID),),
        },
    ),
    "edge": Addition(
        "an edge",
        4,
        after={
            "rnnviz/core/edges.py": (
                ('RECURRENT = "recurrent"  # h_{t-1} into the gates\n', '    CARRY = "carry"\n'),
                ("_ALL = (", ROW),
            ),
            "rnnviz/figures/style.py": (("PALETTE = {", '\n    "olive": "#7a7a1f",'),),
            "rnnviz/content/en/labels.toml": (("[edge]\n", 'carry = "h past the gates (GRU)"\n'),),
            "rnnviz/ui/browser/network/geometry.js": (
                (
                    '    add("recurrent", "along", G.boxLeft(k) - 2, G.rowMiddle(0, "rec"));\n',
                    '    add("carry", "along", G.boxLeft(k) - 2, G.rowMiddle(0, "h"));\n',
                ),
            ),
        },
    ),
    "page": Addition(
        "a page",
        6,
        new={
            "pages/added.py": PAGE,
            "rnnviz/ui/added/__init__.py": '"""What the added page alone needs."""\n',
            "rnnviz/ui/added/view.py": VIEW,
            "rnnviz/content/en/added.md": PROSE,
        },
        after={
            "rnnviz/ui/pages.py": (("PAGES = (\n    HOME,", '\n    Page("added"),'),),
            "rnnviz/ui/frame/tour.py": (
                ("from rnnviz.ui.fields import (", "\n    ADDED_COUNT,"),
                ('    Stop("home", lambda: _noise_on(ANSWER, Edge.CELL)),', STOP),
            ),
            "rnnviz/ui/fields/__init__.py": (
                ("# Home\n", 'ADDED_COUNT = whole("added-count", 1, 1, 9)\n'),
                ('"home": (HOME_STEP, ANSWER, HOME_RATE),', '\n    "added": (ADDED_COUNT,),'),
            ),
        },
    ),
    "field": Addition(
        "a value that a visitor can set",
        2,
        after={
            "rnnviz/ui/fields/__init__.py": (
                ("# Masks\n", 'MASKS_ADDED = flag("masks-added")\n'),
                ('"masks": (', "MASKS_ADDED, "),
            ),
            "rnnviz/ui/masks/view.py": (
                ("from rnnviz.ui.fields import ", "MASKS_ADDED, "),
                ("import select, slider", ", toggle"),
                ("    own = own_placements(MASKS_OF)\n", '    toggle(MASKS_ADDED, "Added")\n'),
            ),
        },
    ),
    "sentence": Addition(
        "a sentence or a label",
        1,
        after={
            "rnnviz/content/en/core.toml": (
                ("# What a noise can't be.\n", 'added = "{value} was added."\n'),
            ),
        },
    ),
    "label": Addition(
        "a sentence or a label",
        1,
        after={"rnnviz/content/en/labels.toml": (("[quantity]\n", 'added = "what was added"\n'),)},
    ),
    "command": Addition(
        "a command",
        2,
        new={"rnnviz/cli/added.py": COMMAND},
        after={
            "rnnviz/cli/main.py": (
                ("from rnnviz.cli import (\n", "    added,\n"),
                ("COMMANDS = (\n", "    added,\n"),
            ),
        },
    ),
    "corpus": Addition(
        "a corpus",
        2,
        after={
            "rnnviz/text/corpora.py": (("CORPORA = (", CORPUS),),
            "rnnviz/content/en/corpora.toml": (("# The texts to train on.\n", CORPUS_SAID),),
        },
    ),
}
each = pytest.mark.parametrize("name", ADDITIONS)


def copied(root):
    """The program without what it was trained to: that is linked."""
    left_out = shutil.ignore_patterns("__pycache__")
    for folder in ("rnnviz", "pages", ".streamlit"):
        shutil.copytree(ROOT / folder, root / folder, ignore=left_out)
    (root / "tests").mkdir()
    for file in ("app.py", "tests/added.py", "tests/opening.py", "tests/test_layers.py"):
        shutil.copy(ROOT / file, root / file)
    (root / "pretrained").symlink_to(ROOT / "pretrained")


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What is wrong with each addition, with all of them in one tree; "" for nothing."""
    root = tmp_path_factory.mktemp("tree")
    copied(root)
    for addition in ADDITIONS.values():
        addition.make(root)
    done = subprocess.run(
        [sys.executable, "-m", "tests.added"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def places():
    """The files and folders that each row of the README's table names."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| to add | touch |")[2]
    for line in table.partition("\n\n")[0].splitlines()[2:]:
        what, where = line.strip("| ").split(" | ")
        yield what, re.findall(r"`([\w/.]+[/.]\w*)`", where)


@each
def test_an_addition_works_wherever_it_should(name, complaints):
    assert complaints[name] == "", complaints[name]


@each
def test_an_addition_touches_nothing_but_what_its_row_names(name):
    addition = ADDITIONS[name]
    named = dict(places())[addition.row]
    strangers = [file for file in addition.files if not _within(file, named)]
    assert strangers == []
    counted = {file for file in addition.files if not file.endswith("__init__.py")}
    assert len(counted) <= addition.most


def _within(file, named):
    return any(file == place or (place[-1] == "/" and file.startswith(place)) for place in named)


def test_what_the_table_names_is_there():
    named = [place for _, some in places() for place in some if "/" in place]
    assert len(named) >= len(ADDITIONS)
    assert [place for place in named if not (ROOT / place).exists()] == []
