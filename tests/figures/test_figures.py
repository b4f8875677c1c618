"""Figures are tested through their data."""

import pytest
import torch

from rnnviz.analyses.prediction import Predictions
from rnnviz.core.crossings import Route, crossings, erasing, routes, survival
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell, Edge
from rnnviz.figures.labels import route_name
from rnnviz.figures.prediction import prediction
from rnnviz.figures.style import DASHES, EDGE_COLOURS, QUIET
from rnnviz.figures.survival import LAGS, crossings_over_lag, survival_over_lag
from tests.cases import each


def test_edges_along_time_are_told_from_the_others_without_colour():
    assert DASHES[Edge.RECURRENT] != DASHES[Edge.CELL]
    assert "dash" not in DASHES.values()
    assert len(set(EDGE_COLOURS.values())) == len(Edge)


@each("cell", Cell)
@each("method", METHODS)
def test_crossings_are_drawn_as_the_core_counts_them(cell, method):
    placement = method.placement.on(cell)
    drawing = crossings_over_lag(placement, cell, 2, 10)
    assert [trace.name for trace in drawing.data] == [route_name(r, cell) for r in routes(cell)]
    for trace, route in zip(drawing.data, routes(cell), strict=True):
        met = [erasing(crossings(placement, cell, 2, lag, route)) for lag in LAGS]
        assert list(trace.y) == [sum(c.up + c.along for c in lag) for lag in met]


def test_zarembas_count_stands_still_while_that_of_noise_along_time_grows():
    still, growing = (
        crossings_over_lag(find(key).placement, Cell.LSTM, 2, 10).data
        for key in ("zaremba2014", "naive_cell")
    )
    assert {value for trace in still for value in trace.y} == {3}
    for trace in growing:
        assert [b - a for a, b in zip(trace.y, trace.y[1:], strict=False)] == [1] * (len(LAGS) - 1)


def test_a_prediction_is_drawn_three_ways_the_likeliest_word_first():
    chances = [[0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.0, 0.9, 0.1]]
    first, average, evaluation = (torch.tensor([row, row]) for row in chances)
    predicted = Predictions(torch.tensor([0, 1]), first, average, evaluation)
    bars = prediction(predicted, 1, ("a", "b", "c")).data
    assert [tuple(bar.x) for bar in bars] == [("b", "c", "a")] * 3
    for bar, row in zip(bars, chances, strict=True):
        assert list(bar.y) == pytest.approx([row[1], row[2], row[0]])
    assert len({bar.marker.pattern.shape for bar in bars}) == 3  # told apart without colour


def test_predictions_beside_each_other_have_the_same_words_and_the_same_axis():
    chances = [[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]
    predicted = [Predictions(torch.tensor([0]), *3 * (torch.tensor([row]),)) for row in chances]
    left, right = (prediction(first, 0, ("a", "b", "c"), predicted) for first in predicted)
    assert [tuple(bar.x) for bar in left.data] == [("c", "a", "b")] * 3
    assert [bar.x for bar in left.data] == [bar.x for bar in right.data]
    assert left.layout.yaxis.range == right.layout.yaxis.range
    assert left.layout.yaxis.range[1] > 0.8
    assert prediction(predicted[0], 0, ("a", "b", "c")).layout.yaxis.range[1] < 0.8  # alone


@each("cell", Cell)
@each("pair", [("zaremba2014", "naive_cell"), ("none", "zaremba2014"), ("none", "none")])
def test_crossings_beside_each_other_have_the_same_axis_with_all_curves_on_it(cell, pair):
    placements = [find(key).placement.on(cell) for key in pair]
    charts = [crossings_over_lag(first, cell, 2, 10, placements) for first in placements]
    assert charts[0].layout.yaxis.range == charts[1].layout.yaxis.range
    low, high = charts[0].layout.yaxis.range
    values = [value for chart in charts for trace in chart.data for value in trace.y]
    assert low <= min(values) <= max(values) < high


@each("cell", Cell)
@each("method", METHODS)
def test_survival_is_drawn_as_the_core_counts_it(cell, method):
    placement = method.placement.on(cell)
    drawing = survival_over_lag(placement, cell, 2, 10)
    assert [trace.name for trace in drawing.data] == [route_name(r, cell) for r in routes(cell)]
    for trace, route in zip(drawing.data, routes(cell), strict=True):
        counted = [
            survival(crossings(placement, cell, 2, lag, route), mixing=route is Route.H)
            for lag in LAGS
        ]
        assert list(trace.y) == counted


@each("lag", [0, 10, 40])
def test_the_lag_that_is_looked_at_is_marked_in_a_grey_that_both_themes_show(lag):
    (mark,) = survival_over_lag(find("none").placement, Cell.LSTM, 2, lag).layout.shapes
    assert (mark.x0, mark.x1) == (lag, lag)
    assert mark.line.color == QUIET
