"""Surprisal, and what else is made of the probabilities of a text's words."""

from math import exp, log

import numpy as np
import pytest
import torch

from rnnviz.analyses import cross, ensemble, passes
from rnnviz.analyses.surprisal import (
    average,
    expected,
    log_chances,
    measure,
    stream_nats,
    striking,
)
from rnnviz.core.masks import Masks, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.evaluate import perplexity
from rnnviz.lm.model import LanguageModel

WORDS = 30
IDS = np.random.default_rng(3).integers(WORDS, size=160)
TOKENS = torch.from_numpy(IDS[:25])
QUIET = expected(Placement(), generator(0))
NOISE = parse("input:0.4+between:0.4+output:0.4")


def model(cell=Cell.LSTM, seed=0):
    config = ModelConfig(cell=cell, units=12, init_scale=0.6)
    return LanguageModel(config, words=WORDS, seed=seed).requires_grad_(requires_grad=False)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_mean_surprisal_is_the_logarithm_of_the_perplexity_of_evaluation(method, cell):
    network, placement = model(cell), method.placement.on(cell)
    measured = measure(network, TOKENS, expected(placement, generator(4)))
    told = perplexity(network, IDS[:25], placement, source=generator(4))
    assert measured.mean_nats == pytest.approx(log(told), rel=1e-5)
    assert measured.perplexity == pytest.approx(told, rel=1e-5)


@pytest.mark.parametrize("batch", [1, 4])
def test_streams_are_read_as_evaluation_reads_them(batch):
    nats = stream_nats(model(), IDS, expected(NOISE, generator(0)), batch=batch, steps=7)
    told = perplexity(model(), IDS, NOISE, batch=batch, steps=7)
    assert nats.mean().exp().item() == pytest.approx(told, rel=1e-5)
    assert len(nats) == len(IDS) - batch


def test_guesses_are_the_likeliest_words_and_one_row_looks_beyond_the_last_word():
    measured = measure(model(), TOKENS, QUIET, top=WORDS)
    assert len(measured.guesses) == len(measured.nats) + 1 == len(TOKENS)
    for row, word, nats in zip(measured.guesses, TOKENS[1:].tolist(), measured.nats, strict=False):
        chances = [guess.chance for guess in row]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        assert {g.word: g.chance for g in row}[word] == pytest.approx(exp(-nats), rel=1e-4)


def test_a_single_word_is_judged_by_what_stands_before_it():
    measured = measure(model(), TOKENS[:2], QUIET)
    whole = measure(model(), TOKENS, QUIET)
    assert measured.nats == pytest.approx(whole.nats[:1])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_one_pass_alone_is_its_own_average_both_ways(method):
    measured = passes.measure(model(), TOKENS, method.placement, 1, seed=2)
    assert measured.arithmetic == pytest.approx(measured.single)
    assert measured.geometric == pytest.approx(measured.single)
    assert {spread.deviation for row in measured.spreads for spread in row} == {0}


def test_passes_average_probabilities_and_logarithms_over_the_masks_of_their_seeds():
    dims = model().dims(len(TOKENS), 1)
    log_p = torch.stack(
        [
            log_chances(model(), TOKENS, sample(NOISE, dims, generator(2, n))).double()
            for n in range(5)
        ]
    )
    measured = passes.measure(model(), TOKENS, NOISE, 5, seed=2)
    mean, spread = log_p.exp().mean(0), log_p.exp().std(0, correction=0)
    geometric = log_p.mean(0).exp() / log_p.mean(0).exp().sum(-1, keepdim=True)
    for t, row in enumerate(measured.spreads):
        assert row[0].word == mean[t].argmax()
        for first in row:
            assert first.arithmetic == pytest.approx(mean[t, first.word].item(), rel=1e-5)
            assert first.geometric == pytest.approx(geometric[t, first.word].item(), rel=1e-5)
            assert first.deviation == pytest.approx(spread[t, first.word].item(), abs=1e-6)
    words = TOKENS[1:].unsqueeze(1)
    for way, told in ((mean, measured.arithmetic), (geometric, measured.geometric)):
        assert told[-1] == pytest.approx(
            (-way[:-1].gather(1, words).log()).mean().exp().item(), rel=1e-5
        )


def test_averaged_probabilities_never_cost_more_than_a_pass_does_on_average():
    measured = passes.measure(model(), TOKENS, NOISE, 12)
    costs = [log(value) for value in measured.single]
    assert log(measured.arithmetic[-1]) < sum(costs) / len(costs)
    assert len(measured.single) == len(measured.arithmetic) == len(measured.geometric) == 12


def test_without_noise_every_pass_is_the_standard_one():
    measured = passes.measure(model(), TOKENS, Placement(), 3)
    for ways in (measured.single, measured.arithmetic, measured.geometric):
        assert ways == pytest.approx([measured.standard] * 3)


def nats_of(*seeds):
    return torch.stack([stream_nats(model(seed=s), IDS, QUIET, batch=4) for s in seeds])


def test_an_ensemble_of_a_model_with_itself_is_the_model():
    measured = ensemble.measure(nats_of(0, 0, 0))
    for size in measured.sizes:
        assert size.best == pytest.approx(measured.alone[0])
        assert size.worst == pytest.approx(measured.alone[0])


def test_every_choice_of_members_is_measured_by_the_mean_of_their_probabilities():
    nats = nats_of(0, 1, 2, 3)
    measured = ensemble.measure(nats)
    assert [size.members for size in measured.sizes] == [1, 2, 3, 4]
    assert [size.ensembles for size in measured.sizes] == [4, 6, 4, 1]
    assert measured.sizes[0].best == pytest.approx(min(measured.alone))
    everyone = (-(-nats).exp().mean(0).log()).mean().exp().item()
    assert measured.sizes[-1].best == pytest.approx(everyone, rel=1e-5)
    pair = list(measured.sizes[1].chosen)
    theirs = (-average(-nats[pair])).mean().exp().item()
    assert measured.sizes[1].best == pytest.approx(theirs, rel=1e-5)
    for size in measured.sizes:
        assert size.best <= size.mean <= size.worst


def test_a_model_under_another_noise_is_measured_with_masks_as_in_training():
    measured = cross.measure(model(), IDS, NOISE, draws=3, seed=5, batch=4)
    again = cross.measure(model(), IDS, NOISE, draws=3, seed=5, batch=4)
    assert measured == again
    assert len(set(measured.draws)) == 3
    draw = striking(NOISE, generator(5, 1))
    nats = stream_nats(model(), IDS, draw, batch=4).double()
    assert measured.draws[1] == pytest.approx(nats.mean().exp().item())
    assert measured.quiet == pytest.approx(perplexity(model(), IDS, NOISE, batch=4), rel=1e-5)


def test_a_model_under_no_noise_gives_the_perplexity_of_evaluation_each_time():
    measured = cross.measure(model(), IDS, Placement(), draws=2, batch=4)
    assert measured.draws == pytest.approx([measured.quiet] * 2)
    assert measured.spread == 0
    assert cross.measure(model(), IDS, Placement(), draws=1, batch=4).spread is None


def test_log_chances_are_those_of_the_readable_cells():
    run = model().trace(TOKENS.unsqueeze(1), model().zero_state(1), Masks())
    torch.testing.assert_close(
        log_chances(model(), TOKENS, Masks()), run.logits[:, 0].log_softmax(-1)
    )
