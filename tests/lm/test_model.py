from math import log

import pytest
import torch

from rnnviz.core.masks import Masks, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, parse
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel

cells = pytest.mark.parametrize("cell", Cell)
WORDS = 50


def a_batch(steps=6, batch=3, words=WORDS, seed=0):
    """Random inputs and their targets, (T, B) each."""
    tokens = torch.randint(words, (steps + 1, batch), generator=generator(seed))
    return tokens[:-1], tokens[1:]


def a_model(cell=Cell.LSTM, seed=0, **changes):
    return LanguageModel(ModelConfig(cell, **{"units": 8} | changes), WORDS, seed)


def same(first, second):
    weights, other = first.state_dict(), second.state_dict()
    return weights.keys() == other.keys() and all(
        torch.equal(weights[name], other[name]) for name in weights
    )


@cells
def test_one_seed_means_one_set_of_weights_and_another_seed_another(cell):
    assert same(a_model(cell, seed=3), a_model(cell, seed=3))
    others = a_model(cell, seed=4).state_dict()
    for name, value in a_model(cell, seed=3).state_dict().items():
        assert not torch.equal(value, others[name])


def test_weights_are_no_matter_of_torchs_global_seed():
    torch.manual_seed(1)
    first = a_model()
    torch.manual_seed(2)
    assert same(first, a_model())


@cells
def test_every_parameter_starts_uniform_within_the_scale(cell):
    model = LanguageModel(ModelConfig(cell, units=64, init_scale=0.05), words=1_000)
    for value in model.state_dict().values():
        assert value.abs().max() <= 0.05
        n = value.numel()
        assert abs(value.mean()) < 5 * 0.05 / (3 * n) ** 0.5
        # a uniform variable has variance s²/3, and its square has variance 4 s⁴/45
        assert abs((value**2).mean() - 0.05**2 / 3) < 5 * 0.05**2 * (4 / 45 / n) ** 0.5


@cells
def test_the_loss_of_a_model_that_knows_nothing_is_log_of_the_vocabulary(cell):
    model = a_model(cell, init_scale=1e-4)
    loss, _ = model.loss(*a_batch(), model.zero_state(3), Masks())
    assert loss.item() == pytest.approx(log(WORDS), abs=1e-3)


@cells
def test_the_loss_is_that_of_torchs_own_modules(cell, judge):
    model = a_model(cell, init_scale=0.5)
    tokens, targets = a_batch()
    loss, _ = model.loss(tokens, targets, model.zero_state(3), Masks())
    losses, _ = judge(model).losses(tokens, targets)
    assert loss.item() == pytest.approx(losses.mean().item(), rel=1e-5)


@cells
def test_two_windows_in_a_row_lose_as_much_as_one_long_window(cell):
    model = a_model(cell, init_scale=0.5)
    tokens, targets = a_batch(steps=8)
    whole, end = model.loss(tokens, targets, model.zero_state(3), Masks())
    first, middle = model.loss(tokens[:4], targets[:4], model.zero_state(3), Masks())
    second, last = model.loss(tokens[4:], targets[4:], middle, Masks())
    assert (first + second).item() / 2 == pytest.approx(whole.item(), rel=1e-6)
    assert torch.allclose(last.hidden, end.hidden, atol=1e-6)
    forgotten, _ = model.loss(tokens[4:], targets[4:], model.zero_state(3), Masks())
    assert forgotten.item() != pytest.approx(second.item(), rel=1e-5)


@cells
def test_tied_weights_are_one_parameter_used_twice(cell):
    tied, loose = a_model(cell, tied=True), a_model(cell)
    sizes = [sum(p.numel() for p in model.parameters()) for model in (tied, loose)]
    assert sizes[1] - sizes[0] == WORDS * 8
    loose.load_state_dict({"decoder": tied.embedding} | tied.state_dict())
    tokens, targets = a_batch()
    losses = [m.loss(tokens, targets, m.zero_state(3), Masks())[0] for m in (tied, loose)]
    assert losses[0].item() == losses[1].item()
    for loss in losses:
        loss.backward()
    both = loose.embedding.grad + loose.decoder.grad
    assert torch.allclose(tied.embedding.grad, both, atol=1e-7)


@cells
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_a_trace_ran_with_the_very_masks_handed_in_and_loses_the_same(cell, method):
    model = a_model(cell, init_scale=0.5)
    tokens, targets = a_batch()
    placement = method.placement.on(cell)
    masks = sample(placement, model.dims(6, 3), generator("masks"))
    traced = model.trace(tokens, model.zero_state(3), masks)
    loss, state = model.loss(tokens, targets, model.zero_state(3), masks)
    assert traced.masks is masks
    again = torch.nn.functional.cross_entropy(traced.logits.movedim(-1, 1), targets)
    assert again.item() == pytest.approx(loss.item(), rel=1e-5)
    assert torch.allclose(traced.state.hidden, state.hidden, atol=1e-5)


@cells
def test_every_parameter_gets_a_gradient(cell):
    model = a_model(cell)
    masks = sample(parse("input:0.5+recurrent:0.25"), model.dims(6, 3), generator(0))
    loss, _ = model.loss(*a_batch(), model.zero_state(3), masks)
    loss.backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in model.parameters())
