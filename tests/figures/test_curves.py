"""Learning curves, tested through their data."""

from math import log, log10

import pytest

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Placement, parse
from rnnviz.figures.curves import Measured, Over, Shown, View, curves
from rnnviz.figures.responses import look_of
from rnnviz.figures.style import QUIET, placement_colours
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Evaluation, Run, StepResult
from rnnviz.runs.plan import load
from rnnviz.runs.results import Record
from rnnviz.zoo.plans import ZOO_METHODS

SHAPE = (Placement(), CorpusChoice(), ModelConfig(), TrainConfig())


def result(key, seed, epoch, valid):
    numbers = (key, seed, 10 * epoch, epoch, 700 * epoch, 2.5 * epoch)
    return StepResult(*numbers, 1.0, 1.0, 1.0, 1.0, evaluation=Evaluation(valid / 2, valid))


def measured(finals, *, ghost=False, changes=()):
    """An experiment: for each (key, seed), its validation perplexities epoch by epoch."""
    placements = {method.key: method.placement for method in METHODS}
    placed = [(key, placements.get(key, Placement()), seed) for key, seed in finals]
    runs = [Run(key, placement, *SHAPE[1:], seed, changes) for key, placement, seed in placed]
    record = Record(tuple(runs))
    for (key, seed), values in finals.items():
        for epoch, valid in enumerate(values, start=1):
            record.add(result(key, seed, epoch, valid))
    return Measured(record, "measured in a test", ghost)


def lines(drawing):
    return [trace for trace in drawing.data if trace.fill is None]


def bands(drawing):
    return [trace for trace in drawing.data if trace.fill is not None]


def test_training_is_dotted_and_validation_solid():
    drawing = curves([measured({("none", 0): [6.0, 4.0]})])
    training, validation = drawing.data
    assert [trace.showlegend for trace in drawing.data] == [False, True]
    assert training.legendgroup == validation.legendgroup  # one click hides both
    assert (training.line.dash, validation.line.dash) == ("dot", "solid")
    assert list(training.x) == list(validation.x) == [1, 2]
    assert (list(training.y), list(validation.y)) == ([3.0, 2.0], [6.0, 4.0])


def test_a_line_is_the_mean_over_seeds_and_its_band_reaches_from_lowest_to_highest():
    drawing = curves([measured({("none", 0): [6.0, 5.0], ("none", 1): [10.0]})])
    validation = lines(drawing)[1]
    assert list(validation.y) == [8.0, 5.0]
    assert list(validation.customdata) == [2, 1]
    assert list(bands(drawing)[1].y) == [10.0, 5.0, 5.0, 6.0]  # there, and back below


def test_a_band_has_no_marks_of_its_own():
    (band, _) = bands(curves([measured({("none", 0): [6.0], ("none", 1): [8.0]})]))
    assert band.mode == "lines"


@pytest.mark.parametrize(("epochs", "step"), [(1, 1), (4, 1), (40, None)])
def test_a_few_epochs_are_counted_one_by_one(epochs, step):
    first = measured({("none", 0): [9.0] * epochs})
    assert curves([first]).layout.xaxis.dtick == step
    assert curves([first], View(over=Over.WORDS)).layout.xaxis.dtick is None


def test_one_seed_has_no_band():
    assert not bands(curves([measured({("none", 0): [6.0]})]))


@pytest.mark.parametrize(
    ("over", "places"),
    [(Over.EPOCHS, [1, 2]), (Over.WORDS, [700, 1400]), (Over.SECONDS, [2.5, 5.0])],
)
def test_the_same_points_are_drawn_over_epochs_words_or_seconds(over, places):
    drawing = curves([measured({("none", 0): [6.0, 4.0]})], View(over=over))
    assert [list(trace.x) for trace in drawing.data] == [places] * 2


def test_the_gap_is_the_difference_of_the_losses_in_nats():
    (gap,) = curves([measured({("none", 0): [6.0, 4.0]})], View(shown=Shown.GAP)).data
    assert list(gap.y) == pytest.approx([log(2), log(2)])


def test_each_placement_has_a_colour_and_a_symbol_whatever_else_is_hidden():
    keys = ZOO_METHODS
    first = measured({(key, 0): [9.0] for key in keys})
    looks = [(t.line.color, t.marker.symbol) for t in curves([first]).data]
    assert len({colour for colour, _ in looks}) == len(keys) == 8
    some = curves([first], View(hidden=frozenset(keys[:3]))).data
    assert [(t.line.color, t.marker.symbol) for t in some] == looks[6:]


def test_no_four_methods_share_a_colour():
    for first in range(len(METHODS) - 3):
        some = {method.key: method.placement for method in METHODS[first : first + 4]}
        assert len(set(placement_colours(some).values())) == 4


@pytest.mark.parametrize("family", load("dose").families, ids=lambda family: family.key)
def test_a_placement_has_the_colour_of_the_results_in_every_chart(family):
    others = {"none": Placement(), "another": parse("word:0.1+hidden:0.1")}
    assert placement_colours({"it": family.shape} | others)["it"] == look_of(family).color


def test_a_ghost_lies_beneath_pale_and_in_its_placements_colour():
    now, ghost = (
        measured({("a", 0): [9.0]}),
        measured({("a", 0): [8.0], ("b", 0): [7.0]}, ghost=True),
    )
    drawn = curves([now, ghost]).data
    assert [trace.name.endswith("(overlaid)") for trace in drawn] == [True] * 4 + [False] * 2
    assert drawn[0].line.color == drawn[4].line.color != drawn[2].line.color
    assert all(trace.opacity < 0.5 for trace in drawn[:4])


def test_a_change_is_marked_at_the_last_point_before_it_holds():
    run = Run("none", *SHAPE).changed(2, parse("input:0.1"))
    drawing = curves([measured({("none", 0): [6.0, 4.0, 3.0]}, changes=run.changes)])
    (mark,) = [trace for trace in drawing.data if trace.name == "no dropout, changed"]
    assert (list(mark.x), list(mark.y), list(mark.customdata)) == ([1], [6.0], ["input:0.1"])


def test_the_axis_says_where_the_figures_are_from():
    first = measured({("a", 0): [9.0]})
    for shown in Shown:
        assert "measured in a test" in curves([first], View(shown=shown)).layout.yaxis.title.text


@pytest.mark.parametrize("logarithmic", [True, False])
def test_a_level_is_drawn_and_named_only_where_there_is_one(logarithmic):
    first, view = [measured({("none", 0): [6.0]})], View(logarithmic=logarithmic)
    drawing = curves(first, view, levels={"the floor": 2.0})
    (line,) = drawing.layout.shapes
    assert (line.y0, line.y1) == (2.0, 2.0)
    assert line.line.color == QUIET  # seen in both themes
    (label,) = drawing.layout.annotations  # one far away would squash the curves
    assert label.text == "the floor"
    assert label.y == pytest.approx(log10(2.0) if logarithmic else 2.0)
    assert not curves(first, view).layout.shapes
