"""The film of masks shows what was drawn."""

import pytest
import torch

from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import GATES, WEIGHT_EDGES, Cell
from rnnviz.ui.browser.film.payload import pack, read_step
from rnnviz.ui.fields import MASKS_STEP
from rnnviz.ui.state import read
from tests.cases import each
from tests.packed import unpack_mask

STEPS, EXAMPLES, UNITS = 5, 3, 40


@each("method", METHODS)
@each("cell", Cell)
def test_a_films_masks_are_those_drawn_bit_for_bit(method, cell):
    gates = len(GATES[cell])
    dims = Dims(STEPS, EXAMPLES, 2, UNITS, UNITS, 50, gates)
    masks = sample(method.placement.on(cell), dims, generator(3))
    strips = {(s["edge"], s["fill"], s["layer"]): s for s in pack(masks, dims, cell)["strips"]}
    assert len(strips) == len(masks.drawn)
    for mask in masks.drawn:
        shown = unpack_mask(strips[mask.noise.edge, mask.noise.fill, mask.layer])
        for place in torch.cartesian_prod(*(torch.arange(n) for n in shown.shape)).tolist():
            t, g, u, b = place
            if mask.noise.edge in WEIGHT_EDGES:
                drawn = mask.factor[g * UNITS + u, b]
            else:
                drawn = mask.factor[t, b, u] if mask.factor.dim() == 3 else mask.factor[t, b, g, u]
            assert shown[t, g, u, b] == drawn


def test_the_top_layer_comes_first():
    dims = Dims(STEPS, EXAMPLES, 3, UNITS, UNITS, 50, 4)
    masks = sample(next(m for m in METHODS if m.placement.noises).placement, dims, generator(1))
    layers = [strip["layer"] for strip in pack(masks, dims, Cell.LSTM)["strips"]]
    assert layers == sorted(layers, reverse=True)


@each("step", [None, 3, [], {}, {"step": "1"}, {"step": -1}, {"step": 5}])
def test_a_step_that_means_nothing_changes_nothing(step):
    dims = Dims(STEPS, EXAMPLES, 1, UNITS, UNITS, 50, 4)
    payload = pack(sample(METHODS[0].placement, dims, generator(1)), dims, Cell.LSTM)
    assert read_step(step, payload) is None
    assert read_step({"step": 4.0}, payload) == 4


@pytest.mark.parametrize(
    ("typed", "step"),
    [("1", 0), ("20", 19), ("0", 0), ("21", 0), ("-1", 0), ("9" * 5000, 0), ("<b>", 0), ("²", 0)],
)
def test_what_an_address_says_of_the_step_is_not_believed(typed, step, visit):
    visit.address[MASKS_STEP.name] = typed
    assert read(MASKS_STEP) - 1 == step
