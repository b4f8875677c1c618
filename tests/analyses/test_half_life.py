"""One number for a decay, and theory's beside it."""

from math import inf

import pytest

from rnnviz.analyses.gradients import Flow
from rnnviz.analyses.half_life import horizon_steps, of_agreement, of_decay
from rnnviz.core.crossings import Route
from rnnviz.core.crossings import horizon_steps as formula
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, parse


def decay(rate, wobble=0.0):
    return Flow(
        tuple(tuple(2.0 ** -(k * (1 / rate + n * wobble)) for k in range(30)) for n in (-1, 0, 1))
    )


@pytest.mark.parametrize("steps", [0.5, 3, 100])
def test_of_a_pure_exponential_it_is_the_half_life(steps):
    measured = of_decay(decay(steps))
    assert measured.steps == pytest.approx(steps)
    assert (measured.low, measured.high) == pytest.approx((steps, steps))


def test_passes_that_differ_widen_the_interval():
    measured = of_decay(decay(10, wobble=0.02))
    assert measured.low < measured.steps < measured.high
    margin = 2 * 0.02 / 3**0.5
    assert (measured.low, measured.high) == pytest.approx((1 / (0.1 + margin), 1 / (0.1 - margin)))


def test_what_grows_has_no_half_life():
    measured = of_decay(Flow((tuple(2.0**k for k in range(10)),)))
    assert (measured.steps, measured.low, measured.high) == (inf, inf, inf)


def test_agreement_is_lost_where_it_comes_to_one_half():
    measured = of_agreement(Flow(((1.0, 0.7, 0.2, 0.1), (1.0, 0.7, 0.4, 0.1))))
    assert measured.steps == pytest.approx(1.5)
    assert measured.low < 1.5 < measured.high
    assert of_agreement(Flow(((1.0, 0.8, 0.8),))).steps == inf


@pytest.mark.parametrize("rate", [0.1, 0.5])
@pytest.mark.parametrize("units", [32, 650])
def test_theory_speaks_of_fresh_noise_on_the_only_route_and_on_the_memory(rate, units):
    rnn = horizon_steps(parse(f"recurrent:{rate}"), Cell.RNN, Route.H, units)
    lstm = horizon_steps(parse(f"cell:{rate}"), Cell.LSTM, Route.C, units)
    assert rnn == pytest.approx(formula(rate, units))
    assert lstm == pytest.approx(formula(rate, units))


def test_where_theory_has_no_answer_it_gives_none():
    assert horizon_steps(parse("cell:0.5:sequence"), Cell.LSTM, Route.C, 32) is None
    assert horizon_steps(parse("recurrent:0.5"), Cell.LSTM, Route.H, 32) is None
    assert horizon_steps(parse("cell:0.5:previous:classic"), Cell.LSTM, Route.C, 32) is None


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_a_memory_that_meets_no_noise_has_no_horizon(method):
    measured = horizon_steps(method.placement, Cell.LSTM, Route.C, 32)
    touched = {"cell"} & {noise.edge.value for noise in method.placement.active}
    assert (measured == inf) == (not touched)
