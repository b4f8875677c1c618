def passed(edges, layers, steps):
    """How many dropout masks lie on the way from a word to the softmax, `steps` later."""
    return len(edges) * steps


def survival(rate, steps, lasting):
    """The probability that a value in c has not been dropped after so many masked steps."""
    return 1 - rate * steps
