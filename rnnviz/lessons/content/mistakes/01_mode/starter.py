import torch
from torch.nn.functional import cross_entropy


def perplexity(model, x, y):
    """e to the mean loss of a word; x and y are (steps, batch)."""
    with torch.no_grad():
        logits = model(x)
    model.train()
    return cross_entropy(logits.flatten(0, 1), y.flatten()).exp().item()
