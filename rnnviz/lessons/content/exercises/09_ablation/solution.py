import numpy as np

EDGES = ("input", "recurrent", "output")


def masks(on, steps, batch, units, rate, seed):
    """A factor (steps, batch, units) for each edge."""
    drawn = {}
    for number, edge in enumerate(EDGES):
        generator = np.random.default_rng([seed, number])  # a stream of its own
        kept = generator.random((steps, batch, units)) >= rate
        drawn[edge] = kept / (1 - rate) if edge in on else np.ones((steps, batch, units))
    return drawn
