"""The gallery's little pictures are the masks that a network draws."""

import pytest

from rnnviz.core.masks import generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Fill
from rnnviz.figures.thumbnail import _DIMS, _SEED, STEPS, UNITS, cells, pictured, svg

each = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)


@each
def test_each_noise_has_a_picture_of_a_mask_that_was_drawn(method):
    placement = method.placement.on(Cell.LSTM)
    drawn = sample(placement, _DIMS, generator(_SEED)).drawn
    shown = pictured(method.placement)
    assert [mask.noise for mask in shown] == list(placement.active)
    for mask in shown:
        same = next(m for m in drawn if (m.noise, m.layer) == (mask.noise, mask.layer))
        assert mask.factor.equal(same.factor)
        assert svg(mask).startswith("data:image/svg+xml;base64,")


@each
def test_a_per_sequence_mask_stands_still_and_a_per_step_mask_changes(method):
    for mask in pictured(method.placement):
        rows, edge = cells(mask), mask.noise.edge
        if edge.row.on_weights:
            assert (len(rows), len(rows[0])) == (UNITS, UNITS)
            continue
        columns = list(zip(*rows, strict=True))
        assert len(columns) == STEPS
        if edge.value == "word":
            continue
        if mask.noise.lasting:
            assert len(set(columns)) == 1
        elif mask.noise.rate >= 0.1 and mask.noise.fill is not Fill.PREVIOUS:
            assert len(set(columns)) > 1
