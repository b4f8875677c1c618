"""Figures are tested through their data."""

from math import log10

import pytest

from rnnviz.core.crossings import Route, crossings, routes, survival
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import (
    EDGES_OF,
    WEIGHT_EDGES,
    Cell,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
)
from rnnviz.figures.curves import curves
from rnnviz.figures.style import EDGE_COLOURS, QUIET
from rnnviz.figures.survival import LAGS, survival_over_lag
from rnnviz.figures.unrolled import C_LANE, DASHES, H_LANE, HALF_BOX, INSIDE, STEPS_DRAWN, unrolled
from rnnviz.lm.runs import Evaluation, StepResult


def arrows(drawing):
    return {trace.name: trace for trace in drawing.data if trace.mode == "lines" and trace.meta}


def named(drawing, name):
    return next(trace for trace in drawing.data if trace.name == name)


def noise_on(edge, rate=0.5, fill=Fill.ZERO):
    scaling = Scaling.CLASSIC if fill is Fill.PREVIOUS else Scaling.INVERTED
    return Noise(edge, rate, Share.BATCH if edge in WEIGHT_EDGES else Share.STEP, fill, scaling)


def everywhere(cell):
    return Placement(tuple(noise_on(edge) for edge in Edge if edge in EDGES_OF[cell]))


def shown(drawing):
    """The edges on which a drawing shows noise, in whichever way."""
    found = [trace.name for trace in drawing.data if trace.meta and trace.meta.get("noise")]
    return sorted(found + list(named(drawing, "cells").meta["edges"]))


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


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("edge", Edge)
def test_one_noise_is_shown_in_one_place_and_only_where_the_cell_has_it(edge, cell):
    drawing = unrolled(Placement((noise_on(edge),)), cell, layers=2)
    assert shown(drawing) == ([edge.value] if edge in EDGES_OF[cell] else [])


@pytest.mark.parametrize("cell", Cell)
def test_a_noise_at_rate_zero_is_shown_nowhere(cell):
    silent = Placement(tuple(noise_on(noise.edge, 0.0) for noise in everywhere(cell).noises))
    drawing = unrolled(silent, cell, layers=2)
    assert shown(drawing) == []
    assert {trace.line.dash for trace in arrows(drawing).values()} == {"solid"}


@pytest.mark.parametrize("edge", INSIDE)
def test_noise_inside_a_cell_is_a_letter_in_the_edges_own_colour_in_every_box(edge):
    drawing = unrolled(Placement((noise_on(edge),)), Cell.LSTM, layers=3)
    boxes = named(drawing, "cells")
    assert len(boxes.text) == 3 * STEPS_DRAWN
    assert set(boxes.text) == {
        f"<b><span style='color:{EDGE_COLOURS[edge]}'>{INSIDE[edge]}</span></b>"
    }


@pytest.mark.parametrize("cell", Cell)
def test_a_box_without_noise_says_which_cell_it_is(cell):
    assert set(named(unrolled(Placement(), cell, layers=2), "cells").text) == {cell.upper()}


def test_a_word_that_may_be_dropped_has_a_ring_in_its_colour():
    ring = named(unrolled(Placement((noise_on(Edge.WORD),)), Cell.GRU, 1), "word").marker.line
    bare = named(unrolled(Placement(), Cell.GRU, 1), "word").marker.line
    assert ring.color == EDGE_COLOURS[Edge.WORD]
    assert bare.color == QUIET
    assert ring.width > bare.width


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_a_network_has_as_many_boxes_and_arrows_as_layers_and_steps_make(cell, layers):
    drawing = unrolled(everywhere(cell), cell, layers)
    along = layers * (STEPS_DRAWN - 1)
    expected = {"input": STEPS_DRAWN, "between": STEPS_DRAWN * (layers - 1), "output": STEPS_DRAWN}
    expected |= {"recurrent": along} | ({"cell": along} if cell is Cell.LSTM else {})
    assert {name: trace.x.count(None) for name, trace in arrows(drawing).items()} == expected
    assert len(drawing.layout.shapes) == layers * STEPS_DRAWN


@pytest.mark.parametrize("cell", Cell)
def test_hovering_over_an_edge_says_what_sits_there(cell):
    said = [t.hovertemplate for t in unrolled(everywhere(cell), cell, 2).data if t.hovertemplate]
    for noise in everywhere(cell).noises:
        assert any(str(noise).replace(":", " · ") in text for text in said), noise
    empty = unrolled(Placement(), cell, 2).data
    assert any("no noise" in trace.hovertemplate for trace in empty if trace.hovertemplate)


