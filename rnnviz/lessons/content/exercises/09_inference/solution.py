import torch


def predict(model, x, state):
    """Probabilities (steps, batch, words) and the next state."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits, state = model(x, state)
    finally:
        model.train(training)
    return logits.softmax(-1), state
