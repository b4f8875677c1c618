import numpy as np


def dropout(x, rate, generator, training):
    """x with a share `rate` of its values dropped while training; in the mean as at evaluation."""
    if training:
        mask = generator.random(x.shape) >= rate
        return mask * x / (1 - rate)
    return x
