import torch


def predict(model, x, passes):
    """The mean of the probabilities over so many passes with dropout on."""
    training = model.training
    model.train()
    with torch.no_grad():
        each = [model(x).softmax(-1) for _ in range(passes)]
    model.train(training)
    return torch.stack(each).mean(0)
