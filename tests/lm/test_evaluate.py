from dataclasses import replace
from math import exp, inf

import pytest
import torch

from rnnviz.core.masks import generator
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Placement, Share, parse
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.evaluate import perplexity
from rnnviz.lm.model import LanguageModel

cells = pytest.mark.parametrize("cell", Cell)
WORDS = 30
# A classic noise on an edge, and the weights that its expectation scales.
CLASSIC = (
    ("input:0.25:classic", r"weight_ih_l0"),
    ("between:0.25:sequence:classic", r"weight_ih_l1"),
    ("recurrent:0.25:classic", r"weight_hh_l0 weight_hh_l1"),
    ("weights:0.25:batch:classic", r"weight_hh_l0 weight_hh_l1"),
    ("output:0.25:step_batch:classic", r"decoder"),
    ("word:0.25:batch:classic", r"embedding"),
)


def a_model(cell=Cell.LSTM, **changes):
    return LanguageModel(ModelConfig(cell, units=8, init_scale=0.5, **changes), WORDS, seed=1)


@cells
@pytest.mark.parametrize("steps", [1, 7, 35])
def test_it_is_exp_of_the_mean_loss_of_every_token_but_the_first(cell, steps, judge, some_ids):
    model, ids = a_model(cell), some_ids(WORDS, 24)
    tokens = torch.from_numpy(ids)[:, None]
    losses, _ = judge(model).losses(tokens[:-1], tokens[1:])
    assert losses.numel() == 23
    expected = exp(losses.double().mean().item())
    assert perplexity(model, ids, Placement(), steps=steps) == pytest.approx(expected, rel=1e-5)


def test_several_streams_are_read_side_by_side_and_their_starts_are_no_targets(judge, some_ids):
    model, ids = a_model(), some_ids(WORDS, 41)
    columns = torch.from_numpy(ids[:40]).view(4, 10).T
    losses, _ = judge(model).losses(columns[:-1], columns[1:])
    measured = perplexity(model, ids, Placement(), batch=4, steps=4)
    assert measured == pytest.approx(exp(losses.double().mean().item()), rel=1e-5)


def test_most_tokens_reads_equally_far_into_each_stream(judge, some_ids):
    model, ids = a_model(), some_ids(WORDS, 40)
    columns = torch.from_numpy(ids).view(4, 10).T[:7]
    losses, _ = judge(model).losses(columns[:-1], columns[1:])
    measured = perplexity(model, ids, Placement(), batch=4, steps=3, most_tokens=24)
    assert measured == pytest.approx(exp(losses.double().mean().item()), rel=1e-5)


@cells
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_without_noise_at_test_time_neither_steps_nor_a_source_matter(cell, method, some_ids):
    noises = (replace(noise, at_test=False) for noise in method.placement.on(cell).noises)
    placement, model, ids = Placement(tuple(noises)), a_model(cell), some_ids(WORDS, 30)
    short = perplexity(model, ids, placement, steps=4)
    assert perplexity(model, ids, placement, steps=30) == pytest.approx(short, rel=1e-5)
    assert perplexity(model, ids, placement, steps=4, source=generator(1)) == short


@cells
@pytest.mark.parametrize(("placement", "scaled"), CLASSIC)
def test_classic_noise_is_replaced_by_its_expectation(cell, placement, scaled, some_ids):
    model, ids = a_model(cell), some_ids(WORDS, 30)
    measured = perplexity(model, ids, parse(placement))
    weights = model.state_dict()
    for name in scaled.split():
        weights[name] *= 0.75
    assert perplexity(model, ids, Placement()) == pytest.approx(measured, rel=1e-5)


@pytest.mark.parametrize("share", Share)
def test_inverted_noise_is_absent_at_test_time(share, some_ids):
    model, ids = a_model(), some_ids(WORDS, 30)
    bare = perplexity(model, ids, Placement())
    assert perplexity(model, ids, parse(f"input:0.5:{share}+recurrent:0.5:{share}")) == bare


def test_zoneout_keeps_its_share_of_the_step_before(some_ids):
    model, ids = a_model(Cell.RNN, layers=1), some_ids(WORDS, 30)
    w, h, losses = model.state_dict(), torch.zeros(8), []
    for token, target in zip(ids[:-1].tolist(), ids[1:].tolist(), strict=True):
        x = w["embedding"][token]
        biases = w["bias_ih_l0"] + w["bias_hh_l0"]
        new = torch.tanh(w["weight_ih_l0"] @ x + w["weight_hh_l0"] @ h + biases)
        h = 0.25 * h + 0.75 * new
        logits = w["decoder"] @ h + w["decoder_bias"]
        losses.append(-logits.log_softmax(0)[target].item())
    measured = perplexity(model, ids, parse("hidden:0.25:previous:classic"))
    assert measured == pytest.approx(exp(sum(losses) / len(losses)), rel=1e-5)


def test_a_placement_that_samples_at_test_time_needs_a_source_and_repeats_with_its_seed(some_ids):
    model, ids, placement = a_model(), some_ids(WORDS, 30), parse("input:0.5:at_test")
    with pytest.raises(ValueError, match="give a generator"):
        perplexity(model, ids, placement)
    first, again, other = (
        perplexity(model, ids, placement, source=generator(seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_a_loss_too_large_for_a_perplexity_is_infinite(some_ids):
    model = a_model()
    model.decoder_bias.data[0] = 1e6
    assert perplexity(model, some_ids(WORDS, 10), Placement()) == inf


def test_measuring_leaves_no_gradient_and_no_change(some_ids):
    model = a_model()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    perplexity(model, some_ids(WORDS, 30), Placement(), batch=2)
    assert all(parameter.grad is None for parameter in model.parameters())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
