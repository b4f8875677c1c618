"""The Memory page's figures, through their data."""

from math import inf

import pytest

from rnnviz.analyses import value as value_analysis
from rnnviz.analyses import vector as vector_analysis
from rnnviz.analyses.context import Context
from rnnviz.analyses.gradients import Flow, Gradients
from rnnviz.analyses.half_life import HalfLife
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.analyses.recall_record import Row
from rnnviz.analyses.recall_task import Task
from rnnviz.analyses.vector import Recurrence
from rnnviz.core.placement import Placement, parse
from rnnviz.figures.context import context
from rnnviz.figures.gradients import SHARES, Which, gradients
from rnnviz.figures.half_life import MOST_STEPS, half_life, label
from rnnviz.figures.perturbation import perturbation
from rnnviz.figures.probe import probe
from rnnviz.figures.recall import recall, recall_loss
from rnnviz.figures.style import QUIET
from rnnviz.figures.value import Quantity, formula, measured, value
from rnnviz.figures.vector import vector


@pytest.mark.parametrize("quantity", Quantity)
@pytest.mark.parametrize("line", ["cell:0.2", "cell:0.5:sequence", "cell:0.5:previous:classic"])
def test_a_value_is_drawn_as_formula_and_measurement_step_by_step(line, quantity):
    decay = value_analysis.measure(parse(line).noises[0], 6, 0.9, draws=500)
    law, draws = value(decay, quantity, parse(line)).data
    for trace, values in ((law, formula(decay, quantity)), (draws, measured(decay, quantity))):
        assert list(trace.x) == list(range(7))
        assert list(trace.y) == [v if 0 < v < inf else None for v in values]
    assert (law.mode, draws.mode) == ("lines", "markers")  # told apart without colour


def test_a_formula_is_drawn_only_where_there_is_one():
    noises = {"fresh": parse("cell:0.5").noises[0], "one": parse("cell:0.5:sequence").noises[0]}
    for recurrence, extra in ((Recurrence.CARRY, 2), (Recurrence.MIXING, 1)):
        decays = {
            name: vector_analysis.measure(noise, recurrence, 3, units=8, examples=80)
            for name, noise in noises.items()
        }
        traces = vector(decays, {name: Placement((noise,)) for name, noise in noises.items()}).data
        assert len(traces) == 2 + extra
        named = [trace for trace in traces if trace.showlegend is not False]
        looks = {(t.line.color, t.line.dash, t.marker.symbol) for t in named}
        assert len(looks) == len(named) == 3  # no two entries of the legend are alike
        for trace, first in zip(traces, decays.values(), strict=False):
            assert list(trace.y) == list(first.decoded.measured)


PLACED = {"a": parse("recurrent:0.5"), "b": parse("cell:0.25:sequence")}
FLOW = Flow(((1.0, 0.5, 1e-20), (1.0, 0.7, 1e-3), (1.0, 0.6, 1e-2)))


@pytest.mark.parametrize("which", Which)
def test_a_gradient_is_a_median_inside_its_band(which):
    band, line = gradients({"a": Gradients(FLOW, FLOW, FLOW, FLOW, FLOW)}, which, PLACED).data
    least = 1e-20 if which in SHARES else 1e-12  # a logarithmic axis ends somewhere
    assert list(line.y) == [1.0, 0.6, 1e-3]
    assert list(band.y) == [1.0, 0.7, 1e-2, least, 0.5, 1.0]
    assert band.hoverinfo == "skip"


def test_a_cell_without_c_has_no_curve_of_c():
    assert not gradients({"a": Gradients(FLOW, None, FLOW, FLOW, FLOW)}, Which.C, PLACED).data


def test_two_placements_differ_in_colour_dash_and_symbol():
    both = {name: Gradients(FLOW, FLOW, FLOW, FLOW, FLOW) for name in ("a", "b")}
    _, first, _, other = gradients(both, Which.H, PLACED).data
    assert first.line.color != other.line.color
    assert first.line.dash != other.line.dash
    assert first.marker.symbol != other.marker.symbol


def test_a_changed_word_that_changes_nothing_has_no_place_on_a_logarithmic_axis():
    reach = Perturbation((0, 4), (0.1, 0.0), (0.0, 0.0), (0.5, 0.0), (0.1, 0.0))
    (line,) = perturbation({"a": reach}, PLACED).data
    assert list(line.y) == [0.5, None]
    assert list(line.error_y.array) == [0.1, 0.0]


def test_a_context_is_drawn_as_its_cost_above_the_full_one():
    losses = Context((1, 2), (5.0, 4.0), (0.1, 0.0), (4.5, 4.0), (0.2, 0.0))
    cut, shuffled = context({"a": losses}, PLACED).data
    assert (list(cut.y), list(shuffled.y)) == ([1.0, 0.0], [0.5, 0.0])


def test_a_probe_is_drawn_with_its_baseline_and_chance():
    accuracy = Probe((0, 1), (0.9, 0.5), (0.8, 0.6), (0.01, 0.01), (0.2, 0.3), 0.05)
    drawing = probe({"a": accuracy}, PLACED)
    assert [list(trace.y) for trace in drawing.data] == [[0.9, 0.5], [0.8, 0.6]]
    assert sorted(shape.y0 for shape in drawing.layout.shapes) == [0.05, 0.25]
    assert {shape.line.color for shape in drawing.layout.shapes} == {QUIET}


def test_a_half_life_beyond_all_lags_is_drawn_at_the_edge_and_said_in_words():
    lives = {"a": HalfLife(2.0, 1.5, 3.0), "b": HalfLife(inf, 30.0, inf)}
    points, halves, theory = half_life(
        lives, {"a": 1.0, "b": None}, {"a": 5.0, "b": inf}, PLACED
    ).data
    assert dict(zip(points.y, points.marker.symbol, strict=True))["b"] == "triangle-right"
    assert dict(zip(halves.y, halves.x, strict=True)) == {"a": 1.0}
    assert dict(zip(points.y, points.x, strict=True)) == {"a": 2.0, "b": MOST_STEPS}
    assert dict(zip(points.y, points.error_x.array, strict=True))["a"] == 1.0
    assert dict(zip(points.y, points.error_x.arrayminus, strict=True))["a"] == 0.5
    assert dict(zip(theory.y, theory.x, strict=True)) == {"a": 5.0}
    assert label(lives["a"]) == "2 steps (1.5 to 3)"
    assert label(lives["b"]) == "not within the lags measured (30 at least)"


X, Y = "zaremba2014", "cell:0.25:classic"


def rows():
    return [Row(k, lag, 3, a, 0.1, 1 - a, a) for k, a in ((X, 1.0), (Y, 0.25)) for lag in (2, 4)]


def test_recall_is_a_table_of_numbers_in_the_order_they_were_measured():
    (table,) = recall(rows(), {X: "X", Y: "Y"}).data
    assert [list(row) for row in table.z] == [[1.0, 1.0], [0.25, 0.25]]
    assert [list(row) for row in table.text] == [["1.00", "1.00"], ["0.25", "0.25"]]
    assert (list(table.x), list(table.y)) == (["2", "4"], ["X", "Y"])


def test_the_loss_lies_between_a_floor_and_that_of_guessing():
    drawing = recall_loss(rows(), {X: "X", Y: "Y"}, Task(keys=8))
    assert [list(trace.y) for trace in drawing.data] == [[0.0, 0.0], [0.75, 0.75]]
    assert sorted(s.y0 for s in drawing.layout.shapes) == pytest.approx(
        [0, Task(keys=8).chance_nats]
    )
