"""What another word would have changed."""

import pytest
import torch

from rnnviz.analyses.gradients import dims_of
from rnnviz.analyses.perturbation import Change, measure
from rnnviz.core.masks import generator, sample
from rnnviz.core.network import Trace, trace, zero_state
from rnnviz.core.placement import Cell, parse

LAGS = (0, 2, 5)


def run(weights, texts, placement, seed, n) -> Trace:
    masks = sample(placement, dims_of(weights, len(texts)), generator(seed, n))
    rest = zero_state(weights.kind, len(weights.layers), texts.shape[1], weights.decoder)
    return trace(weights, texts, rest, masks)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("line", ["none", "recurrent:0.5", "word:0.3:sequence+output:0.5"])
def test_a_swap_is_a_pair_of_readable_passes_under_the_same_masks(line, cell, small, text):
    weights, placement, texts = small(cell, layers=2), parse(line), text[:24].view(4, 6).T
    measured = measure(weights, texts, placement, LAGS, passes=2, seed=9)
    drawn = torch.randint(texts.numel(), (len(LAGS), 4), generator=generator(9, "swap"))
    for k, lag in enumerate(LAGS):
        other = texts.clone()
        other[5 - lag] = texts.flatten()[drawn[k]]
        kl = []
        for n in range(2):
            as_is, swapped = (run(weights, t, placement, 9, n).logits[-1] for t in (texts, other))
            p, q = as_is.log_softmax(-1), swapped.log_softmax(-1)
            kl.append((p.exp() * (p - q)).sum(-1).mean().item())
        assert measured.kl_nats[k] == pytest.approx(sum(kl) / 2, rel=1e-3, abs=1e-6)


def test_a_dropped_word_changes_nothing_that_noise_had_dropped_already(small, text):
    texts = text[:24].view(4, 6).T
    gone = measure(small(), texts, parse("word:0.999:step_batch"), LAGS, change=Change.DROP)
    assert max(gone.state) == 0
    assert max(gone.kl_nats) == 0


def test_an_rnn_whose_recurrence_is_nil_remembers_one_word(small, text):
    weights = small(Cell.RNN, turn=torch.zeros(12, 12))
    measured = measure(weights, text[:24].view(4, 6).T, parse("none"), LAGS)
    assert measured.state[0] > 0.01
    assert measured.state[1:] == (0, 0)
    assert measured.kl_nats[1:] == pytest.approx((0, 0), abs=1e-7)
