"""Monte Carlo dropout on a whole text."""

from math import exp

import pytest
import torch

from rnnviz.analyses import averaged
from rnnviz.analyses.cross_record import load
from rnnviz.analyses.surprisal import stream_nats, striking
from rnnviz.core.masks import generator
from rnnviz.core.placement import parse
from rnnviz.zoo.card import SHIPPED
from rnnviz.zoo.models import find, names, read_card

NOISE = parse("input:0.3+recurrent:0.3:sequence")


@pytest.fixture(scope="module")
def model():
    return find("picture-lstm-1").model


@pytest.fixture(scope="module")
def text():
    return find("picture-lstm-1").card.run.corpus.load().test[:2_001]


@pytest.fixture(scope="module")
def measured(model, text):
    return averaged.measure(model, text, NOISE, passes=4)


def test_a_pass_is_one_of_training_and_the_average_is_of_probabilities(measured, model, text):
    passes = torch.stack(
        [
            stream_nats(model, text, striking(NOISE, generator(0, n)), batch=averaged.BATCH)
            for n in range(4)
        ]
    ).double()
    assert measured.single == pytest.approx([exp(nats) for nats in passes.mean(1).tolist()])
    mean = (-passes).exp().mean(0)
    assert measured.first[-1] == pytest.approx(exp(-mean.log().mean().item()))
    assert measured.words == passes.shape[1]


def test_averages_are_never_above_what_their_passes_say_on_average(measured):
    nats = torch.tensor(measured.single, dtype=torch.double).log()
    for n, perplexity in enumerate(measured.first, start=1):
        assert perplexity <= exp(nats[:n].mean().item()) + 1e-9  # Jensen


def test_the_difference_is_that_of_the_two_perplexities(measured):
    assert measured.standard * exp(measured.difference) == pytest.approx(measured.first[-1])


def test_without_noise_every_pass_is_the_standard_one(model, text):
    calm = averaged.measure(model, text, parse("none"), passes=2)
    assert calm.single == pytest.approx([calm.standard] * 2)
    assert calm.difference == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("difference", "verdict"), [(-0.02, 1), (0.02, -1), (0.005, 0)])
def test_a_verdict_needs_more_than_the_margin(difference, verdict):
    result = averaged.Averaged(1, 9.0, (9.0,), (9.0,), difference, margin=0.01)
    assert result.verdict == verdict


@pytest.fixture(scope="module")
def shipped():
    return load().averages


def test_of_the_shipped_models_each_with_noise_was_averaged_on_its_whole_test_text(shipped):
    cards = [read_card(SHIPPED / name) for name in names(SHIPPED) if name.startswith("zoo-")]
    noisy = {card.name: card.weights_sha256 for card in cards if card.placement.active}
    assert {each.model: each.weights_sha256 for each in shipped} == noisy
    whole = len(find("zoo-none").card.run.corpus.load().test)
    assert all(whole - 40 <= each.averaged.words < whole for each in shipped)


def test_what_averaging_gains_depends_on_the_placement_and_is_three_percent_at_most(shipped):
    """The first sentence that the Explore page says of it."""
    helps = {each.averaged.verdict == 1 for each in shipped}
    assert helps == {True, False}
    assert all(exp(each.averaged.difference) > 1 - 0.03 for each in shipped)
