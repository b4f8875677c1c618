import numpy as np

X = np.ones((200, 500))


def passes(answer, rate):
    generator = np.random.default_rng(0)
    return tuple(answer.dropout(X, rate, generator, training=mode) for mode in (True, False))


def check_drops(answer):
    """While training a share `rate` of the values becomes 0; at evaluation none does."""
    trained, evaluated = passes(answer, 0.3)
    share = (trained == 0).mean()
    assert 0.29 < share < 0.31, f"At rate 0.3 it drops a share of {share:.3f}."
    assert (evaluated != 0).all(), "At evaluation something is dropped."


def check_mean(answer):
    """The mean while training is the one at evaluation."""
    for rate in (0.2, 0.5, 0.8):
        means = [values.mean() for values in passes(answer, rate)]
        text = f"At rate {rate} the mean is {means[0]:.2f} while training, {means[1]:.2f} after."
        assert abs(means[0] - means[1]) < 0.02, text


def check_alike(answer):
    """What is kept is kept alike, and rate 0 changes nothing."""
    kept = np.unique(passes(answer, 0.5)[0])
    assert len(kept) == 2, f"With rate 0.5, ones become {len(kept)} different values."
    assert all((values == X).all() for values in passes(answer, 0.0)), "Rate 0 changes values."
