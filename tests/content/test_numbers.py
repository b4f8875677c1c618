"""Numbers in sentences."""

import numpy as np
import pytest

from rnnviz.content import sentence
from rnnviz.content.numbers import Number


@pytest.mark.parametrize("kind", [float, np.float32, np.float64])
def test_a_sentence_prints_powers_of_ten_as_a_book_does(kind):
    assert sentence("kit.gradient", name="a", median=kind(4.88e-9)) == "a: **4.88 × 10⁻⁹**"


@pytest.mark.parametrize("value", [0.0, 0.25, -3.0, 12345.678, 1e-12, 2.5e30, float("inf")])
@pytest.mark.parametrize("spec", ["g", ".3g", ",.0f", "+.1f", "%"])
def test_all_else_is_formatted_as_ever(value, spec):
    usual = format(value, spec)
    assert ("× 10" in format(Number(value), spec)) == ("e" in usual)
    assert "e" in usual or format(Number(value), spec) == usual
    assert str(Number(value)) == format(Number(value), "") == str(value)
