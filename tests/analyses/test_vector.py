"""A vector through time: where sharing a mask matters, and where it doesn't."""

import pytest

from rnnviz.analyses.vector import Recurrence, measure
from rnnviz.core.placement import parse
from rnnviz.errors import InputError

CARRY, MIXING = Recurrence.CARRY, Recurrence.MIXING
FRESH, LOCKED = parse("cell:0.2").noises[0], parse("cell:0.2:sequence").noises[0]


@pytest.mark.parametrize(("rate", "steps"), [(0.1, 8), (0.2, 4), (0.5, 3)])
def test_an_orthogonal_mixing_keeps_cosine_and_energy_as_the_reference_says(rate, steps):
    (noise,) = parse(f"recurrent:{rate}").noises
    measured = measure(noise, MIXING, steps, units=512, examples=400)
    q = 1 - rate
    off = 4 / 512  # E cos² ≈ q^T holds for many units: its bias is of the order 1/H
    laws = ((measured.cosine_squared, q**steps, off), (measured.energy, q**-steps, 0))
    for curve, law, bias in laws:
        assert curve.formula[steps] == pytest.approx(law)
        assert curve.measured[steps] == pytest.approx(law, abs=5 * curve.error[steps] + bias)


@pytest.mark.parametrize("recurrence", Recurrence)
def test_fresh_masks_decay_geometrically_whatever_the_recurrence(recurrence):
    measured = measure(FRESH, recurrence, 8, examples=8000).decoded
    for steps in (1, 2, 4, 8):
        assert measured.measured[steps] == pytest.approx(0.8**steps, abs=0.03)
        assert measured.formula[steps] == pytest.approx(0.8**steps)


def test_a_locked_mask_spares_what_stays_in_place_and_not_what_is_mixed():
    kept = measure(LOCKED, CARRY, 8, examples=8000).decoded
    mixed = measure(LOCKED, MIXING, 8, examples=8000).decoded
    for steps in (1, 2, 4, 8):
        assert kept.measured[steps] == pytest.approx(0.8, abs=0.03)
        assert mixed.measured[steps] == pytest.approx(0.8**steps, abs=0.04)
    assert kept.formula[8] == pytest.approx(0.8)
    assert mixed.formula is None


def test_scaling_changes_the_energy_and_nothing_else():
    classic = parse("cell:0.2:classic").noises[0]
    first, other = (measure(noise, CARRY, 6) for noise in (FRESH, classic))
    assert first.cosine_squared.measured == pytest.approx(other.cosine_squared.measured, rel=1e-4)
    assert first.energy.measured[6] == pytest.approx(other.energy.measured[6] * 0.8**-12, rel=1e-3)


def test_nothing_is_lost_without_noise():
    measured = measure(parse("cell:0").noises[0], MIXING, 5)
    assert measured.cosine_squared.measured == pytest.approx([1] * 6, rel=1e-5)
    assert measured.decoded.measured == pytest.approx([1] * 6, abs=1e-3)


def test_zoneout_is_refused_for_it_erases_nothing():
    with pytest.raises(InputError, match="keeps values"):
        measure(parse("cell:0.5:previous:classic").noises[0], CARRY, 3)
