"""What the installed PyTorch strikes: the statements of the Frameworks page, asserted."""

import pytest
import torch
from torch import nn

from rnnviz.analyses import struck
from rnnviz.analyses.struck import EXAMPLES, STEPS, UNITS, UNITS_READ, expected, measure
from rnnviz.core.methods import find as find_method
from rnnviz.core.placement import Edge, Share, parse
from rnnviz.errors import InputError
from rnnviz.reference.options import OPTIONS
from rnnviz.twins.ways import LOOPS, STACKS, make

RUN_HERE = [option for option in OPTIONS if option.way]
each_option = pytest.mark.parametrize("option", RUN_HERE, ids=lambda option: option.key)
each_rate = pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])


@each_option
def test_train_strikes_the_edges_of_the_method_and_eval_those_that_stay_on(option):
    placement = find_method(option.method).placement
    for training in (True, False):
        measured = measure(option.way, option.layers, 0.5, 3, training=training)
        assert measured.edges == expected(placement, option.layers, training=training)


@each_option
def test_a_mask_lives_as_long_as_the_method_says(option):
    (share,) = {noise.share for noise in find_method(option.method).placement.noises}
    measured = measure(option.way, option.layers, 0.5, 3, training=True)
    assert {reading.share for reading in measured.noisy} <= {share}


@pytest.mark.parametrize("layers", [2, 3, 4])
@each_rate
def test_nn_lstm_drops_between_layers_and_nowhere_else(layers, rate):
    measured = measure("plain", layers, rate, 1, training=True)
    assert [(r.edge, r.layer) for r in measured.noisy] == [
        (Edge.BETWEEN, l) for l in range(1, layers)
    ]
    assert not measured.warning


@each_rate
def test_its_masks_are_fresh_at_each_step_and_for_each_example_and_inverted(rate):
    (between,) = measure("plain", 2, rate, 1, training=True).noisy
    error = 5 * (0.25 / between.struck.numel()) ** 0.5
    fresh = rate**2 + (1 - rate) ** 2
    assert between.rate == pytest.approx(rate, abs=error)
    assert between.same_next_step == pytest.approx(fresh, abs=2 * error)
    assert between.same_next_example == pytest.approx(fresh, abs=2 * error)
    assert between.share is Share.STEP
    assert between.scale == pytest.approx(1 / (1 - rate), rel=1e-9)


def test_with_one_layer_it_strikes_nothing_and_warns():
    measured = measure("plain", 1, 0.5, 1, training=True)
    assert not measured.noisy
    assert "num_layers greater than 1" in measured.warning


@pytest.mark.parametrize("way", sorted(STACKS))
def test_eval_strikes_nothing(way):
    measured = measure(way, 2, 0.5, 1, training=False)
    assert not measured.noisy
    assert all(r.scale == pytest.approx(1, rel=1e-9) for r in measured.readings)


def test_two_more_dropouts_make_it_zarembas():
    measured = measure("around", 2, 0.5, 1, training=True)
    zaremba = find_method("zaremba2014").placement
    assert measured.edges == zaremba.edges == {Edge.INPUT, Edge.BETWEEN, Edge.OUTPUT}


def test_the_loop_that_is_written_first_drops_what_goes_up_and_what_goes_on_alike():
    measured = measure("loop_on_h", 1, 0.5, 1, training=True)
    assert measured.edges == {Edge.RECURRENT, Edge.OUTPUT}


def test_a_mask_made_before_the_loop_stands_still_and_differs_between_examples():
    (recurrent,) = measure("loop_locked", 1, 0.5, 1, training=True).noisy
    assert recurrent.same_next_step == 1
    assert recurrent.same_next_example < 1
    assert recurrent.share is Share.SEQUENCE


def test_functional_dropout_stays_on_in_eval():
    (recurrent,) = measure("loop_functional", 1, 0.5, 1, training=False).noisy
    assert recurrent.edge is Edge.RECURRENT
    assert recurrent.rate == pytest.approx(0.5, abs=0.1)


