import numpy as np

EDGES = ("input", "recurrent", "output")


def masks(on, steps, batch, units, rate, seed):
    """A factor (steps, batch, units) for each edge."""
    generator = np.random.default_rng(seed)
    drawn = {}
    for edge in EDGES:
        if edge in on:  # does switching this one off change those after it?
            kept = generator.random((steps, batch, units)) >= rate
            drawn[edge] = kept / (1 - rate)
    return drawn
