from collections import defaultdict
from dataclasses import replace
from math import exp, isfinite

import numpy as np
import pytest
import torch

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell
from rnnviz.lm.configs import ModelConfig, Optimiser
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.train import train
from rnnviz.text.batches import count, windows
from rnnviz.text.corpora import load

STANDING_STILL = 1e-12  # a learning rate too small to change a weight that matters
optimisers = pytest.mark.parametrize("optimiser", Optimiser)


def losses(results):
    return [result.train_loss_nats for result in results]


def test_a_step_has_a_result_and_the_last_of_each_epoch_an_evaluation(a_run, corpus, told):
    results = told(a_run(), corpus)
    per_epoch = count(len(corpus.train), 10, 10)
    assert [result.step for result in results] == list(range(1, 2 * per_epoch.windows + 1))
    assert [result.tokens for result in results] == [100 * result.step for result in results]
    measured = [result for result in results if result.evaluation]
    assert [result.step for result in measured] == [per_epoch.windows, 2 * per_epoch.windows]
    assert [result.epoch for result in measured] == [1, 2]
    assert [result.evaluation.test is None for result in measured] == [True, False]


def test_the_learning_rate_follows_the_schedule(a_run, corpus, told):
    run = a_run(epochs=4, constant_epochs=1, decay=2.0, learning_rate=0.8)
    rates = {result.epoch: result.learning_rate for result in told(run, corpus)}
    assert rates == pytest.approx({1: 0.8, 2: 0.8, 3: 0.4, 4: 0.2})


@optimisers
def test_the_same_run_twice_is_the_same_to_the_last_bit(optimiser, a_run, corpus, told):
    run = a_run("input:0.5+recurrent:0.25:sequence", optimiser=optimiser, learning_rate=0.01)
    assert told(run, corpus) == told(run, corpus)


def test_placements_of_one_seed_meet_identical_weights_and_batches(a_run, corpus, told):
    first, second = (told(a_run(key=key), corpus) for key in ("a", "b"))
    assert [replace(result, key="a") for result in second] == first
    assert losses(told(a_run(seed=1), corpus)) != losses(first)


@pytest.mark.parametrize("cell", Cell)
def test_placements_of_one_seed_start_from_the_same_perplexity(cell, a_run, corpus, told):
    ends = defaultdict(set)
    for seed in (0, 1):
        for placement in ("none", "input:0.5", "recurrent:0.5:sequence+output:0.25"):
            model = ModelConfig(cell, layers=2, units=8)
            run = a_run(placement, seed=seed, model=model, epochs=1, learning_rate=STANDING_STILL)
            ends[seed].add(told(run, corpus)[-1].evaluation)
    assert [len(end) for end in ends.values()] == [1, 1]
    assert ends[0] != ends[1]


def test_noise_is_independent_between_keys_seeds_and_steps(a_run, corpus, told):
    settings = {"epochs": 1, "learning_rate": STANDING_STILL}
    noisy = [
        losses(told(a_run("output:0.5", key=key, **settings), corpus)) for key in ("a", "b", "a")
    ]
    bare = losses(told(a_run(**settings), corpus))
    differences = [np.subtract(noise, bare) for noise in noisy]
    assert np.array_equal(differences[0], differences[2])
    assert len({*differences[0].tolist(), *differences[1].tolist()}) == 2 * len(bare)


def test_masks_are_fresh_in_every_epoch(a_run, corpus, told):
    run = a_run("output:0.5", epochs=2, learning_rate=STANDING_STILL)
    noisy = losses(told(run, corpus))
    bare = losses(told(a_run(epochs=2, learning_rate=STANDING_STILL), corpus))
    half = len(bare) // 2
    assert bare[:half] == pytest.approx(bare[half:])
    assert noisy[:half] != pytest.approx(noisy[half:], rel=1e-4)


@pytest.mark.parametrize("clip_norm", [0.5, 1e6])
def test_a_step_is_zarembas_loss_summed_over_steps_averaged_over_examples_then_clipped(
    clip_norm, a_run, corpus, told, judge
):
    halved = {"learning_rate": 0.5, "constant_epochs": 0, "decay": 2.0}
    run = a_run(clip_norm=clip_norm, model=ModelConfig(units=8), **halved)
    network = judge(LanguageModel(run.model, len(corpus.vocabulary), run.seed))
    expected = []
    for learning_rate in (0.5, 0.25):
        state = None  # nothing remembered at the start of an epoch, everything within it
        for window in windows(corpus.train, 10, 10):
            mine, state = network.losses(*map(torch.from_numpy, window), state)
            state = tuple(part.detach() for part in state)
            network.zero_grad()
            mine.sum(dim=0).mean().backward()
            norm = sum((p.grad**2).sum() for p in network.parameters()).sqrt()
            for parameter in network.parameters():
                change = learning_rate * min(1, clip_norm / norm) * parameter.grad
                parameter.data -= change
            expected.append((mine.mean().item(), norm.item()))
    results = told(run, corpus)
    measured = [(result.train_loss_nats, result.gradient_norm) for result in results]
    assert np.array(measured) == pytest.approx(np.array(expected), rel=1e-4)
    assert any(norm > 0.5 for _, norm in expected)


