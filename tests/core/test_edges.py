"""Each edge is a row, and what differs between edges is read from it."""

import ast
from pathlib import Path

import pytest

from rnnviz.core.edges import EDGES_OF, Cell, Edge, Hook, edges_at, edges_of, layers_of
from rnnviz.figures.style import PALETTE

ROOT = Path(__file__).parents[2]
MAY_NAME_ONE = {
    "core/edges.py": "the rows themselves",
    "nn/recurrent.py": "torch's `dropout=` is noise between layers",
    "nn/dropping.py": "a module for whole words, and one for what comes in",
    "nn/placing.py": "whole words are dropped by the embedding, not by the layers",
    "nn/carry.py": "as above: the layers of a network have no words",
    "nn/draws.py": "as above",
    "nn/kernel.py": "one mask on h for the whole batch is a matrix with other columns",
    "inspection/reading.py": "finds edges in a stranger's module by what is computed there",
    "inspection/summary.py": "as above",
    "inspection/matrices.py": "as above, in weights",
    "analyses/struck.py": "reads a torch module's masks: each edge wants a probe of its own",
    "figures/style.py": "sets of edges that are compared in many figures have colors of their own",
    "twins/agree.py": "the twins are small programs with three masks, and say which",
    "ui/memory/form.py": "that page is about noise on the cell",
    "ui/memory/data.py": "its vector is handed on along the recurrent edge",
    "ui/frame/tour.py": "a stop asks for noise on a certain edge",
}


def named(root):
    """Each place in the program that names one edge, as (file, line, edge)."""
    files = [*root.glob("rnnviz/**/*.py"), *root.glob("pages/**/*.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(value=ast.Name(id="Edge"), attr=name) if (
                    name in Edge.__members__
                ):
                    yield str(file.relative_to(root)), node.lineno, name


def strangers(root):
    """Those in files that have no reason to."""
    allowed = {f"rnnviz/{name}" for name in MAY_NAME_ONE}
    return [place for place in named(root) if place[0] not in allowed]


def test_nothing_asks_which_edge_it_is_dealing_with_but_for_a_written_reason():
    assert strangers(ROOT) == []


def test_every_reason_is_still_needed():
    assert {file.removeprefix("rnnviz/") for file, _, _ in named(ROOT)} == set(MAY_NAME_ONE)


def test_a_module_that_compares_with_one_edge_would_be_found(tmp_path):
    for name, source in (("core/masks.py", "x is Edge.WORD"), ("core/edges.py", "{Edge.WORD: 1}")):
        (tmp_path / "rnnviz" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rnnviz" / name).write_text(source, encoding="utf-8")
    assert strangers(tmp_path) == [("rnnviz/core/masks.py", 1, "WORD")]


@pytest.mark.parametrize("edge", Edge)
def test_an_edge_has_a_row_of_its_own_with_a_color_of_its_own(edge):
    assert edge.row.edge is edge
    assert edge.row.color in PALETTE
    assert [other for other in Edge if other.row.color == edge.row.color] == [edge]


@pytest.mark.parametrize("edge", Edge)
def test_an_edge_has_noise_to_offer_and_a_cell_to_carry_it(edge):
    assert edge.row.shares
    assert edge.row.fills
    assert any(edge in edges for edges in EDGES_OF.values())


@pytest.mark.parametrize("hook", Hook)
def test_every_hook_has_an_edge(hook):
    assert edges_at(hook) or edges_at(hook, 1)


@pytest.mark.parametrize("edge", Edge)
@pytest.mark.parametrize("layers", [1, 2, 4])
def test_an_edge_lies_in_layers_that_there_are(edge, layers):
    assert set(layers_of(edge, layers)) <= set(range(layers))
    for cell in Cell:
        there = edge in EDGES_OF[cell] and len(layers_of(edge, layers)) > 0
        assert (edge in edges_of(cell, layers)) == there


def test_no_color_of_the_palette_is_another():
    assert len(set(PALETTE.values())) == len(PALETTE)
