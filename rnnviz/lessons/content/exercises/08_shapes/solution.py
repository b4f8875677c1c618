import numpy as np


def check_shapes(forward, inputs, units, words):
    """Raises AssertionError unless `forward` returns what it should."""
    for steps, batch in ((5, 3), (4, 1), (1, 2)):
        hidden, logits = forward(np.zeros((steps, batch, inputs)), np.zeros((batch, units)))
        assert hidden.shape == (steps, batch, units)
        assert logits.shape == (steps, batch, words)
