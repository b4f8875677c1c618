import torch
from torch.nn.functional import cross_entropy


def train_step(model, optimiser, x, y, state, most):
    """The mean loss of the step, and the state that the next window starts from."""
    model.train()
    optimiser.zero_grad()
    logits, state = model(x, state)
    loss = cross_entropy(logits.flatten(0, 1), y.flatten())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), most)
    optimiser.step()
    return loss.item(), state.detach()
