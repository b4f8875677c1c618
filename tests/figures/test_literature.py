"""Figures from papers are tested through their data."""

import pytest

from rnnviz.figures.literature import ensembles, over_years, train_against_test
from rnnviz.reference.data import AFTER, REPLICATIONS, TABLE1


def points(drawing):
    return [(x, y) for trace in drawing.data for x, y in zip(trace.x, trace.y, strict=True)]


def test_every_average_of_the_paper_is_a_point_and_each_network_a_curve_from_one_model_on():
    drawing = ensembles(TABLE1)
    assert sorted(points(drawing)) == sorted((r.values[0], r.values[2]) for r in TABLE1.rows)
    for trace in drawing.data:
        assert list(trace.x) == sorted(trace.x)
        assert trace.x[0] == 1


def test_every_row_is_a_point_over_the_years():
    drawing = over_years(AFTER)
    assert sorted(points(drawing)) == sorted((r.values[0], r.values[2]) for r in AFTER.rows)


@pytest.mark.parametrize(
    ("draw", "table"),
    [(ensembles, TABLE1), (over_years, AFTER), (train_against_test, REPLICATIONS)],
)
def test_each_point_carries_its_source(draw, table):
    grounds = {f"{row.source.short}, {row.ground}" for row in table.rows}
    for trace in draw(table).data:
        assert len(trace.customdata) == len(trace.x)
        for cited in trace.customdata:
            assert cited in grounds
        assert "%{customdata}" in trace.hovertemplate


def test_only_runs_whose_training_perplexity_is_known_are_compared():
    known = [row for row in REPLICATIONS.rows if row.values[0] is not None]
    drawing = train_against_test(REPLICATIONS)
    assert sorted(points(drawing)) == sorted((r.values[0], r.values[2]) for r in known)
    assert (8.03, 126.03) in points(drawing)


@pytest.mark.parametrize(
    ("draw", "table"),
    [(ensembles, TABLE1), (over_years, AFTER), (train_against_test, REPLICATIONS)],
)
def test_groups_are_told_apart_without_colour(draw, table):
    symbols = [trace.marker.symbol for trace in draw(table).data]
    assert len(set(symbols)) == len(symbols)
