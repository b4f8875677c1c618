import numpy as np


def zoneout(old, new, rate, generator, training):
    """The state after a step, some of its units as they were before it."""
    if training:
        keeps_old = generator.random(new.shape) < rate
        return np.where(keeps_old, old, new)
    return rate * old + (1 - rate) * new
