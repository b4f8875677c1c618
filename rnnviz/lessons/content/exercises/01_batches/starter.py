import numpy as np


def batches(tokens, columns, steps):
    """Pairs (x, y), each (steps, columns); the last ones may have fewer steps."""
    length = len(tokens) // columns
    pieces = np.asarray(tokens)[: columns * length]  # now: one piece to each column
    for start in range(0, length, steps):
        yield pieces[start : start + steps], pieces[start : start + steps]
