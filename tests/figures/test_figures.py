"""Figures are tested through their data."""

from itertools import product

import pytest

from rnnviz.core.crossings import Route, crossings, routes, survival
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell, Edge
from rnnviz.figures.curves import curves
from rnnviz.figures.style import EDGE_COLOURS, QUIET
from rnnviz.figures.survival import LAGS, survival_over_lag
from rnnviz.figures.unrolled import DASHES, INSIDE, unrolled
from rnnviz.lm.runs import Evaluation, StepResult


def arrows(drawing):
    return {trace.name: trace for trace in drawing.data if trace.mode == "lines" and trace.meta}


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_an_edge_is_dashed_and_coloured_exactly_where_it_carries_noise(method, cell):
    placement = method.placement.on(cell)
    drawing = unrolled(placement, cell, layers=2)
    for name, trace in arrows(drawing).items():
        edge = Edge(name)
        if edge in placement.edges:
            assert trace.line.color == EDGE_COLOURS[edge]
            assert trace.line.dash == DASHES.get(edge, "dash")
        else:
            assert (trace.line.color, trace.line.dash) == (QUIET, "solid")
    inside = next(trace for trace in drawing.data if trace.name == "cells")
    assert set(inside.meta["edges"]) == {e.value for e in placement.edges if e in INSIDE}


def test_edges_along_time_are_told_from_the_others_without_colour():
    assert DASHES[Edge.RECURRENT] != DASHES[Edge.CELL]
    assert "dash" not in DASHES.values()
    assert len(set(EDGE_COLOURS.values())) == len(Edge)


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_a_route_is_lit_only_when_asked_for(layers):
    placement = find("zaremba2014").placement
    assert "path" not in {t.name for t in unrolled(placement, Cell.LSTM, layers).data}
    lit = unrolled(placement, Cell.LSTM, layers, Route.C)
    path = next(trace for trace in lit.data if trace.name == "path")
    assert path.y[-1] > layers - 1


@pytest.mark.parametrize(("cell", "key"), list(product(Cell, ("zaremba2014", "naive_everywhere"))))
def test_survival_is_drawn_as_the_core_counts_it(cell, key):
    placement = find(key).placement.on(cell)
    drawing = survival_over_lag(placement, cell, 2, 10)
    assert [trace.name for trace in drawing.data] == [route.value for route in routes(cell)]
    for trace, route in zip(drawing.data, routes(cell), strict=True):
        counted = [
            survival(crossings(placement, cell, 2, lag, route), mixing=route is Route.H)
            for lag in LAGS
        ]
        assert list(trace.y) == counted


def test_curves_are_solid_for_validation_and_dotted_for_training():
    results = [
        StepResult("none", 0, n, n, n, 1.0, 1.0, 1.0, 1.0, 1.0, evaluation=Evaluation(5 / n, 6 / n))
        for n in (1, 2)
    ]
    drawing = curves({("none", 0): results}, ["none"], floor=2.0)
    training, validation = drawing.data
    assert (training.line.dash, validation.line.dash) == ("dot", "solid")
    assert list(training.y) == [5.0, 2.5]
    assert list(validation.y) == [6.0, 3.0]
    assert drawing.layout.shapes[0].y0 == 2.0
    assert not curves({("none", 0): results}, ["none"]).layout.shapes
