import numpy as np


def mask(shape, rate, generator):
    """Inverted dropout: a factor for each value."""
    kept = generator.random(shape) >= rate
    return kept / (1 - rate)
