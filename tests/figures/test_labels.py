"""Names in figures, broken into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.content import named
from rnnviz.content.languages import available, speaking
from rnnviz.core.crossings import Route
from rnnviz.core.placement import Cell
from rnnviz.figures.labels import broken, in_lines, route_name
from rnnviz.runs.plan import load

FAMILIES = [family.key for family in load("dose").families]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("recurrent input, per step", ["recurrent input,", "per step"]),
        ("循环输入，每步一个掩码", ["循环输入，每步一", "个掩码"]),
        ("Gal 2016（各门共用）", ["Gal 2016（各门共", "用）"]),
        ("单元状态 c，每步一个掩码", ["单元状态 c，每步", "一个掩码"]),
        ("h", ["h"]),
        ("", []),
    ],
)
def test_a_line_ends_where_its_language_allows(text, lines):
    assert broken(text, 17) == lines


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("key", FAMILIES)
def test_no_line_of_a_family_is_wider_than_its_room(key, language):
    with speaking(language):
        name = named("family", key)
    for line in broken(name, 17):
        assert sum(1 + (letter > "⺀") for letter in line) <= 18  # a sign may hang over the end
    assert in_lines(name, 17).replace("<br>", "").replace(" ", "") == name.replace(" ", "")


@given(st.text(st.sampled_from("ab 掩码，。（）“”-,"), max_size=40), st.integers(4, 20))
def test_nothing_is_lost_but_spaces(text, letters):
    assert "".join(broken(text, letters)).replace(" ", "") == text.replace(" ", "")


def test_a_gru_keeps_no_c():
    assert [route_name(Route.C, cell) for cell in (Cell.LSTM, Cell.GRU)] == [
        "along c",
        "along the carry z ⊙ h",
    ]
    assert {route_name(Route.H, cell) for cell in Cell} == {"along h"}
