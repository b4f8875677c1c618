"""Gradients over the lag: exact, and as large as theory and the reference say."""

import math
from dataclasses import fields, replace

import pytest
import torch

from rnnviz.analyses.gradients import dims_of, measure
from rnnviz.analyses.untrained import random_text, untrained
from rnnviz.core.cells import STEPS, State
from rnnviz.core.masks import generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.network import embed
from rnnviz.core.placement import Cell, parse

# Reference §7.7: ‖∂c_T/∂c_0 · v‖ at T = 1, 2, 5, 10, 20, 30, and cos² at 30.
ANCHORS = {
    "none": ((0.872, 0.782, 0.683, 0.680, 0.763, 0.811), 1),
    "input:0.5": ((0.863, 0.768, 0.629, 0.535, 0.451, 0.386), 0.56),
    "recurrent:0.5": ((0.871, 0.799, 0.729, 0.747, 0.822, 0.846), 0.51),
    "recurrent:0.5:sequence:untied": ((0.864, 0.783, 0.738, 0.801, 0.968, 1.06), 0.06),
    "weights:0.5:batch": ((0.871, 0.796, 0.813, 1.06, 1.71, 2.46), 0.04),
    "candidate:0.5": ((0.872, 0.802, 0.717, 0.669, 0.646, 0.605), 0.43),
    "cell:0.5:previous:classic+hidden:0.05:previous:classic": (
        (0.938, 0.888, 0.790, 0.727, 0.727, 0.763),
        0.43,
    ),
    "cell:0.5": ((1.23, 1.53, 2.70, 5.62, 1.71, 0.188), 0.01),
    "cell:0.5:sequence": ((1.22, 2.15, 12.2, 252, 1.3e5, 5.3e7), 0.01),
    "cell:0.5:sequence:none": ((0.611, 0.540, 0.420, 0.336, 0.265, 0.217), 0.07),
}
AT = (1, 2, 5, 10, 20, 30)
NETWORK, TEXT = untrained(Cell.LSTM), random_text(32)  # 31 steps: lags up to 30


@pytest.mark.parametrize("line", ANCHORS)
def test_an_untrained_lstm_gives_the_references_anchors_in_order_of_magnitude(line):
    measured = measure(NETWORK, TEXT, parse(line), passes=4)
    norms, cosine = ANCHORS[line]
    for lag, norm in zip(AT, norms, strict=True):
        assert abs(math.log10(measured.along_c.mean[lag] / norm)) < 1, lag
    assert measured.alignment.median[30] == pytest.approx(cosine, abs=0.15)


def test_noise_on_h_alone_leaves_the_memory_its_size_and_noise_on_c_does_not():
    clean, on_h, on_c = (
        measure(NETWORK, TEXT, parse(line), passes=6).along_c.median[29]
        for line in ("none", "recurrent:0.5", "cell:0.5")
    )
    assert on_h == pytest.approx(clean, rel=0.25)
    assert on_c < clean / 4


def test_a_locked_inverted_mask_on_the_cell_explodes_as_q_to_the_minus_t():
    measured = measure(NETWORK, TEXT, parse("cell:0.5:sequence"), passes=6).along_c.median
    growth = math.log(measured[29] / measured[9]) / 20
    assert growth == pytest.approx(math.log(2) - 0.1, abs=0.15)  # less what the gates forget


def test_a_linear_mixing_rnn_grows_by_half_ln_1_over_q_a_step(small, text):
    q, steps, units = 0.8, 20, 64
    turn = torch.linalg.qr(torch.randn(units, units, generator=torch.Generator().manual_seed(0))).Q
    tiny = small(Cell.RNN, units, spread=1e-4, turn=turn)  # so small that tanh is a line
    measured = measure(tiny, text, parse("recurrent:0.2"), passes=40).along_h
    squares = torch.tensor(measured.passes, dtype=torch.float64)[:, steps] ** 2
    error = (squares.std() / len(squares) ** 0.5).item()
    assert squares.mean().item() == pytest.approx(q**-steps, abs=5 * error)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("recurrent:0.2", lambda k: 0.8**k),
        ("recurrent:0.5", lambda k: 0.5**k),
        ("none", lambda _: 1),
    ],
)
def test_in_a_linear_mixing_rnn_masks_agree_on_q_to_the_k(line, expected, small, text):
    turn = torch.linalg.qr(torch.randn(64, 64, generator=torch.Generator().manual_seed(0))).Q
    tiny = small(Cell.RNN, 64, spread=1e-4, turn=turn)
    rows = torch.tensor(measure(tiny, text[:7], parse(line), passes=60).agreement.passes)
    for lag in (1, 2, 4):
        error = 2 * (rows[:, lag].std() / len(rows) ** 0.5).item()  # pairs count twice
        assert rows[:, lag].mean().item() == pytest.approx(expected(lag), abs=5 * error + 1e-6)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_a_gain_is_what_a_small_change_of_the_state_really_grows_to(method, cell, small, text):
    weights, placement, lag = small(cell, layers=1), method.placement.on(cell), 4
    weights = in_double(weights)
    measured = measure(weights, text[:9], placement, passes=1, seed=3)
    masks = sample(placement, dims_of(weights, 8), generator(3, 0), torch.float64)
    x = embed(text[:8].unsqueeze(1), weights.embedding, masks)

    def last(nudge_h, nudge_c):
        zeros = torch.zeros(1, 12, dtype=torch.float64)
        state = State(zeros, zeros if cell is Cell.LSTM else None)
        for t in range(8):
            state, _ = STEPS[cell](x[t], state, weights.layers[0], masks.layer(0).at(t))
            if t == 7 - lag:
                moved = None if state.cell is None else state.cell + nudge_c
                state = State(state.hidden + nudge_h, moved)
        return state

    size, none = 1e-6, torch.zeros(1, 12, dtype=torch.float64)
    for part, flow in (("hidden", measured.along_h), ("cell", measured.along_c)):
        if flow is None:
            continue
        columns = []
        for nudge in size * torch.eye(12, dtype=torch.float64).unsqueeze(1):
            both = (
                ((nudge, none), (-nudge, none))
                if part == "hidden"
                else ((none, nudge), (none, -nudge))
            )
            up, down = (getattr(last(*pair), part) for pair in both)
            columns.append((up - down)[0] / (2 * size))
        gain = torch.stack(columns).norm().item() / 12**0.5
        assert flow.passes[0][lag] == pytest.approx(gain, rel=1e-4, abs=1e-9)


def in_double(weights):
    layers = tuple(
        type(layer)(*(getattr(layer, f.name).double() for f in fields(layer)))
        for layer in weights.layers
    )
    parts = {
        name: getattr(weights, name).double() for name in ("embedding", "decoder", "decoder_bias")
    }
    return replace(weights, layers=layers, **parts)


def test_without_noise_every_pass_is_the_same_and_aligned_with_itself(small, text):
    measured = measure(small(), text, parse("none"), passes=3)
    assert measured.along_h.least == measured.along_h.most
    assert measured.alignment.median == pytest.approx([1] * 30)
    assert measured.along_h.median[0] == measured.along_c.median[0] == pytest.approx(1)
