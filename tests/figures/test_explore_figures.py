"""The Explore page's figures, through their data."""

from math import isnan, log

import pytest

from rnnviz.analyses.cross import Crossed
from rnnviz.analyses.ensemble import Ensemble, Size
from rnnviz.analyses.passes import Passes, Spread
from rnnviz.analyses.states import States
from rnnviz.figures.card import card
from rnnviz.figures.cross import cross
from rnnviz.figures.ensemble import ensemble
from rnnviz.figures.passes import averages, spreads
from rnnviz.figures.states import states
from rnnviz.zoo.card import SHIPPED
from rnnviz.zoo.models import read_card

WORDS = ("<unk>", "<eos>", "the", "of", "people")


def test_the_spread_over_passes_stands_on_the_mean_of_probabilities():
    row = (Spread(2, 0.5, 0.4, 0.1, 0.45), Spread(3, 0.2, 0.3, 0.2, 0.25))
    standard, arithmetic, geometric = spreads(row, WORDS).data
    assert list(standard.y) == [0.5, 0.2]
    assert list(arithmetic.y) == [0.4, 0.3]
    assert list(geometric.y) == [0.45, 0.25]
    assert list(arithmetic.error_y.array) == [0.1, 0.2]
    assert standard.error_y.array is None


def test_averages_are_drawn_over_the_number_of_passes_beside_the_standard_pass():
    drawing = averages(Passes(50.0, (60.0, 61.0), (60.0, 52.0), (60.0, 53.0), ()))
    assert [list(trace.y) for trace in drawing.data] == [[60, 52], [60, 53], [60, 61]]
    assert all(list(trace.x) == [1, 2] for trace in drawing.data)
    (level,) = drawing.layout.shapes
    assert level.y0 == 50
    assert level.showlegend  # the curves end where its name would stand
    assert not drawing.layout.annotations


def test_an_ensemble_is_a_mean_inside_the_band_of_all_choices():
    sizes = (Size(1, 2, 90.0, 95.0, 100.0, (0,)), Size(2, 1, 80.0, 80.0, 80.0, (0, 1)))
    band, average, best = ensemble(Ensemble((90.0, 100.0), sizes, 10)).data
    assert list(band.y) == [100, 80, 80, 90]
    assert list(average.y) == [95, 80]
    assert list(best.y) == [90, 80]


def test_the_colour_of_a_cell_is_its_distance_from_the_lowest_of_its_column():
    crossed = {
        ("a", "a"): Crossed((10.0, 10.0), 10.0),
        ("a", "b"): Crossed((30.0, 50.0), 12.0),
        ("b", "b"): Crossed((20.0, 20.0), 20.0),
    }
    (trace,) = cross(crossed, ("a", "b"), ("a", "b")).data
    assert trace.z[0] == pytest.approx([0, log(2)])
    assert isnan(trace.z[1][0])
    assert trace.z[1][1] == 0
    assert [list(row) for row in trace.text] == [["10", "40"], ["", "20"]]


def test_states_are_drawn_in_their_order_with_an_arrow_at_the_unit():
    unit_states = States(((0.5, -2.0), (0.1, 0.2)), (1, 0))
    drawing = states(unit_states, ("the", "the"), 0)
    (trace,) = drawing.data
    assert [list(row) for row in trace.z] == [[0.5, -2.0], [0.1, 0.2]]
    assert (trace.zmin, trace.zmax) == (-2, 2)
    assert list(drawing.layout.xaxis.ticktext) == ["the", "the"]  # a word twice is two columns
    assert drawing.layout.annotations[0].y == 1


def test_a_card_is_drawn_with_all_its_seeds_and_what_lost():
    shipped = read_card(SHIPPED / "picture-lstm-2")
    training, validation = card(shipped).data
    points = shipped.curves[0].points
    assert list(training.y) == [point.evaluation.train for point in points]
    assert list(validation.y) == [point.evaluation.valid for point in points]
    assert training.line.dash != validation.line.dash
