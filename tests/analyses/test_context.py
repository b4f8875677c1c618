"""How much context counts."""

import pytest
import torch

from rnnviz.analyses.context import Context, measure
from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError

LENGTHS = (1, 2, 4, 8)


@pytest.fixture(scope="module")
def ids():
    return torch.randint(40, (600,), generator=torch.Generator().manual_seed(3)).numpy()


def test_an_rnn_whose_recurrence_is_nil_uses_one_word(small, ids):
    weights = small(Cell.RNN, turn=torch.zeros(12, 12))
    measured = measure(weights, ids, parse("none"), lengths=LENGTHS)
    assert measured.truncated == pytest.approx([measured.truncated[-1]] * 4, rel=1e-6)
    assert measured.shuffled == pytest.approx([measured.truncated[-1]] * 4, rel=1e-6)
    assert (measured.effective_words, measured.ordered_words) == (1, 1)


@pytest.mark.parametrize(
    "line", ["none", "recurrent:0.5", "cell:0.5:sequence", "weights:0.5:batch"]
)
def test_at_the_full_length_nothing_is_cut_and_nothing_shuffled(line, small, ids):
    measured = measure(small(), ids, parse(line), lengths=LENGTHS)
    assert measured.truncated[-1] == measured.shuffled[-1]
    assert measured.truncated_error[-1] == measured.shuffled_error[-1] == 0


def test_only_words_beyond_the_nearest_are_shuffled(small):
    period = torch.arange(600).numpy() % 2  # a b a b: cut to one word, the next is still known
    measured = measure(small(), period, parse("none"), lengths=LENGTHS)
    assert measured.shuffled[0] != pytest.approx(measured.shuffled[-1], abs=1e-6)


def test_the_effective_context_is_where_more_words_stop_helping():
    losses = (5.0, 4.5, 4.005, 4.0)
    context = Context(LENGTHS, losses, (0,) * 4, (4.0,) * 4, (0,) * 4)
    assert (context.effective_words, context.ordered_words) == (4, 1)
    late = Context(LENGTHS, (4.0, 4.5, 4.005, 4.0), (0,) * 4, (5, 5, 5, 4.0), (0,) * 4)
    assert (late.effective_words, late.ordered_words) == (4, 8)


def test_a_text_too_short_for_the_context_is_refused(small, ids):
    with pytest.raises(InputError, match="too few"):
        measure(small(), ids[:8], parse("none"), lengths=LENGTHS)