def test_the_same_seed_reads_the_same_masks_and_leaves_torchs_own_draws_alone():
    before = torch.random.get_rng_state()
    first, again, other = (
        measure("plain", 2, 0.5, seed, training=True).noisy[0].struck for seed in (4, 4, 5)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_what_was_read_goes_into_the_film_as_it_is():
    (between,) = measure("plain", 2, 0.5, 1, training=True).noisy
    mask = between.mask(0.5)
    assert mask.factor.shape == (STEPS, EXAMPLES, UNITS_READ)
    assert torch.equal(mask.factor == 0, between.struck[..., :UNITS_READ])
    assert mask.noise.edge is Edge.BETWEEN


def test_a_loop_has_one_layer():
    for way in LOOPS:
        with pytest.raises(InputError, match="one layer"):
            make(way, 4, 2, 0.5)


@pytest.mark.parametrize(
    ("placement", "layers", "edges"),
    [
        ("hidden:0.5", 1, {Edge.RECURRENT, Edge.OUTPUT}),
        ("hidden:0.5", 2, {Edge.RECURRENT, Edge.OUTPUT, Edge.BETWEEN}),
        ("state:0.5", 1, {Edge.RECURRENT}),  # in an LSTM
        ("between:0.5", 1, set()),
        ("cell:0.5+input:0", 2, {Edge.CELL}),
    ],
)
def test_what_is_expected_of_a_placement(placement, layers, edges):
    assert expected(parse(placement), layers, training=True) == edges
    assert not expected(parse(placement), layers, training=False)


# The probe is judged by modules that are known to do something.


class Planted(nn.Module):
    """A loop over a cell that spoils something on purpose."""

    def __init__(self, spoil):
        super().__init__()
        self.cell = nn.LSTMCell(UNITS, UNITS)
        self.spoil = spoil

    def forward(self, x, state):
        h, c = state[0][0], state[1][0]
        outputs, spoil = [], self.spoil
        if spoil == "weights":
            kept = torch.rand_like(self.cell.weight_hh) > 0.5
            self.cell.weight_hh.mul_(kept)
        for x_t in x:
            h, c = self.cell(nn.functional.dropout(x_t) if spoil == "input" else x_t, (h, c))
            if spoil == "cell":
                c = nn.functional.dropout(c)
            if spoil == "memory":
                c = c * (torch.rand_like(c) > 0.5)
            if spoil == "gaussian":
                h = h * (1 + torch.randn_like(h))
            outputs.append(nn.functional.dropout(h) if spoil == "output" else h)
        return torch.stack(outputs), (h[None], c[None])


@pytest.mark.parametrize(
    ("spoil", "edge"),
    [
        ("input", Edge.INPUT),
        ("output", Edge.OUTPUT),
        ("weights", Edge.RECURRENT),  # a dropped element of W_hh lets nothing through either
    ],
)
def test_noise_planted_on_an_edge_is_found_there_and_nowhere_else(spoil, edge, monkeypatch):
    monkeypatch.setattr(struck, "make", lambda *_: Planted(spoil))
    assert measure("", 1, 0.5, 0, training=True).edges == {edge}


def test_a_dropped_element_of_w_hh_is_gone_for_all_steps_and_examples(monkeypatch):
    monkeypatch.setattr(struck, "make", lambda *_: Planted("weights"))
    (recurrent,) = measure("", 1, 0.5, 0, training=True).noisy
    assert recurrent.share is Share.BATCH


@pytest.mark.parametrize("spoil", ["cell", "memory"])  # scaled, and not
def test_a_memory_that_is_struck_is_seen(spoil, monkeypatch):
    monkeypatch.setattr(struck, "make", lambda *_: Planted(spoil))
    assert Edge.CELL in measure("", 1, 0.5, 0, training=True).edges


def test_what_is_no_mask_is_not_taken_for_one(monkeypatch):
    monkeypatch.setattr(struck, "make", lambda *_: Planted("gaussian"))
    with pytest.raises(ArithmeticError, match="no sum"):
        measure("", 1, 0.5, 0, training=True)
