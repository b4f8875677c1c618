from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnnviz.errors import InputError
from rnnviz.text.batches import count, streams, windows

sizes = st.tuples(st.integers(2, 300), st.integers(1, 12), st.integers(1, 20), st.booleans())


def fitting(n_tokens, batch, steps, *, partial):
    """Whether the formula leaves room for a window."""
    return n_tokens // batch - 1 >= (1 if partial else steps)


@given(sizes)
def test_every_target_is_the_next_input_of_its_column(drawn):
    n_tokens, batch, steps, partial = drawn
    assume(fitting(n_tokens, batch, steps, partial=partial))
    for inputs, targets in windows(np.arange(n_tokens), batch, steps, partial=partial):
        assert inputs.shape == targets.shape
        assert inputs.shape[1] == batch
        assert np.array_equal(targets, inputs + 1)  # token i is the number i


@given(sizes)
def test_each_window_begins_where_the_last_one_ended_so_that_state_can_be_carried(drawn):
    n_tokens, batch, steps, partial = drawn
    assume(fitting(n_tokens, batch, steps, partial=partial))
    pairs = list(windows(np.arange(n_tokens), batch, steps, partial=partial))
    for (_, before), (after, _) in pairwise(pairs):
        assert np.array_equal(before[-1], after[0])
    assert pairs[0][0][0].tolist() == [column * (n_tokens // batch) for column in range(batch)]


@given(sizes)
def test_the_count_is_what_the_windows_hold(drawn):
    n_tokens, batch, steps, partial = drawn
    assume(fitting(n_tokens, batch, steps, partial=partial))
    pairs = list(windows(np.arange(n_tokens), batch, steps, partial=partial))
    expected = count(n_tokens, batch, steps, partial=partial)
    assert len(pairs) == expected.windows
    assert sum(targets.size for _, targets in pairs) == expected.targets
    lengths = {len(inputs) for inputs, _ in pairs[: None if not partial else -1]}
    assert lengths <= {steps}


@given(st.integers(2, 300), st.integers(1, 40))
def test_one_stream_with_its_last_window_kept_counts_every_token_but_the_first(n_tokens, steps):
    pairs = windows(np.arange(n_tokens), 1, steps, partial=True)
    assert np.concatenate([targets for _, targets in pairs]).ravel().tolist() == [
        *range(1, n_tokens)
    ]


def test_streams_are_contiguous_columns_and_the_remainder_is_dropped():
    assert streams(np.arange(11), 3).tolist() == [[0, 3, 6], [1, 4, 7], [2, 5, 8]]


def test_windows_never_write_into_the_corpus():
    ids = np.arange(10)
    inputs, _ = next(windows(ids, 1, 3))
    inputs[:] = -1
    assert ids.tolist() == list(range(10))


def test_zaremba_s_ptb_epoch_has_1327_windows():
    assert count(929_589, 20, 35).windows == 1327  # (46,479 − 1) // 35


@pytest.mark.parametrize(
    ("n_tokens", "batch", "steps", "partial", "sentence"),
    [
        (70, 2, 35, False, "70 tokens in 2 streams leave 34 steps, .* window of 35"),
        (3, 3, 5, True, "leave 0 steps"),
        (5, 9, 1, False, "batch of 9 streams does not fit 5 tokens; choose 1 to 5"),
        (5, 0, 1, False, "batch of 0"),
        (0, 1, 1, False, "does not fit 0 tokens"),
        (5, 1, 0, False, "window of 0 steps"),
    ],
)
def test_no_window_at_all_is_refused_at_once_with_the_numbers(
    n_tokens, batch, steps, partial, sentence
):
    with pytest.raises(InputError, match=sentence):
        windows(np.arange(n_tokens), batch, steps, partial=partial)
