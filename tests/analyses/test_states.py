"""The states of units, and where they are highest."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from rnnviz.analyses.states import AROUND, Kind, Pattern, Unit, alike, measure, strongest
from rnnviz.core.masks import Masks
from rnnviz.core.placement import Cell, Placement
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel

WORDS = 30
IDS = np.random.default_rng(3).integers(WORDS, size=402)
TOKENS = torch.from_numpy(IDS[:20])


def model(cell=Cell.LSTM):
    config = ModelConfig(cell=cell, units=12, init_scale=0.6)
    return LanguageModel(config, words=WORDS).requires_grad_(requires_grad=False)


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("kind", Kind)
def test_rows_are_the_units_values_in_the_order_of_the_word_that_raises_them_most(kind, layer):
    network = model()
    measured = measure(network, TOKENS, Placement(), kind, layer)
    run = network.trace(TOKENS.unsqueeze(1), network.zero_state(1), Masks())
    told = {Kind.HIDDEN: run.hidden, Kind.CELL: run.cell}[kind][layer][:, 0]  # (T, H)
    assert sorted(measured.units) == list(range(12))
    for unit, row in zip(measured.units, measured.rows, strict=True):
        assert row == pytest.approx(told[:, unit].tolist(), abs=1e-6)
    rises = [[after - before for before, after in pairwise((0, *row))] for row in measured.rows]
    first = [(rise.index(max(rise)), -max(rise)) for rise in rises]
    assert first == sorted(first)


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("cell", Cell)
def test_the_strongest_places_are_where_the_readable_cells_are_highest(cell, batch):
    network = model(cell)
    unit = Unit(Kind.HIDDEN, 1, 5)
    measured = strongest(network, IDS, Placement(), unit, count=5, batch=batch)
    streams = torch.from_numpy(IDS[: len(IDS) // batch * batch].reshape(batch, -1).T.copy())
    run = network.trace(streams[:-1], network.zero_state(batch), Masks())
    values = run.hidden[1, :, :, 5]
    assert measured[0].value == pytest.approx(values.max().item(), abs=1e-5)
    assert [place.value for place in measured] == sorted((p.value for p in measured), reverse=True)
    where = values.T.flatten().argmax().item()
    step, stream = where % len(values), where // len(values)
    at = stream * (len(IDS) // batch) + step
    assert measured[0].word == IDS[at]
    assert measured[0].before == tuple(IDS[max(0, at - AROUND) : at])
    assert measured[0].after == tuple(IDS[at + 1 : at + 1 + AROUND])


def test_places_keep_their_distance():
    measured = strongest(model(), IDS, Placement(), Unit(Kind.CELL, 0, 1), count=300, batch=1)
    assert 402 / (2 * AROUND + 1) / 2 < len(measured) <= 402 / (AROUND + 1)


@pytest.mark.parametrize("kind", Kind)
def test_the_place_a_pattern_was_taken_from_is_most_like_it(kind):
    network = model()
    measured = measure(network, TOKENS, Placement(), kind, 1)
    pattern = Pattern(kind, 1, measured.after(11))
    first, *others = alike(network, IDS, Placement(), pattern, count=4, batch=1)
    assert first.value == pytest.approx(1, abs=1e-5)
    assert (first.before, first.word) == (tuple(IDS[11 - AROUND : 11]), IDS[11])
    assert 1 > others[0].value >= others[1].value >= others[2].value


def test_likeness_is_the_correlation_of_units_in_standard_deviations():
    network = model()
    streams = torch.from_numpy(IDS[:400].reshape(2, -1).T.copy())
    run = network.trace(streams[:-1], network.zero_state(2), Masks())
    values = run.hidden[0].numpy()
    told = (values - values.mean((0, 1))) / values.std((0, 1), ddof=1)
    wanted = (0.1 - values.mean((0, 1))) / values.std((0, 1), ddof=1)
    cosines = told @ wanted / np.linalg.norm(told, axis=-1) / np.linalg.norm(wanted)
    pattern = Pattern(Kind.HIDDEN, 0, (0.1,) * 12)
    (best,) = alike(network, IDS[:400], Placement(), pattern, count=1, batch=2)
    assert best.value == pytest.approx(cosines.max(), abs=1e-5)


def test_a_unit_that_never_moves_says_nothing():
    network = model(Cell.RNN)
    for part in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
        network.get_parameter(part)[3] = 0
    measured = measure(network, TOKENS, Placement(), Kind.HIDDEN, 0)
    held = list(measured.after(11))
    assert held[3] == 0
    held[3] = 0.9
    pattern = Pattern(Kind.HIDDEN, 0, tuple(held))
    assert alike(network, IDS, Placement(), pattern, count=1, batch=1)[0].value > 0.999
