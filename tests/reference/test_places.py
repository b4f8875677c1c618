"""Every row says where exactly it was read, and what nobody has checked reaches no page as fact."""

import json
import re
from dataclasses import replace

import pytest

from rnnviz.cli.main import main
from rnnviz.core.methods import METHODS
from rnnviz.core.sources import Evidence
from rnnviz.figures.literature import ensembles, over_years, train_against_test
from rnnviz.reference.beyond import BEYOND, SINCE, checked
from rnnviz.reference.data import AFTER, REPLICATIONS, TABLE1, TABLES
from rnnviz.reference.options import OPTIONS
from rnnviz.reference.rows import Tag
from rnnviz.ui.editor.counts import what_is_known
from rnnviz.ui.frameworks.view import comparison
from rnnviz.ui.kit.citations import literal, quoting, sheet
from tests.cases import each

PLACE = {  # what the place of a ground must name
    Evidence.PAPER: r"Abstract|Section|Table|Figure",
    Evidence.TRANSCRIPT: r"Section|Table|paragraph",
    Evidence.CODE: r"\w+\.\w+|[A-Z]\w+[A-Z]\w+|README|comment|\w_\w",
    Evidence.MANUAL: r"\w+",
    Evidence.THREAD: r"description|comment|review",
    Evidence.QUOTED: r"quote|\(\d{4}\)|notes",
    Evidence.DERIVED: r"\w+",
}
GROUNDS = [
    *((f"{table.key}.{row.key}", row.tag.evidence, row) for table in TABLES for row in table.kept),
    *((method.key, method.evidence, method) for method in METHODS),
    *((remark.key, remark.evidence, remark) for remark in (*BEYOND, *SINCE)),
]
each_ground = each(("evidence", "row"), [(evidence, row) for _, evidence, row in GROUNDS])


@each_ground
def test_every_row_has_its_exact_place(evidence, row):
    assert len(row.place) > 4
    assert row.place == row.place.strip(" .")
    if evidence is not Evidence.UNCHECKED:
        assert re.search(PLACE[evidence], row.place)


@each("row", [row for _, _, row in GROUNDS])
def test_a_place_in_a_repository_is_at_a_commit_or_a_release_not_on_a_branch(row):
    assert not re.search(r" at (HEAD|master|main)\b", f"{row.source.citation} {row.place}")


@each("option", OPTIONS)
def test_every_way_has_its_exact_place_or_is_measured(option):
    assert bool(option.way) == (not option.place)
    assert option.way or len(option.place) > 4


def doubted(table):
    """The table with its last row as nobody has checked it."""
    return replace(table, kept=(*table.kept[:-1], replace(table.kept[-1], tag=Tag.UNCHECKED)))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_a_row_that_is_not_checked_stands_in_no_table_and_is_quoted_by_no_prose(table, monkeypatch):
    doubt, row = doubted(table), table.kept[-1]
    assert list(sheet(table).index)[:-1] == list(sheet(doubt).index) if doubt.rows else True
    with pytest.raises(KeyError):
        doubt.value(row.key, doubt.columns[0])
    monkeypatch.setattr("rnnviz.reference.data.TABLES", (doubt,))
    with pytest.raises(KeyError):
        quoting(f"{{{table.key}.{row.key}.{table.columns[0]}}}")


@each(
    ("draw", "table"),
    [(ensembles, TABLE1), (over_years, AFTER), (train_against_test, REPLICATIONS)],
)
def test_a_row_that_is_not_checked_is_no_point(draw, table):
    key = next(row.key for row in reversed(table.kept) if None not in row.values)
    kept = tuple(replace(r, tag=Tag.UNCHECKED) if r.key == key else r for r in table.kept)
    count = sum(len(trace.x) for trace in draw(table).data)
    assert sum(len(trace.x) for trace in draw(replace(table, kept=kept)).data) == count - 1


@each("method", METHODS)
def test_a_verdict_that_is_not_checked_is_said_nowhere(method):
    assert method.verdict in what_is_known(method)
    assert literal(method.place) in what_is_known(method)
    doubt = replace(method, evidence=Evidence.UNCHECKED)
    assert method.verdict not in what_is_known(doubt)
    assert "Not checked" in what_is_known(doubt)


def test_the_command_line_says_no_verdict_that_is_not_checked(monkeypatch, capsys):
    doubts = tuple(replace(method, evidence=Evidence.UNCHECKED) for method in METHODS)
    monkeypatch.setattr("rnnviz.cli.methods.METHODS", doubts)
    assert main(["methods", "--json"]) == 0
    output = json.loads(capsys.readouterr().out)
    assert {row["verdict"] for row in output} == {""}
    assert {row["evidence"] for row in output} == {"not checked"}


def test_a_remark_that_is_not_checked_is_not_among_those_that_may_be_shown():
    first, *others = BEYOND
    assert checked((replace(first, evidence=Evidence.UNCHECKED), *others)) == tuple(others)


def test_the_comparison_says_where_each_way_was_read():
    source = comparison()["source"]
    for option in OPTIONS:
        assert source[option.label].endswith(f", {literal(option.read_at)}")
        assert option.read_in.citation.removesuffix(".") in source[option.label]
