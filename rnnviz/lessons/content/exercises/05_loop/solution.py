import numpy as np


def rate(epoch, constant, decay):
    """The learning rate of an epoch, counted from 1."""
    return decay ** -max(0, epoch - constant)


def clip(gradients, most):
    """The gradients as one vector no longer than `most`."""
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    factor = min(1.0, most / norm) if norm else 1.0
    return [factor * g for g in gradients]


def train(parameters, gradients_of, epochs, constant, decay, most):
    """The parameters after so many epochs of one update each."""
    for epoch in range(1, epochs + 1):
        gradients = clip(gradients_of(parameters), most)
        step = rate(epoch, constant, decay)
        parameters = [p - step * g for p, g in zip(parameters, gradients, strict=True)]
    return parameters
