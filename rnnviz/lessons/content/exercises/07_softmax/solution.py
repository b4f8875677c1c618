import numpy as np


def logsumexp(x):
    """The logarithm of the sum of e to the x along the last axis."""
    top = x.max(-1, keepdims=True)
    return np.log(np.exp(x - top).sum(-1)) + top[..., 0]


def softmax(x):
    """Probabilities along the last axis."""
    return np.exp(x - logsumexp(x)[..., None])
