"""How a long stream of words becomes batches: B streams side by side, T steps at a time.

As in Zaremba et al. (2014) and Gal & Ghahramani (2016): the text is cut into B contiguous pieces,
one a column, and windows of T rows are read in order, so that the state at the end of one window is
the right state at the start of the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rnnviz.errors import InputError


@dataclass(frozen=True, slots=True)
class Count:
    """What `windows` yields: how many windows, and how many targets they hold together."""

    windows: int
    targets: int


def streams(ids: np.ndarray, batch: int) -> np.ndarray:
    """The text as columns, (N // B, B): column b continues where column b − 1 ends.

    The remainder of N mod B tokens is dropped from the end. The array is a copy, row-contiguous.
    Raises InputError when there are fewer tokens than columns.
    """
    rows = _rows(len(ids), batch)
    return ids[: rows * batch].reshape(batch, rows).T.copy()  # (N // B, B)


def windows(
    ids: np.ndarray, batch: int, steps: int, *, partial: bool = False
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs (inputs, targets), each (T, B), in order; a target is the next input of its column.

    A last window shorter than T is dropped, or kept with `partial`, for evaluation: then every
    token of every column but its first is a target once, and with B = 1 every token but the first.
    Raises InputError, before the first pair, when not even one window fits.
    """
    count(len(ids), batch, steps, partial=partial)
    return _slices(streams(ids, batch), steps, partial=partial)


def count(n_tokens: int, batch: int, steps: int, *, partial: bool = False) -> Count:
    """How many windows N tokens give, and how many targets, exactly.

    With R = N // B rows there are R − 1 rows of targets, for the last row has no successor:
    (R − 1) // T windows of T · B targets; with `partial`, ⌈(R − 1) / T⌉ windows and (R − 1) · B
    targets. Raises InputError when not even one window fits.
    """
    if steps < 1:
        raise InputError("text.no_window", steps=steps)
    target_rows = _rows(n_tokens, batch) - 1
    if target_rows < (1 if partial else steps):
        raise InputError(
            "text.few_steps", n_tokens=n_tokens, batch=batch, target_rows=target_rows, steps=steps
        )
    if partial:
        return Count(windows=-(-target_rows // steps), targets=target_rows * batch)
    return Count(windows=target_rows // steps, targets=target_rows // steps * steps * batch)


def _slices(
    columns: np.ndarray, steps: int, *, partial: bool
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    last = len(columns) - 1 if partial else len(columns) - steps
    for start in range(0, last, steps):
        stop = min(start + steps, len(columns) - 1)
        yield columns[start:stop], columns[start + 1 : stop + 1]  # (T, B), (T, B)


def _rows(n_tokens: int, batch: int) -> int:
    if not 1 <= batch <= n_tokens:
        raise InputError("text.wide_batch", batch=batch, n_tokens=n_tokens, most=max(n_tokens, 1))
    return n_tokens // batch
