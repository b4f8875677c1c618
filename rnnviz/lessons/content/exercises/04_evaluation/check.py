import numpy as np

WORDS = 6
RNG = np.random.default_rng(0)
TABLE = 4 * RNG.standard_normal((WORDS, WORDS))  # the logits after each word
X = RNG.integers(WORDS, size=(9, 3))
Y = np.where(RNG.random((9, 3)) < 0.5, TABLE[X].argmax(-1), RNG.integers(WORDS, size=(9, 3)))
Y[8] = TABLE[X[8]].argmin(-1)  # the short last window is hard


def windows():
    yield from ((X[t : t + 4], Y[t : t + 4]) for t in range(0, 9, 4))


def check_uniform(answer):
    """A model that knows nothing of 6 words has perplexity 6."""
    got = answer.evaluate(lambda x: np.zeros((*x.shape, WORDS)), windows())["perplexity"]
    assert np.isclose(got, WORDS), f"It has {got:.3f}."


def check_perplexity(answer):
    """Perplexity is e to the mean loss of all words, however they are cut into windows."""
    logits = TABLE[X]
    losses = np.log(np.exp(logits).sum(-1)) - np.take_along_axis(logits, Y[..., None], -1)[..., 0]
    got, wanted = answer.evaluate(TABLE.__getitem__, windows())["perplexity"], np.exp(losses.mean())
    assert np.isclose(got, wanted), f"It is {got:.3f}; over all words it is {wanted:.3f}."


def check_accuracy(answer):
    """Accuracy is the share of all words that were guessed."""
    found = answer.evaluate(TABLE.__getitem__, windows())
    assert "accuracy" in found, "There is no accuracy."
    wanted = (TABLE[X].argmax(-1) == Y).mean()
    got = found["accuracy"]
    assert np.isclose(got, wanted), f"It is {got:.3f}; over all words it is {wanted:.3f}."
