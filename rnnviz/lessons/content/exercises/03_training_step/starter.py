import torch
from torch.nn.functional import cross_entropy


def train_step(model, optimiser, x, y, state, most):
    """The mean loss of the step, and the state that the next window starts from."""
    logits, state = model(x, state)
    loss = cross_entropy(logits.flatten(0, 1), y.flatten())
    loss.backward()
    optimiser.step()
    return loss.item(), state
