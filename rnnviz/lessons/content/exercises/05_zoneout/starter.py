import numpy as np


def zoneout(old, new, rate, generator, training):
    """The state after a step, some of its units as they were before it."""
    if training:
        return (generator.random(new.shape) >= rate) * new / (1 - rate)
    return new
