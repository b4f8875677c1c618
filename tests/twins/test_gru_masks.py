"""What the installed PyTorch masks in a GRU, read off live: the Frameworks page draws an LSTM."""

import pytest
import torch
from torch import nn

from rnnviz.core.cells import LayerWeights, State, unroll
from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.placement import Cell, Edge, Noise, Placement, Share

STEPS, EXAMPLES, UNITS, RATE = 8, 16, 24, 0.5
OPEN, SHUT = 40.0, -40.0  # σ(40) is 1 and σ(−40) is 4e-18


def fixed(module, update):
    """A GRU whose layers keep h or replace it: W_hh is 0, the update gate stands still."""
    with torch.no_grad():
        for name, values in module.named_parameters():
            values.zero_()
            if name.startswith("weight_ih"):
                values[-UNITS:] = torch.eye(UNITS)  # the candidate is tanh(x)
            if name.startswith("bias_ih"):
                values[UNITS : 2 * UNITS] = update
    return module


def between(layers, seed=0):
    """The factors between the two layers of nn.GRU(dropout=), (T, B, H), and layer 1's last h."""
    torch.manual_seed(seed)
    gru = fixed(nn.GRU(UNITS, UNITS, num_layers=layers, dropout=RATE), SHUT)
    x = torch.full((STEPS, EXAMPLES, UNITS), 0.3)
    output, last = gru(x)
    return torch.atanh(output) / torch.tanh(x), last


def test_nn_gru_drops_between_its_layers_afresh_at_each_step_and_example():
    factors, last = between(layers=2)
    assert set(factors.detach().round(decimals=3).unique().tolist()) == {0.0, 1 / (1 - RATE)}
    dropped = factors.abs() < 0.01  # what is replaced leaves 4e-18 of itself
    assert abs(dropped.float().mean() - RATE) < 0.05
    assert not (dropped == dropped[:1]).all()
    assert not (dropped == dropped[:, :1]).all()
    assert torch.allclose(last[0], torch.tanh(torch.tensor(0.3)))  # nothing inside layer 1


def test_nn_gru_with_one_layer_drops_nothing_but_warns():
    with pytest.warns(UserWarning, match="num_layers greater than 1"):
        factors, _ = between(layers=1)
    assert torch.isfinite(factors).all()
    cell = fixed(nn.GRU(UNITS, UNITS), SHUT)
    x = torch.full((STEPS, EXAMPLES, UNITS), 0.3)
    assert torch.allclose(cell(x)[0], torch.tanh(x))


@pytest.mark.parametrize("share", [Share.STEP, Share.SEQUENCE])
def test_a_gru_cell_that_is_handed_a_masked_h_is_a_gru_with_that_mask_on_its_state(share):
    torch.manual_seed(2)
    cell = nn.GRUCell(UNITS, UNITS).double()
    x, h = torch.randn(STEPS, EXAMPLES, UNITS).double(), torch.randn(EXAMPLES, UNITS).double()
    dims = Dims(STEPS, EXAMPLES, 1, UNITS, UNITS, words=1, gates=3)
    masks = sample(Placement((Noise(Edge.STATE, RATE, share),)), dims, generator(3), torch.float64)
    weights = LayerWeights(cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)
    ours = unroll(Cell.GRU, x, State(h), weights, masks.layer(0)).hidden
    mask = masks.factor(Edge.STATE, 0).expand(STEPS, -1, -1)
    for t in range(STEPS):
        h = cell(x[t], h * mask[t])
        torch.testing.assert_close(ours[t], h, rtol=0, atol=1e-12)


def carried(mask_at_each_step):
    """What is left of an h of ones that a GRUCell only carries on, after each step, (T, B, H)."""
    cell = fixed(nn.GRUCell(UNITS, UNITS), OPEN)
    h, kept = torch.ones(EXAMPLES, UNITS), []
    for _ in range(STEPS):
        h = cell(torch.zeros(EXAMPLES, UNITS), h * mask_at_each_step())
        kept.append(h)
    return torch.stack(kept)


def test_dropout_on_the_h_handed_to_a_gru_cell_drops_what_is_carried_once_a_step():
    torch.manual_seed(1)
    drop = nn.Dropout(RATE)
    alive = (carried(lambda: drop(torch.ones(EXAMPLES, UNITS))) != 0).float().mean((1, 2))
    for step, share in enumerate(alive.tolist(), start=1):
        assert share == pytest.approx((1 - RATE) ** step, abs=0.08)


def test_one_mask_on_the_h_handed_to_a_gru_cell_makes_what_survives_grow():
    torch.manual_seed(1)
    mask = nn.Dropout(RATE)(torch.ones(EXAMPLES, UNITS))
    kept = carried(lambda: mask)
    alive = kept[0] != 0
    assert torch.allclose(kept[-1][alive], torch.tensor(2.0**STEPS))
    assert abs(alive.float().mean() - (1 - RATE)) < 0.1
