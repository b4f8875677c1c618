"""How predictions depend on the words before them."""

import pytest
import torch
from torch.nn.functional import cross_entropy

from rnnviz.analyses.connectivity import measure
from rnnviz.analyses.gradients import dims_of
from rnnviz.core.masks import generator, sample
from rnnviz.core.methods import METHODS, find
from rnnviz.core.network import embed, stack, zero_state
from rnnviz.core.placement import Cell, parse


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_each_norm_is_the_gradient_that_the_readable_cells_give(method, cell, small, text):
    weights, placement, tokens = small(cell, layers=2), method.placement.on(cell), text[:7]
    masks = sample(placement, dims_of(weights, 6), generator(4, 0))
    x = embed(tokens[:-1].unsqueeze(1), weights.embedding, masks).detach().requires_grad_()
    top, _ = stack(weights, x, zero_state(cell, 2, 1, weights.decoder), masks)
    logits = top[:, 0] @ weights.decoder.T + weights.decoder_bias
    measured = measure(weights, tokens, placement, passes=1, seed=4)
    for t in range(6):
        loss = cross_entropy(logits[t], tokens[t + 1])
        (gradient,) = torch.autograd.grad(loss, x, retain_graph=True)
        assert measured.norms[t] == pytest.approx(
            gradient[:, 0].norm(dim=-1).tolist(), rel=1e-3, abs=1e-7
        )


def test_no_prediction_depends_on_a_word_not_yet_read_and_shares_sum_to_1(small, text):
    measured = measure(small(), text[:8], find("naive_everywhere").placement, passes=3)
    for t, (norms, shares) in enumerate(zip(measured.norms, measured.shares, strict=True)):
        assert not any(norms[t + 1 :])
        assert sum(shares) == pytest.approx(1)


def test_errors_shrink_with_the_number_of_passes_and_are_0_without_noise(small, text):
    few, many = (
        measure(small(), text[:8], parse("recurrent:0.5"), passes=n).errors[6][0] for n in (8, 200)
    )
    assert many < few / 2
    clean = measure(small(), text[:8], parse("none"), passes=3)
    assert all(error == 0 for row in clean.errors for error in row)
