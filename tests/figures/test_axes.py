"""Ticks of logarithmic axes, and that every figure has them."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest

from rnnviz.figures.axes import ticks

FIGURES = sorted(Path(__file__).parents[2].glob("rnnviz/figures/*.py"))
SPANS = [
    (70, 150),
    (83, 165),
    (100, 100.01),
    (7, 30),
    (0.8, 45),
    (86, 89),
    (99, 101),
    (1e-12, 1),
    (1e-9, 3e5),
    (1, 1e-4),
]


@pytest.mark.parametrize("span", SPANS)
def test_ticks_are_some_different_numbers_within_what_is_shown(span):
    marks = ticks([*span, None, 0.0, float("inf")])
    assert 3 <= len(marks) <= 12
    assert marks == sorted(set(marks))
    assert min(span) <= marks[0] <= marks[-1] <= max(span)


@pytest.mark.parametrize("span", [(83, 165), (86, 89), (97, 101)])
def test_within_less_than_a_decade_they_stand_at_even_steps(span):
    marks = ticks(span)
    assert len({round(after - before, 6) for before, after in pairwise(marks)}) == 1
    assert len(marks) <= 6


@pytest.mark.parametrize("values", [[], [None], [0.0], [5.0], [5.0, 5.0]])
def test_what_has_no_span_has_a_tick(values):
    assert len(ticks(values)) == 1


def arguments(call):
    """The names with which a call, or a dict written out, is given."""
    if isinstance(call, ast.Call):
        return {word.arg: word.value for word in call.keywords}
    pairs = zip(call.keys, call.values, strict=True)
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_logarithmic_axis_has_ticks_of_its_own(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call | ast.Dict):
            given = arguments(node)
            if getattr(given.get("type"), "value", None) == "log":
                assert "tickvals" in given, ast.unparse(node)
