"""What the noises of a path do to a value that stays in its unit, one after the other."""

from math import prod

from rnnviz.core.crossings import Gain, erasing, gain


def in_turn(gains):
    """Independent gains one after the other: means and second moments multiply."""
    return Gain(
        prod(g.alive for g in gains),
        prod(g.mean for g in gains),
        prod(1 + g.relative_variance for g in gains) - 1,
    )


def crossing_gain(met):
    """What the crossings of one noise make of the value, while training."""
    if not met.noise.lasting:
        return gain(met.noise, met.times)
    in_its_layer = gain(met.noise, met.along + min(met.up, 1))
    return in_turn([in_its_layer] + [gain(met.noise, 1)] * (met.up - 1))


def path_gain(met):
    """What all noises of a path make of the value, while training."""
    return in_turn([crossing_gain(crossing) for crossing in erasing(met)])
