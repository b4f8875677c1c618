"""What the solutions of exercises compute is what the engine that the pages show computes."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from rnnviz.core.cells import LayerWeights, State, lstm_step, rnn_step
from rnnviz.core.crossings import Route, crossings, survival
from rnnviz.core.masks import LayerMasks
from rnnviz.core.placement import Cell, parse
from rnnviz.lessons.exercises import exercises

BATCH, INPUTS, UNITS = 3, 5, 4
DRAWS = np.random.default_rng(0)


def solved(key):
    """The functions of a solution."""
    (exercise,) = (exercise for exercise in exercises() if exercise.key == key)
    functions = {}
    exec(exercise.solution, functions)  # noqa: S102 -- ours
    return SimpleNamespace(**functions)


def drawn(*shape):
    return DRAWS.standard_normal(shape)


def tensors(*arrays):
    return tuple(map(torch.from_numpy, arrays))


@pytest.mark.parametrize("edges", ["input+between+output", "between", "recurrent+output", "none"])
@pytest.mark.parametrize("layers", [1, 2, 4])
@pytest.mark.parametrize("lag_steps", [0, 1, 30])
def test_a_path_is_counted_as_the_picture_counts_it(edges, layers, lag_steps):
    names = [] if edges == "none" else edges.split("+")
    placement = parse("+".join(f"{name}:0.5" for name in names) or "none")
    met = crossings(placement, Cell.LSTM, layers, lag_steps, Route.H)
    assert solved("count").passed(set(names), layers, lag_steps) == sum(
        first.times for first in met
    )


@pytest.mark.parametrize("share", ["step", "sequence"])
@pytest.mark.parametrize("lag_steps", [0, 1, 9])
def test_a_value_in_c_survives_as_the_formula_has_it(share, lag_steps):
    """It meets its first mask in the step that writes it."""
    met = crossings(parse(f"cell:0.25:{share}"), Cell.LSTM, 1, lag_steps, Route.C)
    own = solved("count").survival(0.25, lag_steps + 1, share == "sequence")
    assert own == pytest.approx(survival(met))


def test_a_step_has_its_masks_where_the_engine_has_them():
    x, h, c = drawn(BATCH, INPUTS), drawn(BATCH, UNITS), drawn(BATCH, UNITS)
    W, U, b = drawn(4 * UNITS, INPUTS), drawn(4 * UNITS, UNITS), drawn(4 * UNITS)
    on_x, on_h, on_c = (2.0 * (drawn(*value.shape) > 0) for value in (x, h, c))
    masks = {"input": on_x, "recurrent": on_h, "cell": on_c}
    own = solved("step").step(x, h, c, W, U, b, masks)
    weights = LayerWeights(*tensors(W, U, b, np.zeros_like(b)))
    inward, recurrent, cell = tensors(on_x, on_h, on_c)
    layer = LayerMasks(inward=inward, recurrent=recurrent, cell=cell)
    state, _ = lstm_step(torch.from_numpy(x), State(*tensors(h, c)), weights, layer)
    for first, other in zip(own, (state.hidden, state.cell), strict=True):
        np.testing.assert_allclose(first, other.numpy(), rtol=1e-12)


@pytest.mark.parametrize("key", ["sequence", "weights"])
def test_a_sequence_goes_through_its_one_mask_as_in_the_engine(key):
    x, h = drawn(6, BATCH, INPUTS), drawn(BATCH, UNITS)
    W, U = drawn(UNITS, INPUTS), drawn(UNITS, UNITS)
    shape = h.shape if key == "sequence" else U.shape
    mask = torch.from_numpy((np.random.default_rng(1).random(shape) >= 0.5) / 0.5)
    layer = LayerMasks(**{"recurrent" if key == "sequence" else "weights": mask})
    weights = LayerWeights(*tensors(W, U, np.zeros(UNITS), np.zeros(UNITS)))
    state = State(torch.from_numpy(h))
    for x_t, own in zip(
        x, solved(key).read(x, h, W, U, 0.5, np.random.default_rng(1)), strict=True
    ):
        state, _ = rnn_step(torch.from_numpy(x_t), state, weights, layer)
        np.testing.assert_allclose(own, state.hidden.numpy(), rtol=1e-12)
