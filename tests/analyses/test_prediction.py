"""What masks do to a prediction."""

import pytest
import torch

from rnnviz.analyses.prediction import PASSES, measure
from rnnviz.core.masks import generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, parse
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel

TOKENS = torch.tensor([3, 1, 4, 1, 5])


def model(cell=Cell.LSTM, spread=0.5):
    return LanguageModel(ModelConfig(cell=cell, units=12, init_scale=spread), words=9)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_the_one_pass_is_the_readable_cells_with_the_masks_of_the_seed(method, cell):
    network, placement = model(cell), method.placement.on(cell)
    masks = sample(placement, network.dims(len(TOKENS), 1), generator(7))
    run = network.trace(TOKENS.unsqueeze(1), network.zero_state(1), masks)
    measured = measure(network, TOKENS, placement, seed=7)
    torch.testing.assert_close(measured.single, run.logits[:, 0].softmax(-1))
    for chances in (measured.single, measured.average, measured.evaluation):
        torch.testing.assert_close(chances.sum(-1), torch.ones(len(TOKENS)))


def test_without_noise_all_three_are_one():
    measured = measure(model(), TOKENS, parse("none"), seed=1)
    torch.testing.assert_close(measured.single, measured.average)
    torch.testing.assert_close(measured.single, measured.evaluation)


def test_the_average_is_nearer_to_evaluation_than_single_passes_are():
    network, noise = model(), parse("input:0.5+between:0.5+output:0.5")
    gaps = [
        [
            (chances - measured.evaluation).abs().sum().item()
            for chances in (measured.single, measured.average)
        ]
        for seed in range(20)
        if (measured := measure(network, TOKENS, noise, seed))
    ]
    alone, averaged = (sum(column) / len(gaps) for column in zip(*gaps, strict=True))
    assert averaged < alone * 2 / PASSES**0.5


def test_surprisal_is_that_of_the_words_which_followed():
    measured = measure(model(), TOKENS, parse("none"), seed=1)
    expected = -sum(measured.single[t, TOKENS[t + 1]].log().item() for t in range(4)) / 4
    assert measured.surprisal_nats(measured.single) == pytest.approx(expected, rel=1e-5)
