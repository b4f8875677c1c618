"""What a linear map reads off a state."""

import pytest
import torch

from rnnviz.analyses.probe import CLASSES, LAGS, measure
from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError


@pytest.fixture(scope="module")
def texts():
    source = torch.Generator().manual_seed(3)
    return [torch.randint(40, (9000,), generator=source).numpy() for _ in range(2)]


def test_without_a_recurrence_the_word_just_read_is_found_and_the_others_are_guessed(small, texts):
    weights = small(Cell.RNN, 48, turn=torch.zeros(48, 48), inputs=48)
    measured = measure(weights, *texts, parse("none"))
    assert measured.from_c is None
    assert measured.from_h[0] > 0.95
    for accuracy, error in zip(measured.from_h[1:], measured.error[1:], strict=True):
        assert abs(accuracy - measured.chance) < 5 * error + 0.01


def test_noise_on_the_memory_makes_words_harder_to_read_from_it(small, texts):
    weights = small(Cell.LSTM, 48, inputs=48, forget=3.0)
    clean, noisy = (measure(weights, *texts, parse(line)) for line in ("none", "cell:0.5"))
    assert clean.from_c[0] > 0.5
    for lag in range(4):
        assert noisy.from_c[lag] < clean.from_c[lag] + 5 * clean.error[lag]
    assert noisy.from_c[1] < clean.from_c[1] - 0.1


def test_chance_and_baseline_are_those_of_the_classes(small, texts):
    measured = measure(small(), *texts, parse("none"))
    assert measured.lags_steps == LAGS
    assert measured.chance == 1 / CLASSES
    assert all(0.02 < baseline < 0.1 for baseline in measured.baseline)  # words are uniform here


def test_a_text_too_short_is_refused(small, texts):
    with pytest.raises(InputError, match="too few"):
        measure(small(), texts[0][:1000], texts[1], parse("none"))
