import numpy as np

np.seterr(all="ignore")
SMALL = np.random.default_rng(0).standard_normal((2, 3, 4))
SMALL.setflags(write=False)
HUGE = np.array([[1e4, 1e4, 0.0], [-1e4, -1e4, -2e4], [0.0, -1e4, 1e4]])


def check_shapes(answer):
    """softmax keeps the shape; logsumexp loses the last axis."""
    for shape in ((4,), (2, 4), (2, 3, 4)):
        x = np.zeros(shape)
        got = np.shape(answer.softmax(x)), np.shape(answer.logsumexp(x))
        assert got == (shape, shape[:-1]), f"Of {shape} they make {got}."


def check_small(answer):
    """For small logits both are the plain formula."""
    e = np.exp(SMALL)
    assert np.allclose(answer.logsumexp(SMALL.copy()), np.log(e.sum(-1))), "logsumexp differs."
    assert np.allclose(answer.softmax(SMALL.copy()), e / e.sum(-1, keepdims=True)), (
        "softmax differs."
    )


def check_huge(answer):
    """For huge logits both are still right, in every row."""
    got, wanted = answer.logsumexp(HUGE.copy()), np.array([1e4, -1e4, 1e4]) + np.log([2, 2, 1])
    assert np.allclose(got, wanted, rtol=0, atol=1e-6), f"logsumexp gives {got}, not {wanted}."
    rows = np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]])
    got = answer.softmax(HUGE.copy())
    assert np.allclose(got, rows), f"softmax gives {np.asarray(got).tolist()}."


def check_shift(answer):
    """Adding 5 to every logit changes no probability and adds 5 to logsumexp."""
    same = np.allclose(answer.softmax(SMALL + 5), answer.softmax(SMALL.copy()))
    assert same, "Probabilities change."
    more = np.asarray(answer.logsumexp(SMALL + 5)) - answer.logsumexp(SMALL.copy())
    assert np.allclose(more, 5), f"logsumexp grows by {more.mean():.3f}."


def check_nothing_else(answer):
    """What was handed in is left as it was."""
    x = SMALL.copy()
    answer.softmax(x)
    answer.logsumexp(x)
    assert (x == SMALL).all(), "x was changed in place."
