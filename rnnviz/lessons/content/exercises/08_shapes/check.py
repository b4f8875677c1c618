import numpy as np

I, H, V = 4, 6, 7
RNG = np.random.default_rng(0)
W, U, O = (RNG.standard_normal(shape) for shape in ((I, H), (H, H), (H, V)))


def right(x, h):
    hidden = []
    for x_t in x:
        h = np.tanh(x_t @ W + h @ U)
        hidden.append(h)
    return np.stack(hidden), np.stack(hidden) @ O


def batch_first(x, h):
    return tuple(a.swapaxes(0, 1) for a in right(x, h))


def last_only(x, h):
    hidden, logits = right(x, h)
    return hidden, logits[-1:]


def squeezed(x, h):
    return tuple(a.squeeze(1) if a.shape[1] == 1 else a for a in right(x, h))


def no_head(x, h):
    hidden, _ = right(x, h)
    return hidden, hidden


def start_too(x, h):
    hidden, logits = right(x, h)
    return np.concatenate([h[None], hidden]), logits


def fails(test, forward):
    try:
        test(forward, I, H, V)
    except AssertionError:
        return True
    return False


def check_right(answer):
    """The test passes a network that is right."""
    assert not fails(answer.check_shapes, right), "It fails the right one."


def check_batch_first(answer):
    """It fails one that returns the batch first."""
    assert fails(answer.check_shapes, batch_first), (
        "Choose as many steps as examples, and who sees?"
    )


def check_last_only(answer):
    """It fails one that returns the last step's logits alone."""
    assert fails(answer.check_shapes, last_only), "It passes."


def check_no_head(answer):
    """It fails one that returns hidden states for logits."""
    assert fails(answer.check_shapes, no_head), "It passes."


def check_start_too(answer):
    """It fails one that returns the state before the first step as well."""
    assert fails(answer.check_shapes, start_too), "It passes."


def check_squeezed(answer):
    """It fails one that loses the batch's axis when there is one example."""
    assert fails(answer.check_shapes, squeezed), "It passes; try a batch of one."
