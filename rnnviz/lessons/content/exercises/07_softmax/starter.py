import numpy as np


def logsumexp(x):
    """The logarithm of the sum of e to the x along the last axis."""
    return np.log(np.exp(x).sum(-1))


def softmax(x):
    """Probabilities along the last axis."""
    return np.exp(x) / np.exp(x).sum(-1, keepdims=True)
