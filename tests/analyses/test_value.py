"""One value through time: Monte Carlo beside every closed form of one unit."""

from math import comb, sqrt

import pytest

from rnnviz.analyses.value import measure
from rnnviz.core.crossings import zoneout_retention
from rnnviz.core.placement import Fill, Scaling, parse

DRAWS = 200_000
LINES = [
    f"cell:{rate}{how}{share}"
    for rate in (0.1, 0.2, 0.5)
    for share in ("", ":sequence")
    for how in ("", ":classic", ":none")
]
CASES = [(line, steps, forget) for line in LINES for steps in (1, 4, 8) for forget in (1.0, 0.9)]
CASES += [
    (f"cell:{z}:previous:classic", t, f) for z in (0.05, 0.5) for t in (1, 20) for f in (1, 0.9)
]
CASES += [("cell:0.2:gaussian", t, 1.0) for t in (1, 3)]


def one_step(noise, forget, power):
    """E[m^k] of the factor of one step, by hand."""
    q, p = 1 - noise.rate, noise.rate
    if noise.fill is Fill.PREVIOUS:
        return p + q * forget**power
    if noise.fill is Fill.GAUSSIAN:
        a = p / q
        return [1, 1, 1 + a, 1 + 3 * a, 1 + 6 * a + 3 * a * a][power]
    scale = 1 / q if noise.scaling is Scaling.INVERTED else 1
    return q * (scale * forget) ** power


def moment(noise, steps, forget, power):
    """E[M^k] of T steps: independent steps multiply, one lasting mask is one draw."""
    if power == 0:
        return 1
    if noise.lasting:
        q = 1 - noise.rate
        scale = 1 / q if noise.scaling is Scaling.INVERTED else 1
        return q * (scale * forget) ** (power * steps)
    return one_step(noise, forget, power) ** steps


def central_fourth(noise, steps, forget):
    mean = moment(noise, steps, forget, 1)
    return sum(comb(4, k) * moment(noise, steps, forget, k) * (-mean) ** (4 - k) for k in range(5))


@pytest.mark.parametrize(("line", "steps", "forget"), CASES)
def test_monte_carlo_is_within_5_sigma_of_the_closed_form(line, steps, forget):
    (noise,) = parse(line).noises
    measured = measure(noise, steps, forget, draws=DRAWS, seed=3)
    law = measured.formula[steps]
    tiny = 1e-12
    mean_error = sqrt(law.variance / DRAWS)  # the standard error of the mean
    assert abs(measured.alive[steps] - law.alive) <= 5 * sqrt(law.alive * (1 - law.alive) / DRAWS)
    assert abs(measured.mean[steps] - law.mean) <= 5 * mean_error + tiny
    spread = (central_fourth(noise, steps, forget) - law.variance**2) / DRAWS
    most = 5 * sqrt(max(spread, 0)) + (5 * mean_error) ** 2  # around its own mean: second order
    assert abs(measured.variance[steps] - law.variance) <= most + tiny


@pytest.mark.parametrize(("line", "steps", "forget"), CASES)
def test_the_closed_form_is_the_product_of_its_steps(line, steps, forget):
    (noise,) = parse(line).noises
    law = measure(noise, steps, forget, draws=10).formula[steps]
    mean, second = (moment(noise, steps, forget, k) for k in (1, 2))
    assert law.mean == pytest.approx(mean)
    assert law.variance == pytest.approx(second - mean**2, abs=1e-12)


def test_scaling_changes_the_mean_but_not_the_signal_to_noise_ratio():
    inverted, classic = (
        measure(parse(line).noises[0], 4, draws=DRAWS, seed=5)
        for line in ("cell:0.5", "cell:0.5:classic")
    )
    assert inverted.mean[4] == pytest.approx(16 * classic.mean[4])
    assert inverted.snr[4] == pytest.approx(classic.snr[4])


def test_a_lasting_mask_decides_once_and_inverted_scaling_then_explodes():
    measured = measure(parse("cell:0.5:sequence").noises[0], 10, draws=DRAWS)
    assert set(measured.alive[1:]) == {measured.alive[1]}
    assert measured.mean[10] == pytest.approx(512, rel=0.02)


def test_zoneout_delays_forgetting_and_erases_nothing():
    measured = measure(parse("cell:0.5:previous:classic").noises[0], 20, 0.9, draws=DRAWS)
    assert set(measured.alive) == {1.0}
    assert measured.mean[20] > 2 * 0.9**20
    assert measured.formula[20] == zoneout_retention(0.5, 20, 0.9)


def test_without_noise_a_value_is_what_the_forget_gate_leaves():
    measured = measure(parse("cell:0").noises[0], 5, 0.5, draws=3)
    assert measured.mean == pytest.approx([1, 0.5, 0.25, 0.125, 0.0625, 0.03125])
    assert measured.variance == pytest.approx([0] * 6)
    assert measured.snr[5] == float("inf")
