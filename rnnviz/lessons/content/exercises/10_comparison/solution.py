import numpy as np


def compare(train, placements, rates, choosing, fresh):
    """For each placement its best rate, and the test perplexity of each fresh seed at that rate."""
    table = {}
    for placement in placements:
        means = {}
        for rate in rates:
            means[rate] = np.mean([train(placement, rate, seed)[0] for seed in choosing])
        best = min(means, key=means.get)
        table[placement] = best, [train(placement, best, seed)[1] for seed in fresh]
    return table