def test_products_from_bfloat16_hardly_change_a_step_and_leave_evaluations_exact(
    a_run, corpus, told
):
    exact, rounded = (
        told(a_run(bfloat16=rough, epochs=1, learning_rate=STANDING_STILL), corpus)
        for rough in (False, True)
    )
    assert torch.get_float32_matmul_precision() == "highest"
    assert losses(rounded) == pytest.approx(losses(exact), rel=1e-3)
    assert rounded[-1].evaluation == exact[-1].evaluation


def test_adam_makes_the_steps_of_torchs_adam(a_run, corpus, told, judge):
    run = a_run(optimiser=Optimiser.ADAM, learning_rate=0.01, epochs=1, clip_norm=1e6)
    network = judge(LanguageModel(run.model, len(corpus.vocabulary), run.seed))
    adam, state, expected = torch.optim.Adam(network.parameters(), lr=0.01), None, []
    for window in windows(corpus.train, 10, 10):
        mine, state = network.losses(*map(torch.from_numpy, window), state)
        state = tuple(part.detach() for part in state)
        adam.zero_grad()
        mine.sum(dim=0).mean().backward()
        adam.step()
        expected.append(mine.mean().item())
    assert losses(told(run, corpus)) == pytest.approx(expected, rel=1e-3)


def test_evaluations_leave_no_mark_on_training(a_run, corpus, told):
    other = replace(corpus, valid=corpus.valid[::-1][:150].copy(), test=corpus.test[:20])
    for placement in ("input:0.5", "recurrent:0.25:at_test"):
        first, second = (told(a_run(placement), text) for text in (corpus, other))
        assert first[-1].evaluation != second[-1].evaluation
        bare = [[replace(r, evaluation=None) for r in results] for results in (first, second)]
        assert bare[0] == bare[1]


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_every_method_trains_and_is_measured(cell, method, a_run, corpus, told, cutting):
    model = ModelConfig(cell, layers=2, units=8)
    run = a_run(str(method.placement.on(cell)), key=method.key, model=model, epochs=1)
    last = told(run, cutting(corpus, 300, 60, 30))[-1]
    assert not last.diverged
    assert all(1 < value < 100 for value in (last.evaluation.valid, last.evaluation.test))


@optimisers
@pytest.mark.parametrize("learning_rate", [1e3, 1e6])
def test_a_run_that_diverges_says_so_and_ends_with_weights_that_are_numbers(
    optimiser, learning_rate, a_run, corpus, told, tmp_path
):
    run = a_run(optimiser=optimiser, learning_rate=learning_rate, epochs=50)
    file = tmp_path / "run.pt"
    results = told(run, corpus, checkpoint=file)
    assert results[-1].diverged
    assert results[-1].evaluation is None
    assert not any(result.diverged or result.train_loss_nats > 710 for result in results[:-1])
    for result in results:
        if result.evaluation:
            assert isfinite(result.evaluation.train + result.evaluation.valid)
    weights = torch.load(file, weights_only=True)["model"]
    assert all(value.isfinite().all() for value in weights.values())
    again = told(run, corpus, checkpoint=file)
    assert [r.step for r in again] == [r.step for r in results if r.evaluation or r.diverged]
    assert again[-1].diverged


def test_a_run_whose_last_step_breaks_it_has_diverged_too(a_run, corpus, told, cutting):
    one_window = cutting(corpus, 110, 60, 30)
    last = told(a_run(learning_rate=1e6, epochs=1), one_window)[-1]
    assert (last.step, last.diverged, last.evaluation) == (1, True, None)


@pytest.mark.parametrize("seconds", [1e-9, 0.3])
def test_a_budget_of_time_ends_a_run_early_with_a_last_evaluation(seconds, a_run, corpus):
    results = list(train(a_run(epochs=10_000, seconds=seconds), corpus))
    assert results[-1].seconds >= seconds
    assert not any(result.seconds >= seconds + 5 for result in results)
    assert results[-1].evaluation.test is not None
    assert all(r.evaluation is None or r.evaluation.test is None for r in results[:-1])
    assert results[-1].epoch < 10_000


@pytest.mark.parametrize("cell", Cell)
def test_training_falls_to_the_floor_of_the_language_and_not_below(cell, a_run, told, cutting):
    """A key, a filler, a query, the key again: the true model loses the same in every sentence."""
    language = cutting(load("recall", "tiny", lag_steps=1), 12_000, 3_000, 1_000)
    model = ModelConfig(cell, layers=1, units=32, init_scale=0.4)
    adam = {"optimiser": Optimiser.ADAM, "learning_rate": 0.02, "decay": 1.3, "constant_epochs": 2}
    run = a_run(model=model, epochs=5, batch=20, **adam)
    measured = [result.evaluation for result in told(run, language) if result.evaluation]
    floor = exp(language.entropy_nats)
    for value in (measured[-1].train, measured[-1].valid, measured[-1].test):
        assert 0.98 * floor < value < 1.05 * floor
    assert measured[-1].train < measured[0].train
