"""Masks measured beside what is expected of them."""

from math import prod, sqrt

import pytest

from rnnviz.analyses.mask_statistics import measure, moments
from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Fill, Share, parse

DIMS = Dims(steps=12, batch=8, layers=2, inputs=24, units=24, words=300, gates=4)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_every_methods_masks_are_what_the_formula_expects(method, seed):
    rows = measure(sample(method.placement, DIMS, generator(seed)))
    assert {row.noise for row in rows} <= set(method.placement.active)
    for row in rows:
        assert abs(row.sigmas) < 5
        error = sqrt(row.variance_expected / row.draws)
        assert abs(row.mean - row.mean_expected) < 5 * error
        if row.noise.fill is Fill.GAUSSIAN:
            spread = row.variance_expected * sqrt(2 / row.draws)
            assert abs(row.variance - row.variance_expected) < 5 * spread
        else:  # two values: the kept fraction says it all
            scale = row.mean_expected / row.noise.keep
            assert row.variance == pytest.approx(scale**2 * row.kept * (1 - row.kept), rel=1e-3)


@pytest.mark.parametrize(
    ("line", "draws"),
    [
        ("recurrent:0.5", (12, 8, 24)),
        ("recurrent:0.5:sequence", (8, 24)),
        ("recurrent:0.5:batch", (24,)),
        ("recurrent:0.5:step_batch", (12, 24)),
        ("recurrent:0.5:frame", (12, 8)),
        ("recurrent:0.5:sequence:untied", (8, 4, 24)),
        ("weights:0.5:batch", (4, 24, 24)),
        ("rows:0.5:batch", (4, 24)),
        ("word:0.5:sequence", (8, 300)),
        ("word:0.5", (12, 8)),
    ],
)
def test_a_mask_counts_as_often_as_it_is_drawn_not_as_often_as_it_is_met(line, draws):
    for row in measure(sample(parse(line), DIMS, generator(1))):
        assert row.draws == prod(draws)


def test_moments_agree_with_what_a_placement_promises():
    assert moments(parse("input:0.5").noises[0]) == (1, 1)
    assert moments(parse("input:0.25:classic").noises[0]) == (0.75, 0.1875)
    assert moments(parse("cell:0.25:previous:classic").noises[0]) == (0.75, 0.1875)
    assert moments(parse("input:0.2:gaussian").noises[0])[1] == pytest.approx(0.25)


def test_gaussian_noise_drops_nothing():
    (row,) = measure(sample(parse("output:0.5:gaussian"), DIMS, generator(1)))
    assert (row.kept, row.kept_expected, row.kept_error, row.sigmas) == (1, 1, 0, 0)
    assert row.noise.share is Share.STEP
