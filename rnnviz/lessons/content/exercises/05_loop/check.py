import numpy as np


def norm(arrays):
    return float(np.sqrt(sum((np.asarray(a) ** 2).sum() for a in arrays)))


def check_rate(answer):
    """The learning rate is 1 for six epochs, then falls by 1.2 each, as for the medium model."""
    got = [answer.rate(epoch, 6, 1.2) for epoch in (1, 6, 7, 8, 39)]
    wanted = [1, 1, 1 / 1.2, 1.2**-2, 1.2**-33]
    assert np.allclose(got, wanted), f"In epochs 1, 6, 7, 8, 39 it is {np.round(got, 5).tolist()}."


def check_long(answer):
    """A long gradient gets exactly the greatest length, and keeps its direction."""
    long = [np.array([3.0, 0.0]), np.array([[4.0]])]
    clipped = answer.clip(long, 1.0)
    assert np.isclose(norm(clipped), 1.0), f"Its norm is {norm(clipped):.3f}, not 1."
    same = all(np.allclose(5 * c, g) for c, g in zip(clipped, long, strict=True))
    assert same, "The direction changed: scale all arrays by one factor."


def check_short(answer):
    """A short gradient stays as it is, and so does one of zeros."""
    short = [np.array([0.3, 0.0]), np.array([[0.4]])]
    clipped = answer.clip(short, 1.0)
    same = all(np.allclose(c, g) for c, g in zip(clipped, short, strict=True))
    assert same, f"Its norm went from 0.5 to {norm(clipped):.3f}."
    assert norm(answer.clip([np.zeros(2)], 1.0)) == 0, "Zeros don't stay zeros."


def check_train(answer):
    """The loop uses both: gradients of 10, clipped to 2, at rates 1, 1, 1/2, 1/4."""
    (got,) = answer.train([np.zeros(1)], lambda _: [np.full(1, 10.0)], 4, 2, 2.0, 2.0)
    wanted = -2 * (1 + 1 + 0.5 + 0.25)
    assert np.isclose(got[0], wanted), f"It comes to {got[0]:.3f}, not {wanted}."


def check_follows(answer):
    """Each gradient is taken at the newest parameters, and the caller's arrays are left alone."""
    start = [np.full(1, 8.0)]
    (got,) = answer.train(start, lambda p: [p[0] / 2], 3, 3, 2.0, 100.0)
    assert np.isclose(got[0], 1.0), f"Halving 8 three times gives {got[0]:.3f}."
    assert start[0][0] == 8, "The caller's array was changed in place."
