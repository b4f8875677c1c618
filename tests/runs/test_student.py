"""Quantiles against printed tables (Fisher and Yates), and margins against hand-made ones."""

from math import inf, sqrt

import pytest

from rnnviz.runs.student import margin, quantile


@pytest.mark.parametrize(
    ("level", "freedom", "value"),
    [
        *((0.975, 1, 12.706), (0.975, 2, 4.303), (0.975, 3, 3.182), (0.975, 9, 2.262)),
        *((0.975, 10, 2.228), (0.975, 30, 2.042), (0.95, 4, 2.132), (0.995, 20, 2.845)),
        *((0.9995, 5, 6.869), (0.5, 7, 0.0)),
    ],
)
def test_quantiles_are_those_of_printed_tables(level, freedom, value):
    assert quantile(level, freedom) == pytest.approx(value, abs=6e-4)


def test_a_margin_is_the_interval_of_a_mean_and_grows_with_the_comparisons_told_together():
    assert margin(3.0, 10) == pytest.approx(2.2622 * 3 / sqrt(10), rel=1e-4)
    assert margin(3.0, 10, 18) == pytest.approx(quantile(1 - 0.025 / 18, 9) * 3 / sqrt(10))
    assert margin(3.0, 10, 18) > margin(3.0, 10, 2) > margin(3.0, 10)


def test_one_value_has_no_margin():
    assert margin(0.0, 1) == inf