def test_edges_along_time_are_told_from_the_others_without_colour():
    assert DASHES[Edge.RECURRENT] != DASHES[Edge.CELL]
    assert "dash" not in DASHES.values()
    assert len(set(EDGE_COLOURS.values())) == len(Edge)


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_a_route_is_lit_only_when_asked_for(layers):
    placement = find("zaremba2014").placement
    assert "path" not in {t.name for t in unrolled(placement, Cell.LSTM, layers).data}
    lit = unrolled(placement, Cell.LSTM, layers, Route.C)
    path = named(lit, "path")
    assert path.y[-1] > layers - 1


@pytest.mark.parametrize("cell", Cell)
def test_the_lit_route_goes_in_at_the_first_word_along_the_lowest_layer_and_out_at_the_last(cell):
    heights = {}
    for route in routes(cell):
        path = named(unrolled(Placement(), cell, 3, route), "path")
        assert path.x == (0, 0, STEPS_DRAWN - 1, STEPS_DRAWN - 1)
        assert path.y[0] < -HALF_BOX
        assert path.y[1] == path.y[2]
        heights[route] = path.y[1]
    if cell is Cell.LSTM:
        assert heights == {Route.H: H_LANE, Route.C: C_LANE}
        assert named(unrolled(Placement(), cell, 3), "cell").y[0] == C_LANE
        assert named(unrolled(Placement(), cell, 3), "recurrent").y[0] == H_LANE
    else:
        assert set(heights.values()) == {0.0}


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_survival_is_drawn_as_the_core_counts_it(cell, method):
    placement = method.placement.on(cell)
    drawing = survival_over_lag(placement, cell, 2, 10)
    assert [trace.name for trace in drawing.data] == [route.value for route in routes(cell)]
    for trace, route in zip(drawing.data, routes(cell), strict=True):
        counted = [
            survival(crossings(placement, cell, 2, lag, route), mixing=route is Route.H)
            for lag in LAGS
        ]
        assert list(trace.y) == counted


@pytest.mark.parametrize("lag", [0, 10, 40])
def test_the_lag_that_is_looked_at_is_marked_in_a_grey_that_both_themes_show(lag):
    (mark,) = survival_over_lag(find("none").placement, Cell.LSTM, 2, lag).layout.shapes
    assert (mark.x0, mark.x1) == (lag, lag)
    assert mark.line.color == QUIET


def measured(key, seed, perplexities):
    return [
        StepResult(key, seed, n, n, n, 1.0, 1.0, 1.0, 1.0, 1.0, evaluation=Evaluation(p - 1, p))
        for n, p in enumerate(perplexities, start=1)
    ]


def test_curves_are_solid_for_validation_and_dotted_for_training():
    training, validation = curves({("none", 0): measured("none", 0, [6.0, 3.0])}, ["none"]).data
    assert (training.line.dash, validation.line.dash) == ("dot", "solid")
    assert list(training.x) == list(validation.x) == [1, 2]
    assert list(training.y) == [5.0, 2.0]
    assert list(validation.y) == [6.0, 3.0]


def test_each_key_has_its_colour_and_symbol_and_each_seed_its_two_curves():
    keys = [method.key for method in METHODS[:4]]
    results = {(key, seed): measured(key, seed, [9.0, 8.0]) for key in keys for seed in range(3)}
    traces = curves(results, keys).data
    assert len(traces) == 2 * len(results)
    looks = {(trace.line.color, trace.marker.symbol) for trace in traces}
    assert len(looks) == len({colour for colour, _ in looks}) == len(keys)
    named_once = [trace.name for trace in traces if trace.showlegend]
    assert sorted(named_once) == sorted(
        f"{key}, {split}" for key in keys for split in ("training", "validation")
    )
    widths = {trace.line.width for trace in traces if not trace.showlegend}
    assert max(widths) < min(trace.line.width for trace in traces if trace.showlegend)


def test_a_floor_is_drawn_only_where_there_is_one():
    results = {("none", 0): measured("none", 0, [6.0])}
    (floor,) = curves(results, ["none"], floor=2.0).layout.shapes
    assert (floor.y0, floor.y1) == (2.0, 2.0)
    assert floor.line.color == QUIET  # seen in both themes
    (label,) = curves(results, ["none"], floor=2.0).layout.annotations
    assert label.y == pytest.approx(log10(2.0))  # a label far away would squash the curves
    assert not curves(results, ["none"]).layout.shapes
