def passed(edges, layers, steps):
    """How many dropout masks lie on the way from a word to the softmax, `steps` later."""
    masks = {"input": 1, "between": layers - 1, "output": 1, "recurrent": steps}
    return sum(masks[edge] for edge in edges)


def survival(rate, steps, lasting):
    """The probability that a value in c has not been dropped after so many masked steps."""
    draws = min(steps, 1) if lasting else steps
    return (1 - rate) ** draws
