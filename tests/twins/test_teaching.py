"""A twin file can be projected on a wall, read on its own, and laid beside its twin."""

import ast
from pathlib import Path

import pytest

TWINS = Path(__file__).parents[2] / "rnnviz" / "twins"
FILES = sorted([*TWINS.glob("*_numpy.py"), *TWINS.glob("*_torch.py")])
PAIRS = [(TWINS / f"{stem}_numpy.py", TWINS / f"{stem}_torch.py") for stem in ("dropout", "rnn")]
WALL_LINES = 60

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
each_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].stem)


def definitions(file):
    """(name, parameters, fields, line) of what a file defines, top to bottom."""
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            names = [a.arg for a in (*arguments.args, *arguments.kwonlyargs)]
            yield node.name, names, node.lineno
        if isinstance(node, ast.ClassDef):
            yield node.name, [field.target.id for field in node.body], node.lineno


def comments(file):
    """(line number, text) of the comment lines: the equations."""
    lines = file.read_text().splitlines()
    return [(n, line.strip()) for n, line in enumerate(lines) if line.strip().startswith("#")]


def test_all_files_are_found():
    assert sorted(file for pair in PAIRS for file in pair) == FILES


@each_file
def test_a_file_fits_on_a_wall(file):
    lines = file.read_text().splitlines()
    assert len(lines) <= WALL_LINES
    assert max(map(len, lines)) <= 100


@each_file
def test_a_file_stands_alone_on_its_framework(file):
    imports = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            imports |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imports.add(node.module)
    framework = file.stem.partition("_")[2]
    assert framework in imports
    assert imports <= {framework, "typing"}


@each_pair
def test_both_twins_define_the_same_names_with_the_same_parameters_on_the_same_lines(pair):
    first, second = (list(definitions(file)) for file in pair)
    assert first == second


@each_pair
def test_both_twins_state_the_same_equations_on_the_same_lines(pair):
    first, second = (comments(file) for file in pair)
    assert first == second
    assert any("=" in text for _, text in first)


@each_pair
def test_both_twins_have_the_same_number_of_lines(pair):
    first, second = (len(file.read_text().splitlines()) for file in pair)
    assert first == second
