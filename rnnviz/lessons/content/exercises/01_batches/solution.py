import numpy as np


def batches(tokens, columns, steps):
    """Pairs (x, y), each (steps, columns); the last ones may have fewer steps."""
    length = len(tokens) // columns
    pieces = np.asarray(tokens)[: columns * length].reshape(columns, length).T
    for start in range(0, length - 1, steps):
        stop = min(start + steps, length - 1)
        yield pieces[start:stop], pieces[start + 1 : stop + 1]
