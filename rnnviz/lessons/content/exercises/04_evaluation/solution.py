import numpy as np


def log_softmax(logits):
    top = logits.max(-1, keepdims=True)
    return logits - top - np.log(np.exp(logits - top).sum(-1, keepdims=True))


def evaluate(model, windows):
    """Perplexity and accuracy over all words."""
    loss_nats, right, words = 0.0, 0, 0
    for x, y in windows:
        scores = log_softmax(model(x))
        loss_nats -= np.take_along_axis(scores, y[..., None], -1).sum()
        right += (scores.argmax(-1) == y).sum()
        words += y.size
    return {"perplexity": float(np.exp(loss_nats / words)), "accuracy": float(right / words)}
