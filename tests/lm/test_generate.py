"""A model that writes."""

from itertools import islice

import pytest
import torch

from rnnviz.core.masks import Masks, generator
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.generate import Sampling, generate
from rnnviz.lm.model import LanguageModel

WORDS = 30
PROMPT = torch.tensor([4, 9, 2])


def model(cell=Cell.LSTM):
    return LanguageModel(ModelConfig(cell=cell, units=12, init_scale=0.6), words=WORDS)


def written(sampling, seed=0, count=20, cell=Cell.LSTM):
    return list(
        islice(generate(model(cell), PROMPT, Placement(), sampling, generator(seed)), count)
    )


def test_the_same_seed_writes_the_same_words_and_another_one_others():
    sampling = Sampling(temperature=1.5)
    assert written(sampling, 1) == written(sampling, 1)
    assert written(sampling, 1) != written(sampling, 2)


@pytest.mark.parametrize("cell", Cell)
def test_with_one_word_to_choose_from_it_is_always_the_likeliest(cell):
    network, words = model(cell), PROMPT.tolist()
    for sampled in written(Sampling(top_k=1), cell=cell):
        run = network.trace(torch.tensor(words).unsqueeze(1), network.zero_state(1), Masks())
        assert sampled == run.logits[-1, 0].argmax().item()
        words.append(sampled)


def test_only_the_likeliest_few_are_drawn_and_no_word_that_is_forbidden():
    logits = torch.randn(WORDS, generator=torch.Generator().manual_seed(1))
    best = logits.topk(6).indices.tolist()
    chances = Sampling(top_k=5, never=(best[0],)).shaped(logits)
    assert chances.nonzero().flatten().tolist() == sorted(best[1:])
    assert chances.sum().item() == pytest.approx(1)


def test_temperature_is_the_exponent_of_the_probabilities():
    logits = torch.randn(WORDS, generator=torch.Generator().manual_seed(1))
    plain = logits.softmax(-1)
    expected = plain.pow(2) / plain.pow(2).sum()
    torch.testing.assert_close(Sampling(temperature=0.5).shaped(logits), expected)
    torch.testing.assert_close(Sampling().shaped(logits), plain)


def test_words_come_as_often_as_they_are_likely():
    first = [written(Sampling(), seed, count=1)[0] for seed in range(2000)]
    network = model()
    run = network.trace(PROMPT.unsqueeze(1), network.zero_state(1), Masks())
    chances = run.logits[-1, 0].softmax(-1)
    for word in chances.topk(3).indices.tolist():
        chance = chances[word].item()
        share = first.count(word) / len(first)
        assert abs(share - chance) < 5 * (chance * (1 - chance) / len(first)) ** 0.5


def test_noise_that_stays_on_at_test_time_strikes_while_writing():
    noise = parse("output:0.9:at_test")
    first = {
        next(generate(model(), PROMPT, noise, Sampling(top_k=1), generator(seed)))
        for seed in range(20)
    }
    assert len(first) > 1


@pytest.mark.parametrize("wrong", [{"temperature": 0}, {"temperature": -1}, {"top_k": 0}])
def test_what_can_not_be_drawn_with_is_refused_in_a_sentence(wrong):
    with pytest.raises(InputError, match="choose"):
        Sampling(**wrong)
