import numpy as np


def mask(shape, rate, generator):
    """Inverted dropout: a factor for each value."""
    return generator.random(shape) >= rate
