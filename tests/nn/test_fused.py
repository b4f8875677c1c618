"""The LSTM's compiled steps: their source in double precision to 1e-10, then as compiled."""

import sys
from math import nan
from types import SimpleNamespace

import numba
import numpy as np
import pytest
import torch

from rnnviz.core import engine
from rnnviz.core.cells import unroll
from rnnviz.core.masks import LayerMasks, generator, sample
from rnnviz.core.placement import Cell
from rnnviz.nn import fused, fused_kernels
from tests.cases import each
from tests.core import test_engine
from tests.core.test_engine import EXACT, INPUTS, H, assert_same, dims, run, tensors

LSTM_CASES = [placement for cell, placement in test_engine.cases() if cell is Cell.LSTM]
KINDS = (torch.float32, torch.float64)
LAYERS = {0: INPUTS, 1: H}  # and what each is given


@pytest.fixture
def interpreted(monkeypatch):
    """The same lines, read by Python, with a tanh exact to double precision."""
    source = SimpleNamespace(
        forward=fused_kernels.forward.py_func, backward=fused_kernels.backward.py_func
    )
    monkeypatch.setattr(fused_kernels, "_tanh", np.tanh)
    monkeypatch.setattr(fused_kernels, "_sigmoid", lambda x: 1 / (1 + np.exp(-x)))
    monkeypatch.setattr(fused_kernels, "_row", fused_kernels._row.py_func)
    monkeypatch.setattr(fused, "usable", lambda *_: source)
    monkeypatch.setattr(test_engine, "engine", fused)


@pytest.mark.usefixtures("interpreted")
@each("placement", LSTM_CASES)
def test_source_and_reference_agree_in_every_output_and_gradient(placement):
    drawn = sample(placement, dims(Cell.LSTM), generator(3), torch.float64)
    for layer, inputs in LAYERS.items():
        assert_same(Cell.LSTM, tensors(Cell.LSTM, inputs=inputs), drawn.layer(layer), **EXACT)


@pytest.mark.usefixtures("interpreted")
class TestAwkwardUses(test_engine.TestAwkwardUses):
    pass


def directed(result):
    """A number that depends on every output in a direction of its own, in double precision."""
    source = generator(2)
    return sum(
        (value.double() * torch.randn(value.shape, generator=source, dtype=torch.float64)).sum()
        for value in test_engine.outputs(result)
    )


@each("placement", LSTM_CASES)
def test_what_is_compiled_agrees_up_to_single_precision(placement):
    drawn = [sample(placement, dims(Cell.LSTM), generator(3), kind) for kind in KINDS]
    for layer, inputs in LAYERS.items():
        exact = tensors(Cell.LSTM, inputs=inputs)
        given = [t.detach().float().requires_grad_() for t in exact]
        assert fused.usable(given[0], drawn[0].layer(layer)) is fused_kernels
        mine = run(fused.layer, Cell.LSTM, given, drawn[0].layer(layer))
        judge = run(unroll, Cell.LSTM, exact, drawn[1].layer(layer))
        for value, true in (
            *zip(test_engine.outputs(mine), test_engine.outputs(judge), strict=True),
            *zip(
                torch.autograd.grad(directed(mine), given),
                torch.autograd.grad(directed(judge), exact),
                strict=True,
            ),
        ):
            torch.testing.assert_close(value.double(), true, rtol=2e-5, atol=2e-5)


def test_tanh_and_sigmoid_are_within_single_precision_everywhere():
    x = np.linspace(-25, 25, 20_001, dtype=np.float32)
    tanh = np.array([fused_kernels._tanh(value) for value in x])
    sigmoid = np.array([fused_kernels._sigmoid(value) for value in x])
    wide = x.astype(np.float64)
    assert np.abs(tanh - np.tanh(wide)).max() < 3e-7
    assert np.abs(sigmoid - 1 / (1 + np.exp(-wide))).max() < 3e-7
    assert np.abs(tanh).max() <= 1
    assert sigmoid.min() >= 0
    assert sigmoid.max() <= 1


@pytest.mark.parametrize("value", [nan, float("inf"), -float("inf")])
def test_a_number_that_is_not_finite_stays_seen(value):
    given = [t.detach().float() for t in tensors(Cell.LSTM)]
    given[0][1, 0, 0] = value
    mine, judge = (run(f, Cell.LSTM, given, LayerMasks()) for f in (fused.layer, unroll))
    torch.testing.assert_close(mine.hidden, judge.hidden, equal_nan=True, rtol=1e-5, atol=1e-5)


def test_other_numbers_are_the_other_engines():
    gates = torch.zeros(2, 3, 4 * H)
    assert fused.usable(gates, LayerMasks()) is fused_kernels
    assert fused.usable(gates.double(), LayerMasks()) is None
    assert fused.usable(gates.to("meta"), LayerMasks()) is None
    assert fused.usable(gates, LayerMasks(hidden=torch.ones(1, 1, H).double())) is None


@pytest.mark.parametrize("missing", ["Numba", "its compiler"])
def test_without_numba_the_engine_does_it_in_operations_of_torch(missing, monkeypatch):
    if missing == "Numba":
        monkeypatch.setitem(sys.modules, "numba", None)
    else:
        monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    monkeypatch.delitem(sys.modules, fused_kernels.__name__)
    monkeypatch.delattr("rnnviz.nn.fused_kernels")
    fused.kernels.cache_clear()
    try:
        assert fused.kernels() is None
        masks = sample(LSTM_CASES[-1], dims(Cell.LSTM), generator(3)).layer(0)
        given = tensors(Cell.LSTM, dtype=torch.float32)
        both = [run(f, Cell.LSTM, given, masks).hidden for f in (fused.layer, engine.layer)]
        assert both[0].equal(both[1])
    finally:
        fused.kernels.cache_clear()


def test_where_nothing_can_be_kept_it_is_compiled_each_time(monkeypatch):
    def without_a_folder(*types, cache=False, **rules):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return numba.njit(*types, **rules)

    monkeypatch.setattr(fused_kernels, "njit", without_a_folder)
    twice = fused_kernels._for_types("float32[::1]")(_double)
    values = np.ones(3, np.float32)
    twice(values)
    assert values.tolist() == [2, 2, 2]


def _double(values):
    for k in range(len(values)):
        values[k] += values[k]
