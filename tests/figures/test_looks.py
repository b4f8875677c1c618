"""A placement looks the same in every figure, and nothing else looks like one."""

from itertools import combinations

import pytest

from rnnviz.analyses import recall_plan
from rnnviz.analyses.context import Context
from rnnviz.analyses.gradients import Flow, Gradients
from rnnviz.analyses.half_life import HalfLife
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.analyses.recall_record import Row
from rnnviz.analyses.recall_task import Task
from rnnviz.core.methods import METHODS, placement_of
from rnnviz.core.placement import Edge, Placement, parse
from rnnviz.figures.context import context
from rnnviz.figures.curves import curves
from rnnviz.figures.gradients import Which, gradients
from rnnviz.figures.half_life import half_life
from rnnviz.figures.perturbation import perturbation
from rnnviz.figures.probe import probe
from rnnviz.figures.recall import recall_loss
from rnnviz.figures.style import (
    CURVE_COLOURS,
    EDGE_COLOURS,
    INKS,
    PALETTE,
    QUIET,
    placement_colour,
    placement_look,
    placement_looks,
)
from tests.figures.test_curves import measured as trained

FLOW = Flow(((1.0, 0.5), (1.0, 0.7)))
FLOWS = Gradients(FLOW, FLOW, FLOW, FLOW, FLOW)
SWAP = Perturbation((0, 4), (0.1, 0.1), (0.0, 0.0), (0.5, 0.1), (0.1, 0.0))
CUT = Context((1, 2), (5.0, 4.0), (0.1, 0.0), (4.5, 4.0), (0.2, 0.0))
READ = Probe((0, 1), (0.9, 0.5), (0.8, 0.6), (0.01, 0.01), (0.2, 0.3), 0.05)
DRAWN = {
    "gradients": lambda placed: gradients(dict.fromkeys(placed, FLOWS), Which.H, placed),
    "swap": lambda placed: perturbation(dict.fromkeys(placed, SWAP), placed),
    "context": lambda placed: context(dict.fromkeys(placed, CUT), placed),
    "probe": lambda placed: probe(dict.fromkeys(placed, READ), placed),
}


def lines(drawing):
    """The lines of the legend, each with what tells it from the others."""
    shown = [trace for trace in drawing.data if trace.showlegend is not False]
    return [(t.line.color, t.line.dash, t.marker.symbol) for t in shown]


@pytest.mark.parametrize("chart", DRAWN)
def test_methods_have_their_color_and_dash_in_every_chart_of_placements(chart):
    by_look = {placement_look(m.placement): m.placement for m in METHODS}
    distinct = {(look.color, look.dash): placed for look, placed in by_look.items()}
    drawn = lines(DRAWN[chart]({str(placed): placed for placed in distinct.values()}))
    per_placement = len(drawn) // len(distinct)
    assert [look[:2] for look in drawn[::per_placement]] == [*distinct]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_a_method_is_trained_in_its_color(method):
    curve, *_ = curves([trained({(method.key, 0): [9.0]})]).data
    assert curve.line.color == placement_colour(method.placement)


@pytest.mark.parametrize("key", recall_plan.load("recall").arms[0].keys)
def test_a_placement_of_the_recall_test_has_its_color_and_dash(key):
    rows = [Row(key, lag, 3, 0.5, 0.1, 0.5, 0.5) for lag in (2, 4)]
    look = placement_look(placement_of(key))
    (line,) = recall_loss(rows, {key: key}, Task(keys=8)).data
    assert (line.line.color, line.line.dash) == (look.color, look.dash)


def test_a_half_life_has_the_color_of_its_placement():
    placed = {method.key: method.placement for method in METHODS}
    lives = dict.fromkeys(placed, HalfLife(2.0, 1.5, 3.0))
    points, *theory = half_life(lives, {}, {}, placed).data
    assert list(points.marker.color) == [
        placement_colour(placed[name]) for name in reversed(placed)
    ]
    assert {trace.marker.color for trace in theory} <= {*INKS}


def test_any_two_placements_are_told_apart_without_color_where_they_share_one():
    for first, other in combinations(METHODS, 2):
        looks = placement_looks([first.placement, other.placement, Placement()])
        told = {(look.color, look.dash) for look in looks}
        assert len(told) == len(looks), (first.key, other.key)


@pytest.mark.parametrize("chart", DRAWN)
def test_two_lines_of_one_placement_differ_in_their_marks(chart):
    placed = {"one": parse("recurrent:0.5"), "other": parse("recurrent:0.25")}
    looks = lines(DRAWN[chart](placed))
    assert len({*looks}) == len(looks)


def test_of_placements_with_one_color_each_has_a_dash_of_its_own():
    looks = placement_looks([parse(f"recurrent:{rate}") for rate in (0.1, 0.2, 0.3, 0.4)])
    assert len({look.color for look in looks}) == 1
    assert len({look.dash for look in looks}) == len({look.symbol for look in looks}) == 4


def test_the_ink_of_what_is_no_placement_is_no_placements_and_no_edges():
    taken = {*EDGE_COLOURS.values(), *PALETTE.values(), *CURVE_COLOURS, QUIET}
    taken |= {placement_colour(method.placement) for method in METHODS}
    assert taken.isdisjoint(INKS)


@pytest.mark.parametrize("edge", Edge)
def test_a_placement_on_one_edge_has_the_color_of_the_edge_in_the_picture(edge):
    (color,) = {
        placement_colour(method.placement) for method in METHODS if method.placement.edges == {edge}
    } or {EDGE_COLOURS[edge]}
    assert color == EDGE_COLOURS[edge]
