import torch


def predict(model, x, state):
    """Probabilities (steps, batch, words) and the next state."""
    model.eval()
    logits, state = model(x, state)
    return logits, state
